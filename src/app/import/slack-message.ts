import type { Reaction, Who } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { cut } from "../../core/utf8.ts";
import { type Fields, isFields } from "./checks.ts";
import { IMPORTED, type Item, type Told } from "./item.ts";
import type { Nicks } from "./nicks.ts";
import { emojiOf } from "./slack-emoji.ts";
import { plainText, type SlackNames } from "./slack-text.ts";

/** A channel of Slack, or a talk. */
export interface SlackPlace {
  /** Its id, or its name where it has none. */
  readonly id: string;
  /** As it is called here; for a talk the nicks of the two. */
  readonly channel?: string;
  readonly talk?: readonly [string, string];
}

/** What a message of Slack is read with. */
export interface SlackWorld extends SlackNames {
  readonly nicks: Nicks;
  /** Whether whoever spoke was signed in to the account of their nick. */
  readonly accounts: boolean;
}

/** What Slack says of itself and of its channels; what people say has none of these, or another one. */
const NOTES =
  /^(?:channel|group|bot|pinned|unpinned|reminder|huddle|sh_room|tombstone|message|ekm|file_comment|reply)_?/;

/** What is said in spite of that. */
const SAID: ReadonlySet<unknown> = new Set(["bot_message", "file_share", "me_message", "thread_broadcast", undefined]);

const JOINS: ReadonlySet<unknown> = new Set(["channel_join", "group_join"]);
const PARTS: ReadonlySet<unknown> = new Set(["channel_leave", "group_leave"]);
const TOPICS: ReadonlySet<unknown> = new Set(["channel_topic", "group_topic"]);

/** What a message of Slack tells; or why it is left out. */
export function slackItem(message: unknown, place: SlackPlace, world: SlackWorld): Item | string {
  if (!isFields(message) || message["type"] !== "message") return "not a message of Slack";
  const at = timeOf(message["ts"]);
  if (at === undefined) return "without a time";
  const told = toldBy(message, place, world);
  if (typeof told === "string") return told;
  const { channel, talk } = place;
  return {
    at,
    ...(channel !== undefined && { channel }),
    ...(talk && { talk }),
    key: keyOf(place, message["ts"]),
    told,
  };
}

function toldBy(message: Fields, place: SlackPlace, world: SlackWorld): Told | string {
  const { subtype } = message;
  const from = whoOf(message, world);
  const channel = place.channel ?? "";
  if (TOPICS.has(subtype)) {
    const topic = plainText(textOf(message["topic"]), world).replace(/[\0\r\n]+/g, " ");
    return { type: "topic", from, channel, topic: cut(topic, LIMITS.topicBytes) };
  }
  if (JOINS.has(subtype)) return { type: "join", from, channel, realname: "" };
  if (PARTS.has(subtype)) return { type: "part", from, channel };
  const isNote = typeof subtype === "string" && NOTES.test(subtype);
  return isNote && !SAID.has(subtype) ? "a note of Slack itself" : said(message, place, world, from);
}

function said(message: Fields, place: SlackPlace, world: SlackWorld, from: Who): Told | string {
  const lines = [plainText(textOf(message["text"]), world), ...fileLines(message["files"])];
  if (lines[0] === "") lines.push(...attachmentLines(message["attachments"], world));
  const text = cut(
    lines
      .filter((line) => line !== "")
      .join("\n")
      .replace(/[\0\r]/g, ""),
    LIMITS.textBytes,
  );
  if (text.trim() === "") return "without a text";
  const parent = message["thread_ts"];
  const isReply = timeOf(parent) !== undefined && parent !== message["ts"];
  const edited = isFields(message["edited"]) ? timeOf(message["edited"]["ts"]) : undefined;
  const reactions = reactionsOf(message["reactions"], world);
  return {
    type: "message",
    from,
    to: place.channel ?? otherOf(place, from),
    form: message["subtype"] === "me_message" ? "action" : "message",
    text: text.toWellFormed(),
    ...(isReply && { tags: { "+draft/reply": keyOf(place, parent) } }),
    ...(edited !== undefined && { edited: { seq: 0, at: edited } }),
    ...(reactions.length > 0 && { reactions }),
  };
}

