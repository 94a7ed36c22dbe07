import * as v from "valibot";
import type { AdminCommand, Report, SignIn } from "../../core/account-commands.ts";
import type {
  ChangeHost,
  Command,
  Edit,
  Kill,
  Oper,
  Redact,
  Say,
  Typing,
  Wallops,
  WatchWire,
} from "../../core/commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { DESK, type DeskCommand } from "./desk-schemas.ts";
import { channel, maybe, type Named, reason, ref, text } from "./fields.ts";
import { QUESTIONS, type Question } from "./question-schemas.ts";
import { SIGN_IN, type SignInCommand } from "./sign-in-schemas.ts";
import { STATUS, type StatusCommand } from "./status-schemas.ts";

/**
 * What a JSON client may send: the core's own commands, and questions. The table of schemas is checked against the types
 * by the compiler, and `docs/protocol.md` is made from it.
 */

const changes = v.pipe(
  v.array(
    v.object({
      set: v.pipe(v.boolean(), v.description("Whether to set or to unset it.")),
      mode: text("Its letter."),
      parameter: maybe("The nick, mask, key or number that it takes."),
    }),
  ),
  v.description("The changes, in order: `{set, mode, parameter?}`."),
);

/** Commands that look otherwise on the wire, that need a proof which this dialect does not ask for, or that a node adds to. */
type Excluded = AdminCommand | Report | SignIn | Oper | Kill | Wallops | ChangeHost | WatchWire | Redact | Edit | Say;

/** A command of the core, as a JSON client sends it. */
export type CoreCommand = (
  | Exclude<Command, Excluded>
  | Omit<Say, "files">
  | Omit<Redact, "author" | "files">
  | Omit<Edit, "author" | "files">
  | Omit<Report, "said">
  | Typing
) &
  Named;

/** All that may come over the wire. */
export type JsonCommand = CoreCommand | SignInCommand | DeskCommand | Question | StatusCommand;

/** The name of a command. */
export type CommandName = JsonCommand["type"];

/** Whether a command is one for the desk. */
export function isDeskCommand(command: JsonCommand): command is DeskCommand {
  return Object.hasOwn(DESK, command.type);
}

/** Whether a command asks about the server itself. */
export function isStatusCommand(command: JsonCommand): command is StatusCommand {
  return Object.hasOwn(STATUS, command.type);
}

/** Who reads about commands begins with this one. */
const { hello, ...signIn } = SIGN_IN;

