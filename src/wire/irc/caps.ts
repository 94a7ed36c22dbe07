import { LIMITS } from "../../core/limits.ts";
import type { Client } from "./client.ts";

/**
 * The capabilities that clients may ask for (IRCv3 capability-negotiation), each with its bit in a set of them. Those that
 * matter most come first: clients that know nothing of lists of several lines are shown as many as fit in one.
 */
export const CAPS = {
  "message-tags": 1,
  "server-time": 2,
  "away-notify": 4,
  "extended-join": 8,
  "echo-message": 16,
  "labeled-response": 32,
  batch: 64,
  "multi-prefix": 128,
  "userhost-in-names": 256,
  "no-implicit-names": 512,
  "cap-notify": 1024,
  "standard-replies": 2048,
  "draft/multiline": 4096,
  "draft/extended-isupport": 8192,
  "draft/pre-away": 16384,
  setname: 32768,
  chghost: 65536,
  "invite-notify": 131072,
  "extended-monitor": 262144,
  "draft/channel-rename": 524288,
  "draft/message-redaction": 1048576,
  "draft/read-marker": 2097152,
  "draft/metadata-2": 4194304,
  "draft/relaymsg": 8388608,
  "draft/metadata-3": 16777216,
} as const;

/** The name of a capability. */
export type Cap = keyof typeof CAPS;

/** What there is to say of a capability besides its name. */
interface Particulars {
  /** What stands behind its name for those who know of values. */
  readonly value?: (client: Client) => string;
  /** Whether this client may have it; without this row every client may. */
  readonly isOffered?: (client: Client) => boolean;
}

const PARTICULARS: { readonly [C in Cap]?: Particulars } = {
  "draft/relaymsg": { value: () => "/" },
  "draft/multiline": {
    value: () => `max-bytes=${LIMITS.ircMultilineBytes},max-lines=${LIMITS.ircMultilineLines}`,
  },
  "draft/metadata-2": { value: metadataLimits },
  "draft/metadata-3": { value: metadataLimits },
};

/** What a client may tell of itself, and what it may want to be told (IRCv3 metadata). */
function metadataLimits(): string {
  const { metadataSubs, metadataKeys, metadataKeyBytes, metadataValueBytes } = LIMITS;
  return `before-connect,max-subs=${metadataSubs},max-keys=${metadataKeys},max-key-bytes=${metadataKeyBytes},max-value-bytes=${metadataValueBytes}`;
}

const NAMES: readonly Cap[] = Object.keys(CAPS).filter(isCap);

/** From this version of CAP LS on there are values, lists of several lines, and cap-notify for everybody. */
const VERSION = 302;

/** The bits on which the look of an event depends. Multiline counts only with batch, see `lookOf`. */
const RENDER_BITS: number =
  CAPS["message-tags"] |
  CAPS["server-time"] |
  CAPS["away-notify"] |
  CAPS["extended-join"] |
  CAPS["draft/multiline"] |
  CAPS.setname |
  CAPS.chghost |
  CAPS["invite-notify"] |
  CAPS["draft/channel-rename"] |
  CAPS["draft/message-redaction"] |
  CAPS["draft/read-marker"] |
  CAPS["draft/metadata-2"] |
  CAPS["draft/metadata-3"] |
  CAPS["draft/relaymsg"];

/** What of a set of capabilities the look of an event depends on: equal for all who are shown the same. */
export function lookOf(caps: number): number {
  // A message in a batch is for those who take both.
  const mask = (caps & CAPS.batch) === 0 ? RENDER_BITS & ~CAPS["draft/multiline"] : RENDER_BITS;
  return caps & mask;
}

/** Whether a version of CAP LS knows of values and of lists of several lines. */
export function isModern(version: number): boolean {
  return version >= VERSION;
}

/** All that a client may ask for, each with its value if the version knows of values. */
export function offeredCaps(client: Client, version: number): string[] {
  return NAMES.filter((name) => isOffered(client, name)).map((name) => {
    const value = isModern(version) ? PARTICULARS[name]?.value?.(client) : undefined;
    return value === undefined ? name : `${name}=${value}`;
  });
}

/** The names of the capabilities in a set, as CAP LIST shows them. */
export function capNames(caps: number): string[] {
  return Object.entries(CAPS).flatMap(([name, bit]) => ((caps & bit) === 0 ? [] : [name]));
}

/**
 * A client's capabilities after a request such as `echo-message`, `-server-time`; nothing if one of them is not there,
 * or is not to be switched off.
 */
export function requestCaps(client: Client, request: readonly string[]): number | undefined {
  let wanted = client.caps;
  for (const word of request) {
    const off = word.startsWith("-");
    const name = off ? word.slice(1) : word;
    if (!isCap(name) || !isOffered(client, name)) return undefined;
    if (off && name === "cap-notify" && isModern(client.capVersion)) return undefined;
    wanted = off ? wanted & ~CAPS[name] : wanted | CAPS[name];
  }
  return wanted;
}

function isOffered(client: Client, name: Cap): boolean {
  return PARTICULARS[name]?.isOffered?.(client) ?? true;
}

function isCap(name: string): name is Cap {
  return Object.hasOwn(CAPS, name);
}
