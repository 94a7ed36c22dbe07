import type { ModeChange, Tags } from "../../core/commands.ts";
import type { Event, JoinEvent, MessageEvent, ModeEvent, TypingEvent, Who } from "../../core/events.ts";
import { cut, fits, LIMITS, utf8Length } from "../../core/limits.ts";
import { CAPS } from "./caps.ts";
import { escapeTag, oneLine } from "./message.ts";
import { splitText } from "./split-text.ts";

/** What a line may hold besides its tags and its end. */
const ROOM = LIMITS.ircLineBytes - 2;

/** A name of a client-only tag (IRCv3 message-tags). */
const CLIENT_TAG = /^\+(?:[A-Za-z0-9.-]+\/)?[A-Za-z0-9-]+$/;

/** Whether a tag is one that clients send each other. */
export function isClientTag(name: string): boolean {
  return CLIENT_TAG.test(name);
}

/** The event as whole lines, or "" if clients with these capabilities are not shown it. Every line fits in 512 bytes. */
export function renderEvent(event: Event, caps: number): string {
  switch (event.type) {
    case "message":
      return message(event, caps);
    case "join":
      return join(event, caps);
    case "part":
      return line(event, caps, `PART ${event.channel}${event.reason === undefined ? "" : ` :${event.reason}`}`);
    case "quit":
      return line(event, caps, `QUIT :${event.reason}`);
    case "nick":
      // The colon is needless, and always was sent: ii takes no new nick without it.
      return line(event, caps, `NICK :${event.nick}`);
    case "topic":
      return line(event, caps, `TOPIC ${event.channel} :${event.topic}`);
    case "mode":
      return mode(event, caps);
    case "usermode":
      return line(event, caps, `MODE ${event.from.nick} ${signed(event.changes)}`);
    case "kick":
      // RFC 2812, 3.2.8: without a reason it is the nick of who kicks.
      return line(event, caps, `KICK ${event.channel} ${event.nick} :${event.reason ?? event.from.nick}`);
    case "invite":
      return line(event, caps, `INVITE ${event.nick} ${event.channel}`);
    case "away":
      if ((caps & CAPS["away-notify"]) === 0) return "";
      return line(event, caps, event.text === undefined ? "AWAY" : `AWAY :${event.text}`);
    case "typing":
      return typing(event, caps);
  }
}

/** A mode change as letters with their signs, and then the parameters: `+o-v alice bob`. */
export function signed(changes: readonly ModeChange[]): string {
  let letters = "";
  let params = "";
  let sign: boolean | undefined;
  for (const { set, mode: letter, parameter } of changes) {
    if (set !== sign) letters += set ? "+" : "-";
    sign = set;
    letters += letter;
    if (parameter !== undefined) params += ` ${parameter}`;
  }
  return letters + params;
}

/** The hot path: a short text without tags costs a few searches and one concatenation. */
function message(event: MessageEvent, caps: number): string {
  const { form, text } = event;
  if (form === "tags") return tagMessage(event, caps);
  const verb = form === "notice" ? "NOTICE" : "PRIVMSG";
  const head = `${source(event.from)}${verb} ${event.to} :`;
  const tags = caps === 0 ? "" : tagsOf(event, caps, event.tags);
  if (form !== "action" && isOneLine(text) && (head.length + text.length) * 3 <= ROOM) {
    return `${tags}${head}${text}\r\n`;
  }
  const open = form === "action" ? "\x01ACTION " : "";
  const close = form === "action" ? "\x01" : "";
  const lines = splitText(text, ROOM - utf8Length(head) - open.length - close.length);
  // The id names the message, so it stands once, on the first of its lines.
  const later = timeOnly(event.at, caps);
  return lines.map((part, i) => `${i === 0 ? tags : later}${head}${open}${part}${close}\r\n`).join("");
}

function tagMessage(event: MessageEvent, caps: number): string {
  if ((caps & CAPS["message-tags"]) === 0) return "";
  return `${tagsOf(event, caps, event.tags)}${source(event.from)}TAGMSG ${event.to}\r\n`;
}

function typing(event: TypingEvent, caps: number): string {
  if ((caps & CAPS["message-tags"]) === 0) return "";
  const time = (caps & CAPS["server-time"]) === 0 ? "" : `;${timeTag(event.at)}`;
  return `@+typing=${event.state}${time} ${source(event.from)}TAGMSG ${event.to}\r\n`;
}

function join(event: JoinEvent, caps: number): string {
  if ((caps & CAPS["extended-join"]) === 0) return line(event, caps, `JOIN ${event.channel}`);
  return line(event, caps, `JOIN ${event.channel} ${event.from.account ?? "*"} :${event.realname}`);
}

/** One MODE line, or several where the masks of one change are too long for it. */
function mode(event: ModeEvent, caps: number): string {
  const room = ROOM - utf8Length(source(event.from)) - utf8Length(`MODE ${event.channel} `);
  const groups: ModeChange[][] = [];
  let group: ModeChange[] = [];
  for (const change of event.changes) {
    if (group.length > 0 && !fits(signed([...group, change]), room)) group = [];
    if (group.length === 0) groups.push(group);
    group.push(change);
  }
  return groups.map((changes) => line(event, caps, `MODE ${event.channel} ${signed(changes)}`)).join("");
}

function line(event: Exclude<Event, TypingEvent>, caps: number, rest: string): string {
  const tags = caps === 0 ? "" : tagsOf(event, caps);
  return `${tags}${cut(oneLine(source(event.from) + rest), ROOM)}\r\n`;
}

function source({ nick, user, host }: Who): string {
  return `:${nick}!${user}@${host} `;
}

function isOneLine(text: string): boolean {
  return text !== "" && !text.includes("\n") && !text.includes("\r") && !text.includes("\0");
}

/** All tags that these capabilities show of an event, with `@` and the space behind; "" if there are none. */
function tagsOf(event: Exclude<Event, TypingEvent>, caps: number, clientTags?: Tags): string {
  if ((caps & CAPS["message-tags"]) === 0) return timeOnly(event.at, caps);
  let tags = `@msgid=${event.id}`;
  if ((caps & CAPS["server-time"]) !== 0) tags += `;${timeTag(event.at)}`;
  if (event.from.bot) tags += ";bot";
  if (clientTags) for (const [name, value] of Object.entries(clientTags)) tags += clientTag(name, value);
  return `${tags} `;
}

function clientTag(name: string, value: string): string {
  if (!isClientTag(name)) return "";
  return value === "" ? `;${name}` : `;${name}=${escapeTag(value)}`;
}

function timeOnly(at: number, caps: number): string {
  return (caps & CAPS["server-time"]) === 0 ? "" : `@${timeTag(at)} `;
}

/** IRCv3 server-time: UTC with milliseconds. */
function timeTag(at: number): string {
  return `time=${new Date(at).toISOString()}`;
}
