import type { Address } from "../core/commands.ts";
import { LIMITS } from "../core/limits.ts";

/** The PROXY protocol, versions 1 and 2, as HAProxy has published it: what a proxy says of whom it connects. */

/** A header that was read. */
export interface ProxyHeader {
  /** Its bytes; what the client sends comes behind them. */
  readonly length: number;
  /** Whom the proxy connects; nothing if it speaks for itself, or does not say. Not looked at yet: it may be no address. */
  readonly source?: Address;
  /** Whether the client speaks TLS with the proxy; nothing if it does not say. */
  readonly secure?: boolean;
}

/** What is wrong with a header. */
export type ProxyProblem = "malformed" | "too-long";

/** The longest header of version 1, its line end included. */
const V1_BYTES = 107;
const V1 = /^PROXY (?:UNKNOWN(?: [^\r\n]*)?|(TCP4|TCP6) ([0-9A-Fa-f.:]+) ([0-9A-Fa-f.:]+) (\d{1,5}) (\d{1,5}))$/;

/** The bytes that version 2 begins with, and those before its addresses. */
const V2 = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const V2_FIXED = 16;

/** What version 2 says of how its addresses look: how many bytes both are, and those of one of them if it is of TCP. */
const FAMILIES: Readonly<Record<number, { readonly bytes: number; readonly host?: 4 | 16 }>> = {
  0: { bytes: 0 },
  17: { bytes: 12, host: 4 },
  18: { bytes: 12 },
  33: { bytes: 36, host: 16 },
  34: { bytes: 36 },
  49: { bytes: 216 },
  50: { bytes: 216 },
};

const LOCAL = 0x20;
const PROXY = 0x21;
const TYPE_SSL = 0x20;
const CLIENT_SSL = 1;

/**
 * Reads the header that a connection begins with. Any bytes are taken.
 *
 * @param bytes all that has come
 * @returns nothing if more has to come
 */
export function readProxyHeader(bytes: Uint8Array): ProxyHeader | ProxyProblem | undefined {
  return bytes[0] === V2[0] ? readBinary(bytes) : readText(bytes);
}

function readText(bytes: Uint8Array): ProxyHeader | ProxyProblem | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, V1_BYTES));
  const end = text.indexOf("\r\n");
  if (end < 0) {
    if (text.slice(0, -1).includes("\r") || !"PROXY ".startsWith(text.slice(0, 6))) return "malformed";
    return bytes.length < V1_BYTES ? undefined : "too-long";
  }
  const match = V1.exec(text.slice(0, end));
  if (!match) return "malformed";
  const [, family, host = "", to = "", port = "", toPort = ""] = match;
  const length = end + 2;
  if (family === undefined) return { length };
  const isRight = [host, to].every((address) => address.includes(":") === (family === "TCP6"));
  if (!isRight || Number(port) > 65_535 || Number(toPort) > 65_535) return "malformed";
  return { length, source: { host, port: Number(port) } };
}

function readBinary(bytes: Uint8Array): ProxyHeader | ProxyProblem | undefined {
  if (V2.some((byte, i) => i < bytes.length && bytes[i] !== byte)) return "malformed";
  if (bytes.length < V2_FIXED) return undefined;
  const command = bytes[12] ?? 0;
  const family = FAMILIES[bytes[13] ?? 0];
  const rest = pair(bytes, 14);
  if (command !== LOCAL && command !== PROXY) return "malformed";
  // Who speaks for itself may say anything about addresses.
  if (command === PROXY && (!family || rest < family.bytes)) return "malformed";
  const length = V2_FIXED + rest;
  if (length > LIMITS.proxyHeaderBytes) return "too-long";
  if (bytes.length < length) return undefined;
  if (command === LOCAL || !family) return { length };
  const addresses = bytes.subarray(V2_FIXED, V2_FIXED + family.bytes);
  const secure = secureOf(bytes.subarray(V2_FIXED + family.bytes, length));
  return {
    length,
    ...(family.host && { source: sourceOf(addresses, family.host) }),
    ...(secure !== undefined && { secure }),
  };
}

function sourceOf(addresses: Uint8Array, bytes: 4 | 16): Address {
  const host = [...addresses.subarray(0, bytes)];
  const port = pair(addresses, 2 * bytes);
  if (bytes === 4) return { host: host.join("."), port };
  const groups = host
    .filter((_byte, i) => i % 2 === 0)
    .map((high, i) => ((high << 8) + (host[2 * i + 1] ?? 0)).toString(16));
  return { host: groups.join(":"), port };
}

/** Looks for what a proxy says of TLS; what can't be read ends the search. */
function secureOf(extras: Uint8Array): boolean | undefined {
  for (let at = 0; at + 3 < extras.length; ) {
    if (extras[at] === TYPE_SSL) return ((extras[at + 3] ?? 0) & CLIENT_SSL) !== 0;
    at += 3 + pair(extras, at + 1);
  }
  return undefined;
}

function pair(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
}
