import type { Tags } from "../../core/commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { cut, fits, utf8Length } from "../../core/utf8.ts";

/** One IRC message, either way (RFC 1459, 2.3; IRCv3 message-tags). */
export interface Message {
  readonly tags: Tags;
  /** Who it comes from, without the colon; clients leave it out. */
  readonly source?: string;
  /** As it was written: `privmsg` is not made `PRIVMSG` here. */
  readonly command: string;
  readonly params: readonly string[];
}

/** The three parts of a source; what is missing is "". */
export interface Source {
  readonly nick: string;
  readonly user: string;
  readonly host: string;
}

const SPACE = 32;
const COLON = 58;
const NO_TAGS: Tags = {};

/** Reads a line without its end. Nothing but spaces, tags or a source is no message. */
export function parseMessage(line: string): Message | undefined {
  let tags = NO_TAGS;
  let source: string | undefined;
  let at = 0;
  if (line.startsWith("@")) {
    const end = wordEnd(line, 1);
    tags = parseTags(line.slice(1, end));
    at = end;
  }
  at = skipSpaces(line, at);
  if (line.charCodeAt(at) === COLON) {
    const end = wordEnd(line, at);
    source = line.slice(at + 1, end);
    at = skipSpaces(line, end);
  }
  const end = wordEnd(line, at);
  if (end === at) return undefined;
  const command = line.slice(at, end);
  const params = parseParams(line, end);
  return source === undefined ? { tags, command, params } : { tags, source, command, params };
}

/**
 * Writes a message as a line without its end. A parameter in the middle that cannot stand there (empty, with a space, or
 * with a colon in front) becomes `*`, and CR, LF and NUL become spaces, so that the line is always one message.
 *
 * @param colon whether the last parameter gets its colon even where it needs none, as is the custom for texts
 */
export function formatMessage(message: Message, colon = false): string {
  let line = formatTags(message.tags);
  if (message.source !== undefined) line += `:${oneLine(message.source)} `;
  line += oneLine(message.command);
  const last = message.params.length - 1;
  message.params.forEach((text, i) => {
    const param = oneLine(text);
    if (i < last) line += ` ${isMiddle(param) ? param : "*"}`;
    else line += colon || !isMiddle(param) ? ` :${param}` : ` ${param}`;
  });
  return line;
}

/**
 * The message as a whole line of at most 512 bytes besides its tags, with CR LF. What is too long is cut at its end; but
 * where a parameter in the middle is the longest, that is what a client sent and is told again, and it is cut instead.
 */
export function formatLine(message: Message, colon = false): string {
  const room = LIMITS.ircLineBytes - 2;
  const bare = { ...message, tags: {} };
  let line = formatMessage(bare, colon);
  if (!fits(line, room)) {
    line = formatMessage({ ...bare, params: shortened(message.params, utf8Length(line) - room) }, colon);
  }
  return `${formatTags(message.tags)}${cut(line, room)}\r\n`;
}

/** Reads `nick!user@host`. A source without `!` and `@` is all nick. */
export function parseSource(source: string): Source {
  const at = source.indexOf("@");
  const front = at < 0 ? source : source.slice(0, at);
  const bang = front.indexOf("!");
  return {
    nick: bang < 0 ? front : front.slice(0, bang),
    user: bang < 0 ? "" : front.slice(bang + 1),
    host: at < 0 ? "" : source.slice(at + 1),
  };
}

/** The tags as they stand in front of a message, with `@` and the space behind; "" if there are none. */
function formatTags(tags: Tags): string {
  const parts = Object.entries(tags).map(([name, value]) => {
    const escaped = escapeTag(value);
    return escaped === "" ? name : `${name}=${escaped}`;
  });
  return parts.length === 0 ? "" : `@${parts.join(";")} `;
}

/** A tag's value as it stands in a line (IRCv3 message-tags, "Escaping Values"). NUL is left out. */
export function escapeTag(value: string): string {
  return value.replace(/[;\s\\\0]/g, (character) => ESCAPES[character] ?? character);
}

/** The value of a tag as it stood in a line. A backslash before a character that needs none is dropped. */
export function unescapeTag(value: string): string {
  if (!value.includes("\\")) return value;
  return value.replace(/\\(.?)/gs, (_all, character: string) => UNESCAPES[character] ?? character);
}

/** The text with a space in place of everything that would end a line. */
export function oneLine(text: string): string {
  return text.includes("\n") || text.includes("\r") || text.includes("\0") ? text.replace(/[\0\r\n]/g, " ") : text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  ";": "\\:",
  " ": "\\s",
  "\\": "\\\\",
  "\r": "\\r",
  "\n": "\\n",
  "\0": "",
};

const UNESCAPES: Readonly<Record<string, string>> = { ":": ";", s: " ", r: "\r", n: "\n" };

function parseTags(text: string): Tags {
  return Object.fromEntries(
    text
      .split(";")
      .filter((tag) => tag !== "")
      .map((tag) => {
        const equals = tag.indexOf("=");
        return equals < 0 ? [tag, ""] : [tag.slice(0, equals), unescapeTag(tag.slice(equals + 1))];
      }),
  );
}

function parseParams(line: string, from: number): string[] {
  const params: string[] = [];
  for (let at = skipSpaces(line, from); at < line.length; ) {
    if (line.charCodeAt(at) === COLON) {
      params.push(line.slice(at + 1));
      return params;
    }
    const end = wordEnd(line, at);
    params.push(line.slice(at, end));
    at = skipSpaces(line, end);
  }
  return params;
}

function shortened(params: readonly string[], excess: number): readonly string[] {
  const lengths = params.map(utf8Length);
  const longest = Math.max(...lengths);
  const at = lengths.indexOf(longest);
  if (at === lengths.length - 1 || longest <= excess) return params;
  return params.with(at, cut(params[at] ?? "", longest - excess));
}

function isMiddle(param: string): boolean {
  return param !== "" && param.charCodeAt(0) !== COLON && !param.includes(" ");
}

function wordEnd(line: string, from: number): number {
  const space = line.indexOf(" ", from);
  return space < 0 ? line.length : space;
}

function skipSpaces(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === SPACE) at++;
  return at;
}
