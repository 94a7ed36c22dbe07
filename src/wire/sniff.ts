/** What a connection turns out to speak. */
export type Sniffed = "tls" | "http" | "json" | "framed" | "irc" | "proxy" | "relay";

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"];

/** What IRC clients begin with, and what they may have to say before they have registered. */
const VERBS = ["CAP", "NICK", "USER", "PASS", "WEBIRC", "AUTHENTICATE", "PING", "QUIT", "HELP", "JOIN", "PRIVMSG"];

const FRAMED_HEADER = 64;
const SPACE = 0x20;
const CR = 0x0d;
const LF = 0x0a;
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
  return sniffWord(bytes);
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

function sniffWord(bytes: Uint8Array): Sniffed | undefined {
  const word = firstWord(bytes);
  const end = bytes[word.length];
  if (end === undefined || word.length === FRAMED_HEADER) {
    return couldBecome(word) && word.length < FRAMED_HEADER ? undefined : "relay";
  }
  // A line with tags or a source before its command: only IRC has those.
  if (/^[@:][!-~]+$/.test(word)) return "irc";
  if (end === SPACE && METHODS.includes(word)) return "http";
  if (end === SPACE && word === "PROXY") return "proxy";
  return VERBS.includes(word) ? "irc" : "relay";
}

/** What comes before the first space or line end, a character for each byte; at most as long as a header. */
function firstWord(bytes: Uint8Array): string {
  let word = "";
  for (const byte of bytes.subarray(0, FRAMED_HEADER)) {
    if (byte === SPACE || byte === CR || byte === LF) break;
    word += String.fromCharCode(byte);
  }
  return word;
}

function couldBecome(word: string): boolean {
  if (/^[@:][!-~]*$/.test(word)) return true;
  return [...METHODS, ...VERBS, "PROXY"].some((known) => known.startsWith(word));
}
