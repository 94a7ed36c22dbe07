import type { ModeChange, Tags } from "../../core/commands.ts";
import type { Event, JoinEvent, LastingEvent, MessageEvent, ModeEvent, TypingEvent, Who } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { cut, fits, utf8Length } from "../../core/utf8.ts";
import { correction } from "../correction.ts";
import { LOOKS, type Look } from "./caps.ts";
import { longMessage } from "./long-message.ts";
import { escapeTag, oneLine } from "./message.ts";
import { MULTILINE } from "./multiline.ts";

/** Events that are so rare that nobody waits for them. */
type RareEvent = Extract<
  Event,
  {
    readonly type:
      | "setname"
      | "account"
      | "chghost"
      | "rename"
      | "redact"
      | "edit"
      | "wallops"
      | "markread"
      | "metadata"
      | "moderation"
      | "arrive";
  }
>;

/** Capabilities with which clients are shown an event, each in its own way. */
const SHOWN_EACH = {
  markread: LOOKS["draft/read-marker"],
  metadata: LOOKS["draft/metadata-2"] | LOOKS["draft/metadata-3"],
} as const;

/** What a line may hold besides its tags and its end. */
const ROOM = LIMITS.ircLineBytes - 2;

/** Client tags up to this length stand on every line of a message that takes several lines. */
const REPEATED_TAGS = 512;

/** A name of a client-only tag (IRCv3 message-tags). */
const CLIENT_TAG = /^\+(?:[A-Za-z0-9.-]+\/)?[A-Za-z0-9-]+$/;

/** Whether a tag is one that clients send each other. */
export function isClientTag(name: string): boolean {
  return CLIENT_TAG.test(name);
}

/**
 * The event as whole lines; "" if clients with these capabilities are not shown it; nothing if what they are shown
 * depends on who they are. Every line fits in 512 bytes.
 */
export function renderEvent(event: Event, caps: number): string | undefined {
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
      if (event.seen && (caps & LOOKS["invite-notify"]) === 0) return "";
      return line(event, caps, `INVITE ${event.nick} ${event.channel}`);
    case "away":
      if ((caps & LOOKS["away-notify"]) === 0) return "";
      return line(event, caps, event.text === undefined ? "AWAY" : `AWAY :${event.text}`);
    case "typing":
      return typing(event, caps);
    case "service":
      return undefined;
    default:
      return renderRare(event, caps);
  }
}

/** Those who have not the capability are shown the same by other means, each as it concerns them: see `fallback.ts`. */
function renderRare(event: RareEvent, caps: number): string | undefined {
  const shown = (cap: Look, rest: string): string => ((caps & LOOKS[cap]) === 0 ? "" : line(event, caps, rest));
  switch (event.type) {
    case "setname":
      return shown("setname", `SETNAME :${event.realname}`);
    case "account":
      return shown("account-notify", `ACCOUNT ${event.account ?? "*"}`);
    case "chghost":
      return shown("chghost", `CHGHOST ${event.user} ${event.host}`) || undefined;
    case "rename":
      return shown("draft/channel-rename", `RENAME ${event.channel} ${event.name} :${event.reason ?? ""}`) || undefined;
    case "redact":
      return shown("draft/message-redaction", `REDACT ${event.to} ${event.msgid}${lastParam(event.reason)}`);
    case "edit":
      return message(correction(event), caps);
    case "wallops":
      return line(event, caps, `WALLOPS :${event.text}`);
    case "markread":
    case "metadata":
      return (caps & SHOWN_EACH[event.type]) === 0 ? "" : undefined;
    case "moderation":
      return undefined;
    case "arrive":
      return "";
  }
}

/** A text as the last parameter, if there is one. */
function lastParam(text: string | undefined): string {
  return text ? ` :${text}` : "";
}

/** A mode change as letters with their signs, and then the parameters: `+o-v alice bob`. */
function signed(changes: readonly ModeChange[]): string {
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
  const from = source(event.from);
  const verb = form === "notice" ? "NOTICE" : "PRIVMSG";
  const tags = caps === 0 ? "" : tagsOf(event, caps, event.tags);
  const head = `${from}${verb} ${event.to} :`;
  if (form !== "action" && isOneLine(text) && (head.length + text.length) * 3 <= ROOM) {
    return `${tags}${head}${text}\r\n`;
  }
  return longMessage(event, { from, head, tags, later: laterTags(event, caps) }, (caps & LOOKS[MULTILINE]) !== 0);
}

