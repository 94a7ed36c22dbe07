import { LIMITS } from "../core/limits.ts";

/** The beginnings of TLS connections, as far as the server wants to know of them before it answers. */

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const RECORD_HEADER = 5;
const MESSAGE_HEADER = 4;
const ALPN = 16;

/** Names of ALPN that are HTTP (RFC 7301, 6, and what IANA added to that): of all versions, so also of those to come. */
const HTTP = /^(http\/|h\d)/;

/**
 * Whether a ClientHello offers HTTP by ALPN (RFC 8446, 4.1.2; RFC 7301, 3.1), as browsers do. Any bytes are taken.
 *
 * @param bytes all that has come, in records of whatever length
 * @returns nothing if more has to come; false too for what is no ClientHello, or is longer than `LIMITS.helloBytes`
 */
export function offersHttp(bytes: Uint8Array): boolean | undefined {
  const message = helloOf(bytes);
  if (message === "more") return bytes.length < LIMITS.helloBytes ? undefined : false;
  return message !== undefined && protocolsOf(message).some((name) => HTTP.test(name));
}

/** The body of the first message in the records; nothing if it is no ClientHello. */
function helloOf(bytes: Uint8Array): Uint8Array | "more" | undefined {
  const pieces: Uint8Array[] = [];
  let gathered = 0;
  let wanted: number | undefined;
  for (let at = 0; wanted === undefined || gathered < wanted; ) {
    if (bytes.length < at + RECORD_HEADER) return "more";
    const length = pair(bytes, at + 3);
    if (bytes[at] !== HANDSHAKE || bytes[at + 1] !== 3 || length === 0) return undefined;
    at += RECORD_HEADER;
    const piece = bytes.subarray(at, at + length);
    pieces.push(piece);
    gathered += piece.length;
    at += length;
    if (wanted !== undefined || gathered < MESSAGE_HEADER) continue;
    const [type, high = 0, middle = 0, low = 0] = joined(pieces, MESSAGE_HEADER);
    if (type !== CLIENT_HELLO) return undefined;
    wanted = MESSAGE_HEADER + (high << 16) + (middle << 8) + low;
  }
  return joined(pieces, wanted).subarray(MESSAGE_HEADER);
}

/** The first `length` bytes of the pieces, or as many as there are. */
function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    if (at >= length) break;
    const part = piece.subarray(0, length - at);
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The names of ALPN in the body of a ClientHello; what can't be read ends them. */
function protocolsOf(hello: Uint8Array): string[] {
  // The version and 32 bytes of chance, and then lists that say how long they are.
  let at = 2 + 32;
  at += 1 + (hello[at] ?? 0);
  at += 2 + pair(hello, at);
  at += 1 + (hello[at] ?? 0);
  for (at += 2; at + 4 <= hello.length; ) {
    const length = pair(hello, at + 2);
    if (pair(hello, at) === ALPN) return namesOf(hello.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return [];
}

function namesOf(list: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 2; at < list.length; ) {
    const length = list[at] ?? 0;
    names.push(String.fromCharCode(...list.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  return names;
}

/** A number of two bytes; bytes that are not there count as none. */
function pair(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
}
