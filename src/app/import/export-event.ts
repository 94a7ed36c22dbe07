import type { Form, ModeChange, Tags } from "../../core/commands.ts";
import type { Reaction, Who } from "../../core/events.ts";
import type { FileRef } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import { CHANNEL_MODES } from "../../core/modes.ts";
import { fits } from "../../core/utf8.ts";
import {
  type Fields,
  isChannel,
  isFields,
  isKey,
  isLine,
  isName,
  isShownName,
  isText,
  isTime,
  isWord,
} from "./checks.ts";
import { IMPORTED, type Told } from "./item.ts";

/** Reads events as `parley export` writes them. Whatever is not as it writes them is not taken. */

const FORMS: ReadonlySet<unknown> = new Set(["message", "notice", "action", "tags"] satisfies Form[]);

type Reader = (line: Fields, from: Who) => Told | undefined;

const READERS: ReadonlyMap<unknown, Reader> = new Map<unknown, Reader>([
  ["message", readMessage],
  ["edit", readEdit],
  ["join", (line, from) => ({ type: "join", from, channel: String(line["channel"]), realname: realname(line) })],
  ["part", (line, from) => ({ type: "part", from, channel: String(line["channel"]), ...reason(line) })],
  ["quit", (line, from) => ({ type: "quit", from, reason: reason(line).reason ?? "" })],
  ["nick", readNick],
  ["topic", readTopic],
  ["mode", readMode],
  ["kick", readKick],
  ["rename", readRename],
]);

/** What a line tells, apart from its place and time; nothing if it can't have happened. Its channel has been looked at. */
export function toldOf(line: Fields): Told | undefined {
  const from = whoOf(line["from"]);
  return from && READERS.get(line["type"])?.(line, from);
}

function whoOf(value: unknown): Who | undefined {
  if (!isFields(value)) return undefined;
  const { nick, user, host, account, bot } = value;
  if (typeof nick !== "string" || !isShownName(nick)) return undefined;
  return {
    nick,
    user: isWord(user, LIMITS.identBytes) ? user : IMPORTED,
    host: isWord(host, LIMITS.hostBytes) ? host : IMPORTED,
    ...(typeof account === "string" && isName(account) && { account }),
    ...(bot === true && { bot }),
  };
}

function readMessage(line: Fields, from: Who): Told | undefined {
  const { to, form, text, tags: said, by, files, edited, reactions } = line;
  if (typeof to !== "string" || !isForm(form)) return undefined;
  const tags = tagsOf(said);
  const isSomething = isText(text) || (form === "tags" && text === "" && tags !== undefined);
  if (typeof text !== "string" || !isSomething) return undefined;
  const shared = filesOf(files);
  const given = reactionsOf(reactions);
  return {
    type: "message",
    from,
    to,
    form,
    text: text.toWellFormed(),
    ...(tags && { tags }),
    ...(typeof by === "string" && isName(by) && { by }),
    ...(shared.length > 0 && { files: shared }),
    ...(isFields(edited) && isTime(edited["at"]) && { edited: { seq: 0, at: edited["at"] } }),
    ...(given.length > 0 && { reactions: given }),
  };
}

function isForm(value: unknown): value is Form {
  return FORMS.has(value);
}

function tagsOf(value: unknown): Tags | undefined {
  if (!isFields(value)) return undefined;
  const tags: Record<string, string> = {};
  for (const [name, content] of Object.entries(value)) {
    const isTag = /^\+[\w./-]{1,100}$/.test(name) && typeof content === "string" && !content.includes("\0");
    if (isTag) tags[name] = content.toWellFormed();
  }
  return Object.keys(tags).length > 0 && fits(JSON.stringify(tags), LIMITS.tagsBytes) ? tags : undefined;
}

function filesOf(value: unknown): readonly FileRef[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, LIMITS.filesPerMessage).flatMap((file: unknown) => (isFile(file) ? [bareFile(file)] : []));
}

