import { LIMITS } from "../../core/limits.ts";
import { CHANNEL_MODES } from "../../core/modes.ts";
import { fold } from "../../core/names.ts";
import type { Topic } from "../../core/state.ts";
import { type Fields, isChannel, isFields, isKey, isLine, isName, isShownName, isTime } from "./checks.ts";
import { toldOf } from "./export-event.ts";
import type { ChannelItem, Found, Told } from "./item.ts";
import { linesOf } from "./lines.ts";
import type { Report } from "./report.ts";
import { SourceError } from "./source-error.ts";

/** The version of the format that is read and written (docs/data.md). */
export const EXPORT_VERSION = 1;

/** Whether a file that begins so is an export of Parley, whichever program wrote its JSON. */
export function isExport(head: string): boolean {
  return /^\s*\{[^\n]*"type"\s*:\s*"export"/.test(head);
}

/**
 * Reads what `parley export` wrote.
 * @param name - of the source, for those who are told of it
 * @throws SourceError if it is of a version that this Parley does not read
 */
export async function* readExport(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  report: Report,
): AsyncGenerator<readonly Found[], void, undefined> {
  const where = (number: number): string => `line ${number} of ${name}`;
  const tooLong = (number: number): void => report.leaveOut("too long a line", where(number));
  for await (const lines of linesOf(bytes, LIMITS.importLineBytes, tooLong)) {
    const found: Found[] = [];
    for (const { number, text } of lines) {
      if (text === "") continue;
      const read = readLine(text, name);
      if (typeof read === "object") found.push(read);
      else if (read !== undefined) report.leaveOut(read, where(number), text);
    }
    yield found;
  }
}

/**
 * What a line of an export says; why it is left out, if it is; nothing for its first line.
 * @throws SourceError
 */
export function readLine(text: string, name: string): Found | string | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return "not JSON";
  }
  if (!isFields(line)) return "not a JSON object";
  if (line["type"] === "export") return requireVersion(line, name);
  if (line["type"] === "channel") return readChannel(line) ?? "a channel that can't be";
  return readItem(line) ?? "not an event as Parley exports it";
}

function requireVersion({ version }: Fields, name: string): undefined {
  if (version === EXPORT_VERSION) return;
  throw new SourceError(
    `${name} is an export of version ${JSON.stringify(version)}, and this Parley reads version ${EXPORT_VERSION}: import it with a newer one.`,
  );
}

function readChannel(line: Fields): ChannelItem | undefined {
  const { name, created, flags, closed } = line;
  if (typeof name !== "string" || !isChannel(name)) return undefined;
  const topic = topicOf(line["topic"]);
  return {
    channel: name,
    ...(isTime(created) && { created }),
    ...(typeof flags === "string" && { flags: knownFlags(flags) }),
    ...(topic && { topic }),
    ...(closed === true && { isClosed: true }),
  };
}

function knownFlags(flags: string): string {
  const letters = new Set(flags.slice(0, LIMITS.modesPerCommand));
  return [...letters]
    .filter((letter) => CHANNEL_MODES[letter]?.kind === "flag")
    .sort()
    .join("");
}

function topicOf(value: unknown): Topic | undefined {
  if (!isFields(value)) return undefined;
  const { text, by, at } = value;
  const isBy = typeof by === "string" && isShownName(by);
  if (!isLine(text, LIMITS.topicBytes) || text === "" || !isBy || !isTime(at)) return undefined;
  return { text: text.toWellFormed(), by, at };
}

function readItem(line: Fields): Found | undefined {
  const { at, id } = line;
  const talk = talkOf(line["talk"]);
  const channel = talk ? undefined : channelOf(line);
  const told = talk || channel ? toldOf(line) : undefined;
  if (!told || !isTime(at) || (talk && !isTalk(told))) return undefined;
  const key = isKey(id) ? keyOf(id, told, channel) : undefined;
  return {
    at,
    ...(talk && { talk }),
    ...(channel !== undefined && { channel }),
    ...(key !== undefined && { key }),
    told,
  };
}

/** The one message of an entry is known by its id; other events of one id may be in several channels. */
function keyOf(id: string, told: Told, channel: string | undefined): string {
  return told.type === "message" || channel === undefined ? id : `${id} ${fold(channel)}`;
}

function talkOf(value: unknown): readonly [string, string] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [one, other]: unknown[] = value;
  if (typeof one !== "string" || typeof other !== "string" || !isName(one) || !isName(other)) return undefined;
  return [one, other];
}

/** Two who talk have messages only, and their changes. */
function isTalk(told: Told): boolean {
  return (told.type === "message" || told.type === "edit") && isName(told.to);
}

function channelOf(line: Fields): string | undefined {
  const channel = line["in"] ?? line["channel"] ?? line["to"];
  return typeof channel === "string" && isChannel(channel) ? channel : undefined;
}
