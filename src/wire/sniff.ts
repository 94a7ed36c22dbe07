/** What a connection turns out to speak. */
export type Sniffed = "tls" | "http" | "json" | "framed" | "irc" | "proxy" | "ssh" | "relay";

/** HTTP's methods; `PRI` is what an HTTP/2 client begins with if it takes for granted that the server speaks that. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PRI"];

/** What an SSH client begins with (RFC 4253, 4.2), behind which it names itself. */
const SSH = ["SSH-1.", "SSH-2."];

/** What IRC clients begin with, and what they may have to say before they have registered. */
const VERBS = ["CAP", "NICK", "USER", "PASS", "WEBIRC", "AUTHENTICATE", "PING", "QUIT", "HELP", "JOIN", "PRIVMSG"];

/** The parts of an IRC line: its tags, its source, its verb and the rest. */
const PREFIXED = /^(@[^ ]*)? *(:[^ ]*)? *([^ ]*)(.*)$/;

/** Tags of an IRC line, as far as they have come: keys, perhaps with values, divided by `;`. */
const TAGS = /^@(?:[\w+./-]+(?:=[^; ]*)?;)*(?:[\w+./-]+(?:=[^; ]*)?)?$/;

/** The source of an IRC line, as far as it has come: a nick, perhaps with user and host, or a server. */
const SOURCE = /^:(?:[\w[\]\\`^{}|\x80-\xff][!-~\x80-\xff]*)?$/;

const FRAMED_HEADER = 64;
const SPACE = 0x20;
const AT = 0x40;
const COLON = 0x3a;
const CR = 0x0d;
const LF = 0x0a;
const PROXY_V1 = "PROXY ";
const PROXY_V2 = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

/**
 * Looks at a connection's first bytes. Nothing is told until it is sure: `undefined` asks for more bytes, and 64 are
 * always enough. Text that is nothing else is a person, so `relay`.
 */
export function sniff(bytes: Uint8Array): Sniffed | undefined {
  const [first, second] = bytes;
  if (first === undefined) return undefined;
  if (first === 0x16) return second === undefined ? undefined : second === 0x03 ? "tls" : "relay";
  if (first === 0x7b) return "json";
  if (first === CR) return sniffProxyV2(bytes);
  if (first >= 0x30 && first <= 0x39) return sniffHeader(bytes);
  if (first === AT || first === COLON) return sniffPrefixed(bytes);
  return sniffWord(bytes);
}

/** What may come in front of a dialect, or the dialect itself. */
export type Front = "tls" | "proxy" | "plain";

/** Looks at the first bytes where the dialect is known already. `undefined` asks for more bytes. */
export function sniffFront(bytes: Uint8Array): Front | undefined {
  const found = bytes[0] === 0x16 || bytes[0] === CR ? sniff(bytes) : sniffProxyV1(bytes);
  if (found === undefined || found === "tls" || found === "proxy") return found;
  return "plain";
}

function sniffProxyV1(bytes: Uint8Array): Front | undefined {
  const text = textUpTo(bytes.subarray(0, PROXY_V1.length), []);
  if (text === "" || !PROXY_V1.startsWith(text)) return text === "" ? undefined : "plain";
  return text === PROXY_V1 ? "proxy" : undefined;
}

function sniffProxyV2(bytes: Uint8Array): Sniffed | undefined {
  const length = Math.min(bytes.length, PROXY_V2.length);
  for (let i = 0; i < length; i++) if (bytes[i] !== PROXY_V2[i]) return "relay";
  // CR LF alone is somebody who pressed Enter and waits.
  if (length === PROXY_V2.length) return "proxy";
  return length <= 2 && length === bytes.length && bytes.at(-1) === LF ? "relay" : undefined;
}

/** Digits, then spaces, up to the length of a header. */
function sniffHeader(bytes: Uint8Array): Sniffed | undefined {
  let spaces = false;
  const length = Math.min(bytes.length, FRAMED_HEADER);
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === SPACE) spaces = true;
    else if (spaces || byte < 0x30 || byte > 0x39) return "relay";
  }
  return length === FRAMED_HEADER ? "framed" : undefined;
}

/**
 * A line with tags or a source, or both, before its verb: only IRC has those, but people write `@alice: hi` and `:)`.
 * If the first 64 bytes don't show the verb, tags that have a value or an end are proof enough.
 */
function sniffPrefixed(bytes: Uint8Array): Sniffed | undefined {
  const line = textUpTo(bytes, [CR, LF]);
  const isWhole = line.length < Math.min(bytes.length, FRAMED_HEADER);
  const [, tags = "", source = "", verb = "", rest = ""] = PREFIXED.exec(line) ?? [];
  if ((tags !== "" && !TAGS.test(tags)) || (source !== "" && !SOURCE.test(source))) return "relay";
  if (verb !== "" && (tags === "@" || source === ":")) return "relay";
  if (isWhole || rest !== "") return VERBS.includes(verb) ? "irc" : "relay";
  if (!VERBS.some((known) => known.startsWith(verb))) return "relay";
  if (bytes.length < FRAMED_HEADER) return undefined;
  return /^@.*[=;]| /.test(line) ? "irc" : "relay";
}

function sniffWord(bytes: Uint8Array): Sniffed | undefined {
  const word = textUpTo(bytes, [SPACE, CR, LF]);
  if (SSH.some((version) => word.startsWith(version))) return "ssh";
  const end = bytes[word.length];
  if (end === undefined || word.length === FRAMED_HEADER) {
    return couldBecome(word) && word.length < FRAMED_HEADER ? undefined : "relay";
  }
  if (end === SPACE && METHODS.includes(word)) return "http";
  if (end === SPACE && word === PROXY_V1.trimEnd()) return "proxy";
  return VERBS.includes(word) ? "irc" : "relay";
}

/** What comes before the first of `ends`, a character for each byte; at most as long as a header. */
function textUpTo(bytes: Uint8Array, ends: readonly number[]): string {
  const first = bytes.subarray(0, FRAMED_HEADER);
  const end = first.findIndex((byte) => ends.includes(byte));
  return String.fromCharCode(...(end < 0 ? first : first.subarray(0, end)));
}

function couldBecome(word: string): boolean {
  return [...METHODS, ...VERBS, ...SSH, "PROXY"].some((known) => known.startsWith(word));
}