function isFile(value: unknown): value is Fields & FileRef {
  if (!isFields(value)) return false;
  const { id, name, type, size, hash } = value;
  const isNamed = isLine(name, LIMITS.fileNameBytes) && /^[^/\p{C}]+$/u.test(name) && name !== "." && name !== "..";
  const isSized = typeof size === "number" && Number.isSafeInteger(size) && size >= 0;
  return isNamed && isSized && isMatch(id, /^[a-z2-7]{26}$/) && isMatch(hash, /^[0-9a-f]{64}$/) && isMediaType(type);
}

function isMediaType(value: unknown): boolean {
  return isMatch(value, /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/) && isLine(value, LIMITS.fileTypeBytes);
}

function isMatch(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

function bareFile({ id, name, type, size, hash }: FileRef): FileRef {
  return { id, name, type, size, hash };
}

function reactionsOf(value: unknown): readonly Reaction[] {
  if (!Array.isArray(value)) return [];
  const reactions: Reaction[] = [];
  let left: number = LIMITS.reactionsPerMessage;
  for (const reaction of value.slice(0, left)) {
    const one: unknown = reaction;
    if (!isFields(one) || !isReactionText(one["text"])) continue;
    const by = peopleOf(one["by"]).slice(0, left);
    if (by.length === 0) continue;
    reactions.push({ text: one["text"], by });
    left -= by.length;
  }
  return reactions;
}

function isReactionText(value: unknown): value is string {
  return isLine(value, LIMITS.reactionBytes) && value !== "" && value.isWellFormed();
}

function peopleOf(value: unknown): Reaction["by"] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((person: unknown) => {
    const who = whoOf(person);
    return who ? [{ nick: who.nick, ...(who.account !== undefined && { account: who.account }) }] : [];
  });
}

function readEdit(line: Fields, from: Who): Told | undefined {
  const { to, msgid, text } = line;
  if (typeof to !== "string" || !isKey(msgid) || !isText(text)) return undefined;
  return { type: "edit", from, to, msgid, text: text.toWellFormed() };
}

function readNick({ nick }: Fields, from: Who): Told | undefined {
  return typeof nick === "string" && isName(nick) ? { type: "nick", from, nick } : undefined;
}

function readTopic({ channel, topic }: Fields, from: Who): Told | undefined {
  if (!isLine(topic, LIMITS.topicBytes)) return undefined;
  return { type: "topic", from, channel: String(channel), topic: topic.toWellFormed() };
}

function readMode({ channel, changes }: Fields, from: Who): Told | undefined {
  if (!Array.isArray(changes) || changes.length === 0 || changes.length > LIMITS.modesPerCommand) return undefined;
  const all = changes.map((change: unknown) => changeOf(change));
  const known = all.flatMap((change) => change ?? []);
  return known.length === all.length ? { type: "mode", from, channel: String(channel), changes: known } : undefined;
}

/** A change of a mode; nothing if it can't be one. */
export function changeOf(value: unknown): ModeChange | undefined {
  if (!isFields(value)) return undefined;
  const { set, mode, parameter } = value;
  if (typeof set !== "boolean" || typeof mode !== "string" || CHANNEL_MODES[mode] === undefined) return undefined;
  if (parameter === undefined) return { set, mode };
  return isParameter(parameter) ? { set, mode, parameter } : undefined;
}

/** It may be a mask, which has more in it than a name. */
function isParameter(value: unknown): value is string {
  return typeof value === "string" && /^[^\s\p{C}:][^\s\p{C}]*$/u.test(value) && fits(value, LIMITS.maskBytes);
}

function readKick(line: Fields, from: Who): Told | undefined {
  const { channel, nick } = line;
  if (typeof nick !== "string" || !isName(nick)) return undefined;
  return { type: "kick", from, channel: String(channel), nick, ...reason(line) };
}

function readRename(line: Fields, from: Who): Told | undefined {
  const { channel, name } = line;
  if (typeof channel !== "string" || typeof name !== "string" || !isChannel(channel) || !isChannel(name))
    return undefined;
  return { type: "rename", from, channel, name, ...reason(line) };
}

function reason({ reason: text }: Fields): { readonly reason?: string } {
  return isLine(text, LIMITS.reasonBytes) && text !== "" ? { reason: text.toWellFormed() } : {};
}

function realname({ realname: text }: Fields): string {
  return isLine(text, LIMITS.realnameBytes) ? text.toWellFormed() : "";
}