function tagMessage(event: MessageEvent, caps: number): string {
  if ((caps & LOOKS["message-tags"]) === 0) return "";
  return `${tagsOf(event, caps, event.tags)}${source(event.from)}TAGMSG ${event.to}\r\n`;
}

function typing(event: TypingEvent, caps: number): string {
  if ((caps & LOOKS["message-tags"]) === 0) return "";
  const time = (caps & LOOKS["server-time"]) === 0 ? "" : `;${timeTag(event.at)}`;
  const bot = event.from.bot ? ";bot" : "";
  // What the server says stands before what clients say.
  return `@${`${time}${bot};+typing=${event.state}`.slice(1)} ${source(event.from)}TAGMSG ${event.to}\r\n`;
}

function join(event: JoinEvent, caps: number): string {
  if ((caps & LOOKS["extended-join"]) === 0) return line(event, caps, `JOIN ${event.channel}`);
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

function line(event: LastingEvent, caps: number, rest: string): string {
  const tags = caps === 0 ? "" : tagsOf(event, caps);
  return `${tags}${cut(oneLine(source(event.from) + rest), ROOM)}\r\n`;
}

function source({ nick, user, host }: Who): string {
  // The server itself is nobody with a host.
  return user === "" && host === "" ? `:${nick} ` : `:${nick}!${user}@${host} `;
}

function isOneLine(text: string): boolean {
  return text !== "" && !text.includes("\n") && !text.includes("\r") && !text.includes("\0");
}

/** All tags that these capabilities show of an event, with `@` and the space behind; "" if there are none. */
function tagsOf(event: LastingEvent, caps: number, clientTags?: Tags): string {
  if ((caps & LOOKS["message-tags"]) === 0) return serverTags(event, caps);
  let tags = `@msgid=${event.id}`;
  if ((caps & LOOKS["server-time"]) !== 0) tags += `;${timeTag(event.at)}`;
  if ((caps & LOOKS["account-tag"]) !== 0 && event.from.account !== undefined) tags += `;${accountTag(event.from)}`;
  if (event.from.bot) tags += ";bot";
  if (event.type === "message" && event.by !== undefined && (caps & LOOKS["draft/relaymsg"]) !== 0) {
    tags += `;draft/relaymsg=${escapeTag(event.by)}`;
  }
  return `${tags}${clientTags ? formatClientTags(clientTags) : ""} `;
}

/** The tags of a message's lines behind the first: the id names the message, so it stands once. Long tags do too. */
function laterTags(event: MessageEvent, caps: number): string {
  if ((caps & LOOKS["message-tags"]) === 0) return serverTags(event, caps);
  const time = (caps & LOOKS["server-time"]) === 0 ? "" : `;${timeTag(event.at)}`;
  const own = event.tags ? formatClientTags(event.tags) : "";
  const tags = `${time}${event.from.bot ? ";bot" : ""}${own.length > REPEATED_TAGS ? "" : own}`;
  return tags === "" ? "" : `@${tags.slice(1)} `;
}

/** The client tags, each behind a semicolon, as far as clients take them. */
function formatClientTags(tags: Tags): string {
  let text = "";
  let left: number = LIMITS.ircTagsBytes - 1;
  for (const [name, value] of Object.entries(tags)) {
    if (!isClientTag(name)) continue;
    const tag = value === "" ? `;${name}` : `;${name}=${escapeTag(value)}`;
    const bytes = utf8Length(tag);
    if (bytes > left) continue;
    left -= bytes;
    text += tag;
  }
  return text;
}

/** The tags that have capabilities of their own. */
function serverTags({ at, from }: LastingEvent, caps: number): string {
  const time = (caps & LOOKS["server-time"]) === 0 ? "" : `;${timeTag(at)}`;
  const account = (caps & LOOKS["account-tag"]) === 0 || from.account === undefined ? "" : `;${accountTag(from)}`;
  const tags = time + account;
  return tags === "" ? "" : `@${tags.slice(1)} `;
}

function accountTag({ account = "" }: Who): string {
  return `account=${escapeTag(account)}`;
}

/** IRCv3 server-time: UTC with milliseconds. */
function timeTag(at: number): string {
  return `time=${new Date(at).toISOString()}`;
}