function otherOf({ talk: [one, other] = ["", ""] }: SlackPlace, { nick }: Who): string {
  return nick === one ? other : one;
}

/** Messages are known by their channel and their time, which no two in a channel have. */
function keyOf({ id }: SlackPlace, ts: unknown): string {
  return `slack:${encodeURIComponent(id.toWellFormed())}:${String(ts)}`;
}

/** A time of Slack, seconds with six digits behind the point, in milliseconds. */
export function timeOf(ts: unknown): number | undefined {
  const [, seconds = "", fraction = ""] = /^(\d{1,11})\.(\d{1,6})$/.exec(typeof ts === "string" ? ts : "") ?? [];
  if (seconds === "") return undefined;
  const at = Number(seconds) * 1000 + Number(fraction.padEnd(6, "0").slice(0, 3));
  return at > 0 ? at : undefined;
}

function whoOf(message: Fields, { nicks, accounts }: SlackWorld): Who {
  const { user, bot_id: bot, username } = message;
  const isBot = bot !== undefined && (user === undefined || message["subtype"] === "bot_message");
  const nick = isBot ? botNick(message, nicks) : userNick(textOf(user) || textOf(username), message, nicks);
  return { nick, user: IMPORTED, host: IMPORTED, ...(isBot ? { bot: true } : accounts && { account: nick }) };
}

function botNick({ username, bot_profile: profile, bot_id: id }: Fields, nicks: Nicks): string {
  const name = textOf(username) || (isFields(profile) ? textOf(profile["name"]) : "") || "bot";
  return nicks.nickOf(`bot ${textOf(id)} ${name}`, name);
}

function userNick(id: string, { user_profile: profile }: Fields, nicks: Nicks): string {
  const known = nicks.find(id);
  if (known !== undefined) return known;
  const name = isFields(profile) ? textOf(profile["display_name"]) || textOf(profile["name"]) : "";
  return nicks.nickOf(id, name || id || "someone");
}

function reactionsOf(value: unknown, world: SlackWorld): readonly Reaction[] {
  if (!Array.isArray(value)) return [];
  let left: number = LIMITS.reactionsPerMessage;
  return value.slice(0, left).flatMap((reaction: unknown): Reaction[] => {
    if (!isFields(reaction) || !Array.isArray(reaction["users"])) return [];
    const text = emojiOf(textOf(reaction["name"])).replace(/[\s\p{C}]+/gu, "_");
    const users = reaction["users"].slice(0, left).filter((user: unknown) => typeof user === "string");
    left -= users.length;
    const by = users.map((user: string) => ({ nick: world.nicks.nickOf(user, user) }));
    return by.length > 0 && text !== "::" ? [{ text: cut(text, LIMITS.reactionBytes), by }] : [];
  });
}

/** What is shared comes as a name and a link, since its content is not in an export of Slack. */
function fileLines(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, LIMITS.filesPerMessage).flatMap((file: unknown) => {
    if (!isFields(file)) return [];
    const name = textOf(file["title"]) || textOf(file["name"]);
    const url = [file["permalink"], file["url_private"]].map(textOf).find((one) => /^https?:\/\/\S+$/.test(one));
    return [[name, url ?? ""].filter((part) => part !== "").join(" ")];
  });
}

/** What programs say is often in attachments alone. */
function attachmentLines(value: unknown, names: SlackNames): string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, LIMITS.filesPerMessage).flatMap((attachment: unknown) => {
    if (!isFields(attachment)) return [];
    const parts = ["pretext", "title", "title_link", "text"].map((name) => textOf(attachment[name]));
    const whole = parts.filter((part) => part !== "").join("\n") || textOf(attachment["fallback"]);
    return [plainText(whole, names)];
  });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
