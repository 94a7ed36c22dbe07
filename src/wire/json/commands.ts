import * as v from "valibot";
import type { ChangeHost, Command, Kill, Oper, Redact, SignIn, SignOut, Typing, Wallops } from "../../core/commands.ts";
import { LIMITS } from "../../core/limits.ts";

/**
 * What a JSON client may send: the core's own commands, and questions. The table of schemas is checked against the types
 * by the compiler, and `docs/protocol.md` is made from it.
 */

const text = (description: string) => v.pipe(v.string(), v.description(description));
const maybe = (description: string) => v.exactOptional(text(description));
const place = (description: string) =>
  v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.description(description)));

const channel = text("The channel's name, with its `#`.");
const reason = maybe("A line for the others.");
const ref = maybe("Your own name for this command; its answer carries it back.");
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

/** Commands for which one has to prove more than this dialect asks for, or which tell what only the server knows. */
type Excluded = SignIn | SignOut | Oper | Kill | Wallops | ChangeHost | Redact;

/** A command of the core, as a JSON client sends it. */
export type CoreCommand = (Exclude<Command, Excluded> | Omit<Redact, "author"> | Typing) & Named;

/** What concerns the conversation itself, or only asks. */
export type Question =
  | ({ readonly type: "hello"; readonly nick?: string; readonly realname?: string; readonly client?: string } & Named)
  | ({ readonly type: "names"; readonly channel: string } & Named)
  | ({ readonly type: "channels" } & Named)
  | ({ readonly type: "whois"; readonly nick: string } & Named)
  | ({
      readonly type: "history";
      readonly channel?: string;
      readonly with?: string;
      readonly before?: number;
      readonly after?: number;
      readonly beforeAt?: number;
      readonly afterAt?: number;
      readonly end?: "earliest" | "latest";
      readonly around?: number | string;
      readonly events?: boolean;
      readonly limit?: number;
    } & Named)
  | ({
      readonly type: "search";
      readonly text?: string;
      readonly channel?: string;
      readonly with?: string;
      readonly from?: string;
      readonly link?: boolean;
      readonly after?: number;
      readonly before?: number;
      readonly order?: "newest" | "oldest" | "best";
      readonly limit?: number;
    } & Named)
  | ({ readonly type: "ping" } & Named)
  | ({ readonly type: "bye"; readonly reason?: string } & Named);

/** All that may come over the wire. */
export type JsonCommand = CoreCommand | Question;

/** The name of a command. */
export type CommandName = JsonCommand["type"];

/** What every command may carry: its answer carries it back. */
interface Named {
  readonly ref?: string;
}

/** The schema of every command, with a sentence on what it does. */
export const COMMANDS: { readonly [N in CommandName]: v.GenericSchema<unknown, Extract<JsonCommand, { type: N }>> } = {
  hello: v.pipe(
    v.object({
      type: v.literal("hello"),
      ref,
      nick: maybe("The nick you want; without one you get one that is free."),
      realname: maybe("A line about you."),
      client: v.exactOptional(
        v.pipe(
          v.string(),
          v.minLength(16),
          v.maxLength(128),
          v.description(
            "A secret of 16 to 128 characters that your client made up and keeps. Who comes back with it is the same " +
              "user while that one is still there, and a `ref` used again is the same message.",
          ),
        ),
      ),
    }),
    v.description(
      "Says who you are. It comes first. The answer tells your nick, the log's `epoch`, and where it stands.",
    ),
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
          v.description("IRCv3 client tags, by names that begin with `+`."),
        ),
      ),
      as: maybe("For bridges that operate the channel: who said it elsewhere, such as `alice/discord`."),
    }),
    v.description("Says something. `ok` means that it is on disk."),
  ),
  join: v.pipe(
    v.object({ type: v.literal("join"), ref, channel, key: maybe("The channel's key, if it has one.") }),
    v.description("Comes into a channel, which is made if there is none."),
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
  names: v.pipe(
    v.object({ type: v.literal("names"), ref, channel }),
    v.description("Asks who is in a channel, and what is known about it."),
  ),
  channels: v.pipe(v.object({ type: v.literal("channels"), ref }), v.description("Asks which `channels` there are.")),
  whois: v.pipe(
    v.object({ type: v.literal("whois"), ref, nick: text("Whom you ask about.") }),
    v.description("Asks about a user."),
  ),
  history: v.pipe(
    v.object({
      type: v.literal("history"),
      ref,
      channel: maybe("A channel that you are in, with its `#`; or in its place `with`."),
      with: maybe("A nick or an account: what you and they said to each other."),
      before: place("Only what has a smaller seq."),
      after: place("Only what has a greater seq."),
      beforeAt: place("In place of `before`: only what was before this time, in milliseconds since 1970."),
      afterAt: place("In place of `after`: only what was after this time."),
      end: v.exactOptional(
        v.pipe(
          v.picklist(["earliest", "latest"]),
          v.description(
            "Which are wanted if there are more than `limit`. If you don't say, it is the earliest with only an `after`, " +
              "and else the latest.",
          ),
        ),
      ),
      around: v.exactOptional(
        v.pipe(
          v.union([v.pipe(v.number(), v.integer(), v.minValue(0)), v.string()]),
          v.description("In place of bounds: a seq or a message's `id`; what was before and after it, and itself."),
        ),
      ),
      events: v.exactOptional(
        v.pipe(v.boolean(), v.description("Whether you want all `events` of the channel, not only its `messages`.")),
      ),
      limit: place("At most so many; 50 if you don't say, 1000 at most."),
    }),
    v.description(
      "Asks for `messages` of a channel that you are in, or of what you and somebody said to each other. `more` says " +
        "whether there are more between the bounds than were wanted.",
    ),
  ),
  search: v.pipe(
    v.object({
      type: v.literal("search"),
      ref,
      text: v.exactOptional(
        v.pipe(
          v.string(),
          v.maxLength(LIMITS.searchText),
          v.description(
            'Words, all of which have to be there; a word of three characters or more may be a part of one. `"so and so"` ' +
              "is found as it stands. Also `from:nick`, `in:#channel`, `has:link`, `after:2026-11-30`, `before:2026-11-30`.",
          ),
        ),
      ),
      channel: maybe("Only in this channel, with its `#`."),
      with: maybe("Only in what you and this nick or account said to each other."),
      from: maybe("Only what was said by this nick."),
      link: v.exactOptional(v.pipe(v.literal(true), v.description("Only what has a link."))),
      after: place("Only what was said at this time or later, in milliseconds since 1970."),
      before: place("Only what was said at this time or earlier."),
      order: v.exactOptional(
        v.pipe(
          v.picklist(["newest", "oldest", "best"]),
          v.description(
            `Which come first; the newest if you don't say. The best are chosen among the newest ${LIMITS.searchCandidates}.`,
          ),
        ),
      ),
      limit: place(`At most so many; ${LIMITS.historyDefault} if you don't say, ${LIMITS.searchPage} at most.`),
    }),
    v.description(
      "Searches the `messages` of the channels that you are in and of your talks. What was said a moment ago may not be " +
        "found yet. `more` says whether there are more.",
    ),
  ),
  ping: v.pipe(
    v.object({ type: v.literal("ping"), ref }),
    v.description("Is answered when all that anybody asked of the server before is done."),
  ),
  bye: v.pipe(v.object({ type: v.literal("bye"), ref, reason }), v.description("Says goodbye.")),
};
