import type { Form, Tags } from "../../../core/commands.ts";
import type { MessageEvent, TypingEvent } from "../../../core/events.ts";
import { LIMITS } from "../../../core/limits.ts";
import { userByNick, whoIs } from "../../../core/state.ts";
import type { Call, Done } from "../call.ts";
import { kindOf } from "../kinds.ts";
import { isClientTag, renderEvent } from "../render.ts";
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
      else sendAll(call, targets, text, isAction(text) ? "action" : "message");
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
];

/**
 * Says a text as it came. With its author in front it may be too long for one line; whoever reads it by IRC then gets two
 * (`renderEvent`), for few clients know how long their own name is to others.
 */
function sendAll(call: Call, targets: string, text: string, form: Form): void {
  const tags = clientTags(call);
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
    if (client.has("echo-message")) call.send(kindOf(client.caps).render(event));
    if (target?.away !== undefined && form !== "notice" && form !== "tags") {
      call.numeric("301", [target.nick], target.away);
    }
  }
}

function deliver(call: Call, event: MessageEvent): void {
  const text = kindOf(call.client.caps).render(event);
  if (text !== "") call.client.write(text);
}

function sendTyping(call: Call, to: string, state: TypingEvent["state"]): void {
  const { client } = call;
  call.submit({ type: "typing", to, state }, () => {
    const { user } = client.session;
    if (!user || !client.has("echo-message")) return;
    call.send(renderEvent({ type: "typing", at: client.line.now(), from: whoIs(user), to, state }, client.caps));
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
