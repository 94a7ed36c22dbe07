import { answerLines, nameWithSign } from "../../client/answer-lines.ts";
import type { ModeChange } from "../../core/commands.ts";
import type { MessageEvent, Reaction } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { fold } from "../../core/names.ts";
import type { Ok, ShownEvent } from "../../wire/json/messages.ts";
import { harmless } from "../../wire/lines.ts";
import { withDate } from "../../wire/local-time.ts";
import { moderationText } from "../../wire/moderation-text.ts";
import { serviceText } from "../../wire/service-text.ts";
import { prefixed } from "../../wire/spoken.ts";

/** Of so many who react alike the nicks are shown; of more only how many they are. */
const NAMED_REACTORS = 2;

/** Who looks. */
export interface Viewer {
  readonly nick: string;
  /** The channel or nick that is looked at: others are named. */
  readonly to: string | undefined;
  /** How a time is written; `clockTime` for people. */
  readonly time: (at: number) => string;
  /** How the time of what is looked up is written; `pastTime` for people. */
  readonly pastTime: (at: number) => string;
}

/** Hours and minutes where the viewer is: `13:54`. @param at milliseconds since 1970 */
export function clockTime(at: number): string {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** As `clockTime`, with the date unless it was today: `2026-09-13 13:54`. Both in milliseconds since 1970. */
export function pastTime(at: number, now: number): string {
  return withDate(at, now, clockTime);
}

/**
 * An event as a line for a terminal: `13:54 <alice> hello`; further lines of a message are indented below it. Nothing if
 * there is nothing to show. Whatever somebody else wrote is made harmless.
 */
export function showEvent(event: ShownEvent, viewer: Viewer): string | undefined {
  if (isUnshown(event)) return undefined;
  const time = viewer.time(event.at);
  const text = event.type === "message" ? showMessage(event, viewer) : showChange(event, viewer);
  return text === undefined ? undefined : `${time} ${prefixed(text, "").join(`\n${" ".repeat(time.length + 1)}`)}`;
}

function isUnshown(event: ShownEvent): event is Extract<ShownEvent, { readonly type: Unshown }> {
  return ["typing", "account", "markread", "metadata"].includes(event.type);
}

function showMessage(event: MessageEvent, viewer: Viewer): string | undefined {
  const { from, to, form } = event;
  if (form === "tags") return showReaction(event, viewer);
  const isChannel = to.startsWith("#");
  const text = event.text + amendments(event);
  const where = elsewhere(to, viewer);
  const whom = isChannel || same(to, viewer.nick) ? "" : ` -> ${to}`;
  if (form === "action") return `${where}* ${from.nick}${whom} ${text}`;
  if (form === "notice") return `${where}-${from.nick}${whom}- ${text}`;
  return isChannel ? `${where}<${from.nick}> ${text}` : `*${from.nick}${whom}* ${text}`;
}

/** The channel in front of what is shown, unless it is the one that is looked at. */
function elsewhere(to: string, viewer: Viewer): string {
  return to.startsWith("#") && (viewer.to === undefined || !same(to, viewer.to)) ? `${to} ` : "";
}

/** A reaction that somebody gives or takes back; nothing for other tags. */
function showReaction({ from, to, tags = {} }: MessageEvent, viewer: Viewer): string | undefined {
  const { "+draft/react": given, "+draft/unreact": taken } = tags;
  if (given !== undefined) return `${elsewhere(to, viewer)}${from.nick} reacts with ${harmless(given)}`;
  if (taken !== undefined) return `${elsewhere(to, viewer)}${from.nick} takes back ${harmless(taken)}`;
  return undefined;
}

/** What became of a message since it was said, behind its text: ` (edited) [yum by bob and carol, tea by 3]`. */
function amendments({ edited, reactions = [] }: MessageEvent): string {
  const shown = reactions.filter(({ by }) => by.length > 0).map(showReactors);
  return `${edited ? " (edited)" : ""}${shown.length > 0 ? ` [${shown.join(", ")}]` : ""}`;
}

function showReactors({ text, by }: Reaction): string {
  const who = by.length > NAMED_REACTORS ? String(by.length) : by.map(({ nick }) => nick).join(" and ");
  return harmless(`${text} by ${who}`);
}

/** Events that are not shown as lines. */
type Unshown = "typing" | "account" | "markread" | "metadata";

type Change = Exclude<ShownEvent, { readonly type: "message" | Unshown }>;

function showChange(event: Change, viewer: Viewer): string {
  const { nick } = event.from;
  switch (event.type) {
    case "join":
      return `${nick} joined ${event.channel}`;
    case "part":
      return `${nick} left ${event.channel}${because(event.reason)}`;
    case "quit":
      return `${nick} left${because(event.reason)}`;
    case "nick":
      return `${nick} is now ${event.nick}`;
    case "topic":
      return event.topic === ""
        ? `${nick} took away the topic of ${event.channel}`
        : `${nick} set the topic of ${event.channel}: ${event.topic}`;
    case "mode":
      return `${nick} set ${showModes(event.changes)} on ${event.channel}`;
    case "usermode":
      return `${nick} set ${showModes(event.changes)}`;
    case "kick":
      return `${nick} made ${event.nick} leave ${event.channel}${because(event.reason)}`;
    case "setname":
      return `${nick} changed their real name: ${event.realname}`;
    case "chghost":
      return `${nick} is now seen as ${event.user}@${event.host}`;
    case "rename":
      return `${nick} renamed ${event.channel}: it is ${event.name} now${because(event.reason)}`;
    case "redact":
      return `${nick} took back a message ${placeOf(event.to, viewer)}${because(event.reason)}`;
    case "edit":
      return `${nick} changed a message ${placeOf(event.to, viewer)}: ${event.text}`;
    case "wallops":
      return `${nick} tells everybody: ${event.text}`;
    case "moderation":
      return moderationText(event);
    case "service":
      return serviceText(event);
    case "invite":
      return `${nick} asks ${same(event.nick, viewer.nick) ? "you" : event.nick} into ${event.channel}`;
    case "away":
      return event.text === undefined ? `${nick} is back` : `${nick} is away: ${event.text}`;
  }
}

function placeOf(to: string, viewer: Viewer): string {
  if (to.startsWith("#")) return `in ${to}`;
  return same(to, viewer.nick) ? "to you" : `to ${to}`;
}

/** What somebody is told who comes into a channel: what it is about, if anything, and who is there. */
export function showArrival({ channel = "", topic = "", members = [] }: Ok): readonly string[] {
  const names = members.slice(0, LIMITS.namesOnArrival).map(nameWithSign);
  const more = members.length - names.length;
  const all = more > 0 ? `${names.join(" ")} and ${more} more` : names.join(" ");
  const here = `${members.length} ${members.length === 1 ? "is" : "are"} here: ${all}`;
  const lines = topic === "" ? [here] : [`${channel} is about: ${topic}`, here];
  return lines.map((line) => harmless(line));
}

/** The answer to a question as lines for a terminal; none for the answer to a command. */
export function showAnswer(answer: Ok, viewer: Viewer): readonly string[] {
  if (answer.messages) return showPast(answer.messages, viewer);
  return answerLines(answer, viewer.pastTime).map((line) => harmless(line));
}

/** The answer to a search as lines for a terminal, the oldest first. */
export function showFound({ messages = [] }: Ok, viewer: Viewer): readonly string[] {
  return showPast(messages, viewer).toReversed();
}

function showPast(messages: readonly MessageEvent[], viewer: Viewer): readonly string[] {
  const past = { ...viewer, time: viewer.pastTime };
  return messages.flatMap((message) => showEvent(message, past) ?? []);
}

/** What there is to know about such an answer besides its lines. */
export function aboutFound({ messages = [], more }: Ok): string | undefined {
  if (messages.length === 0) return "nothing was found.";
  return more ? `there are more; these are the last ${messages.length}.` : undefined;
}

function showModes(changes: readonly ModeChange[]): string {
  return changes
    .map(({ set, mode, parameter }) => `${set ? "+" : "-"}${mode}${parameter === undefined ? "" : ` ${parameter}`}`)
    .join(" ");
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === "" ? "" : ` (${reason})`;
}

function same(one: string, other: string): boolean {
  return fold(one) === fold(other);
}
