import type { Form, Tags } from "../../../core/commands.ts";
import type { MessageEvent, TypingEvent } from "../../../core/events.ts";
import { LIMITS } from "../../../core/limits.ts";
import { userByNick, whoIs } from "../../../core/state.ts";
import { utf8Length } from "../../../core/utf8.ts";
import type { Call, Done } from "../call.ts";
import { type Multiline, withCuts } from "../multiline.ts";
import { isClientTag } from "../render.ts";
import { RELAYMSG } from "./relaymsg.ts";
import type { Row } from "./row.ts";

const ACTION = "\x01ACTION ";

/** Saying something. */
export const TALK: readonly Row[] = [
  {
    name: "PRIVMSG",
    minParams: 0,
    turn: "acts",
    usage: "PRIVMSG <channel or nick>{,<another>} :<text>",
    text: "Says something in a channel or to somebody.",
    run(call) {
      const [targets = "", text = ""] = call.params;
      if (targets === "") call.complain("411", [], "No recipient given (PRIVMSG)");
      else if (text === "") call.complain("412", [], "No text to send");
      else say(call, targets, text);
    },
  },
  {
    name: "NOTICE",
    minParams: 0,
    turn: "acts",
    usage: "NOTICE <channel or nick>{,<another>} :<text>",
    text: "Says something that no program may answer; errors are not answered either.",
    run(call) {
      const [targets = "", text = ""] = call.params;
      if (targets !== "" && text !== "") sendAll(call, targets, text, "notice");
    },
  },
  {
    name: "TAGMSG",
    minParams: 1,
    turn: "acts",
    usage: "@<tags> TAGMSG <channel or nick>{,<another>}",
    text: "Sends client tags without a text, such as +typing.",
    run(call) {
      const [targets = ""] = call.params;
      const tags = clientTags(call);
      if (tags === undefined) return;
      const state = typingOf(tags);
      if (state === undefined) sendAll(call, targets, "", "tags");
      else for (const to of targetsOf(call, targets)) sendTyping(call, to, state);
    },
  },
  {
    name: "BATCH",
    minParams: 1,
    turn: "acts",
    usage: "BATCH +<name> draft/multiline <channel or nick> | -<name>",
    text: "Begins or ends a message of several lines, which are sent with @batch=<name>.",
    run(call) {
      const [name = "", type = "", target = ""] = call.params;
      const { batches } = call.client;
      if (name.startsWith("-")) batches.end(call, name.slice(1), sayBatch);
      else batches.begin(call, name.startsWith("+") ? name.slice(1) : "", type, target);
    },
  },
  RELAYMSG,
];

/** Says a message that came as a batch; who began the batch gets the answer. */
function sayBatch(call: Call, target: string, { verb, text, cuts }: Multiline): void {
  if (verb === "NOTICE") sendAll(call, target, text, "notice", cuts);
  else sendAll(call, target, text, isAction(text) ? "action" : "message", cuts);
}

function say(call: Call, targets: string, text: string): void {
  const excess = excessOf(call, targets, text);
  if (excess <= 0) sendAll(call, targets, text, isAction(text) ? "action" : "message");
  else call.complain("417", [], `Nothing was sent: with your name in front that line is ${excess} bytes too long`);
}

/**
 * How many bytes a line has too many, with its author in front as others get it. Better to say so than to cut it, or to
 * show it as two messages: who has more to say can send several lines as one message (IRCv3 multiline).
 */
function excessOf({ client }: Call, targets: string, text: string): number {
  const { user } = client.session;
  if (!user) return 0;
  const source = `:${user.nick}!${user.ident}@${user.host} PRIVMSG  :${text}\r\n`;
  const longest = Math.max(...targets.split(",").map(utf8Length));
  return utf8Length(source) + longest - LIMITS.ircLineBytes;
}

/** Says a text as it came. What is too long for a line of a reader's is split for them (`renderEvent`). */
function sendAll(call: Call, targets: string, text: string, form: Form, cuts: readonly number[] = []): void {
  const tags = form === "action" ? clientTags(call) : withCuts(clientTags(call), cuts);
  const said = form === "action" ? inner(text) : text;
  for (const to of targetsOf(call, targets)) {
    call.submit(
      { type: "say", to, text: said, form, ...(tags && { tags }) },
      (done) => showSaid(call, done, form),
      // RFC 2812, 3.3.2: a notice is never answered.
      form === "notice" ? () => {} : undefined,
    );
  }
}

/** The targets, of which there may be only so many. */
function targetsOf(call: Call, targets: string): readonly string[] {
  const all = targets.split(",").filter((target) => target !== "");
  if (all.length === 0 && call.command !== "NOTICE") call.complain("411", [], `No recipient given (${call.command})`);
  const [tooMuch] = all.slice(LIMITS.ircTargets);
  if (tooMuch !== undefined && call.command !== "NOTICE") {
    call.complain("407", [tooMuch], `Too many targets; ${LIMITS.ircTargets} at a time`);
  }
  return all.slice(0, LIMITS.ircTargets);
}

/** What the author of a message sees of it: an echo if they asked for echoes, and what is said to oneself like any other. */
function showSaid(call: Call, { emissions }: Done, form: Form): void {
  const { client } = call;
  for (const { event } of emissions) {
    if (event.type !== "message") continue;
    const target = event.to.startsWith("#") ? undefined : userByNick(client.session.state, event.to);
    if (target && target === client.session.user) deliver(call, event);
    if (client.has("echo-message")) call.send(client.kind.render(event));
    if (target?.away !== undefined && form !== "notice" && form !== "tags") {
      call.numeric("301", [target.nick], target.away);
    }
  }
}

function deliver(call: Call, event: MessageEvent): void {
  const text = call.client.kind.render(event);
  if (text) call.client.write(text);
}

function sendTyping(call: Call, to: string, state: TypingEvent["state"]): void {
  const { client } = call;
  call.submit({ type: "typing", to, state }, () => {
    const { user } = client.session;
    if (!user || !client.has("echo-message")) return;
    call.send(client.kind.render({ type: "typing", at: client.line.now(), from: whoIs(user), to, state }));
  });
}

function isAction(text: string): boolean {
  return text.startsWith(ACTION) && text.length > ACTION.length + 1;
}

/** What is between the marks of a CTCP ACTION. */
function inner(text: string): string {
  return text.slice(ACTION.length, text.endsWith("\x01") ? -1 : undefined);
}

/** The state, if the tags say nothing but that. */
function typingOf(tags: Tags): TypingEvent["state"] | undefined {
  const { "+typing": state, ...others } = tags;
  if (Object.keys(others).length > 0) return undefined;
  return state === "active" || state === "paused" || state === "done" ? state : undefined;
}

/** The tags that are for other clients, if the client may send such and did. */
function clientTags(call: Call): Tags | undefined {
  if (!call.client.has("message-tags")) return undefined;
  const tags = Object.entries(call.message.tags).filter(([name]) => isClientTag(name));
  return tags.length === 0 ? undefined : Object.fromEntries(tags);
}