/** The schema of every command, with a sentence on what it does. */
export const COMMANDS: { readonly [N in CommandName]: v.GenericSchema<unknown, Extract<JsonCommand, { type: N }>> } = {
  hello,
  ...signIn,
  logout: v.pipe(
    v.object({ type: v.literal("logout"), ref }),
    v.description("Goes on without an account. A device stays known, with its token: `device-remove` forgets it."),
  ),
  say: v.pipe(
    v.object({
      type: v.literal("say"),
      ref: maybe(
        "Your own name for this message. Sent again with the same ref by the same `client`, it is the same message: it " +
          "is answered with the first seq and shown once.",
      ),
      to: text("A channel or a nick; `@#channel` is for the channel's operators, and so on with `~&%+`."),
      text: v.optional(
        v.pipe(
          v.string(),
          v.description("What you say, up to 64 KiB; it may have several lines. Only `tags` go without it."),
        ),
        "",
      ),
      form: v.exactOptional(
        v.pipe(
          v.picklist(["message", "notice", "action", "tags"]),
          v.description("`notice` is never answered by programs, `action` is a `/me`, `tags` has no text."),
        ),
      ),
      tags: v.exactOptional(
        v.pipe(
          v.record(v.pipe(v.string(), v.regex(/^\+[A-Za-z0-9./-]+$/)), v.string()),
          v.description(
            "IRCv3 client tags, by names that begin with `+`. A reply has `+draft/reply`, the `id` of what it answers. " +
              'A reaction is of `form` `"tags"`, with the tags `{"+draft/react":"👍","+draft/reply":"<id>"}`; the same ' +
              "with `+draft/unreact` in place of `+draft/react` takes it back. " +
              `A reaction longer than ${LIMITS.reactionBytes} bytes is refused. A message keeps ${LIMITS.reactionsPerMessage} of them, ` +
              `${LIMITS.reactionsPerUser} of each person; what comes beyond that is seen, but not kept with it.`,
          ),
        ),
      ),
      as: maybe("For bridges that operate the channel: who said it elsewhere, such as `alice/discord`."),
    }),
    v.description("Says something. `ok` means that it is on disk."),
  ),
  join: v.pipe(
    v.object({
      type: v.literal("join"),
      ref,
      channel,
      key: maybe("The channel's key, if it has one."),
      id: maybe("The channel of this id, as an answer to `join` told it, whatever it is called by now. None is made."),
      exists: v.exactOptional(v.pipe(v.boolean(), v.description("Only if there is such a channel. None is made."))),
    }),
    v.description(
      "Comes into a channel, which is made if there is none, unless you say otherwise. The answer has the `channel` in " +
        "which you are then, and its `id`, which stays the same whatever it is called.",
    ),
  ),
  part: v.pipe(v.object({ type: v.literal("part"), ref, channel, reason }), v.description("Leaves a channel.")),
  nick: v.pipe(
    v.object({ type: v.literal("nick"), ref, nick: text("The new nick.") }),
    v.description("Takes another nick."),
  ),
  topic: v.pipe(
    v.object({ type: v.literal("topic"), ref, channel, topic: text("The new topic; empty takes it away.") }),
    v.description("Sets a channel's topic."),
  ),
  mode: v.pipe(
    v.object({ type: v.literal("mode"), ref, channel, changes }),
    v.description("Changes a channel's modes. Changes that are refused are listed in `refused`."),
  ),
  usermode: v.pipe(v.object({ type: v.literal("usermode"), ref, changes }), v.description("Changes your own modes.")),
  kick: v.pipe(
    v.object({ type: v.literal("kick"), ref, channel, nick: text("Whom."), reason }),
    v.description("Makes somebody leave a channel."),
  ),
  invite: v.pipe(
    v.object({ type: v.literal("invite"), ref, channel, nick: text("Whom.") }),
    v.description("Asks somebody into a channel."),
  ),
  away: v.pipe(
    v.object({ type: v.literal("away"), ref, text: maybe("Why; without it you are back.") }),
    v.description("Says that you are away, or back."),
  ),
  setname: v.pipe(
    v.object({ type: v.literal("setname"), ref, realname: text("The new line about you.") }),
    v.description("Changes your real name."),
  ),
  rename: v.pipe(
    v.object({ type: v.literal("rename"), ref, channel, name: text("Its new name, with its `#`."), reason }),
    v.description("Gives a channel another name. It stays the same channel, with all that was said in it."),
  ),
  redact: v.pipe(
    v.object({
      type: v.literal("redact"),
      ref,
      to: text("The channel or nick to which it was said."),
      msgid: text("The message's `id`."),
      reason,
    }),
    v.description("Takes back a message of yours, or as a half-operator or above one of your channel's."),
  ),
  edit: v.pipe(
    v.object({
      type: v.literal("edit"),
      ref,
      to: text("The channel or nick to which it was said."),
      msgid: text("The message's `id`."),
      text: v.pipe(v.string(), v.description("What it says from now on, up to 64 KiB.")),
    }),
    v.description("Gives a message of yours another text. The history has it from then on, with `edited`."),
  ),
  markread: v.pipe(
    v.object({
      type: v.literal("markread"),
      ref,
      to: text("A channel or a nick."),
      at: v.pipe(v.number(), v.integer(), v.minValue(0), v.description("Milliseconds since 1970.")),
    }),
    v.description("Marks what you have read. The marker only moves forward, and your other sessions see it."),
  ),
  metadata: v.pipe(
    v.object({
      type: v.literal("metadata"),
      ref,
      to: text("`*` for yourself, or a channel that you operate."),
      key: text("Up to 64 of `a-z`, `0-9`, `_./-`, such as `display-name`."),
      value: maybe("Its new value; without it the key is removed."),
    }),
    v.description("Tells something about yourself or a channel (IRCv3 metadata)."),
  ),
  typing: v.pipe(
    v.object({
      type: v.literal("typing"),
      ref,
      to: text("A channel or a nick."),
      state: v.pipe(v.picklist(["active", "paused", "done"]), v.description("What you are at.")),
    }),
    v.description("Lets others see that you are writing. It passes: it is not kept, and may be lost."),
  ),
  report: v.pipe(
    v.object({
      type: v.literal("report"),
      ref,
      to: text("The channel to which it was said; the nick of who said it, if it was said to you alone."),
      msgid: text("The message's `id`."),
      reason: text("What is wrong with it."),
    }),
    v.description("Tells the operators of the server of a message. They see what it says, and who reports it."),
  ),
  ...QUESTIONS,
  ...DESK,
  ...STATUS,
};
