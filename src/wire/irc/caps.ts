import { LIMITS } from "../../core/limits.ts";
import type { Client } from "./client.ts";
import { registeringOf } from "./registering.ts";
import { offeredMechanisms } from "./sasl/offered.ts";

/**
 * The capabilities that clients may ask for (IRCv3 capability-negotiation). Those that matter most come first: clients
 * that know nothing of lists of several lines are shown as many as fit in one.
 */
export const CAPS = [
  "message-tags",
  "server-time",
  "away-notify",
  "extended-join",
  "echo-message",
  "labeled-response",
  "batch",
  "multi-prefix",
  "userhost-in-names",
  "account-tag",
  "account-notify",
  "sasl",
  "draft/account-registration",
  "no-implicit-names",
  "cap-notify",
  "standard-replies",
  "setname",
  "chghost",
  "invite-notify",
  "extended-monitor",
  "draft/multiline",
  "draft/chathistory",
  "draft/event-playback",
  "draft/extended-isupport",
  "draft/pre-away",
  "draft/channel-rename",
  "draft/message-redaction",
  "draft/read-marker",
  "draft/relaymsg",
  "draft/search",
  "soju.im/search",
  "draft/metadata-2",
  "draft/metadata-3",
  "draft/persistence",
  "soju.im/account-required",
  "sts",
] as const;

/** The name of a capability. */
export type Cap = (typeof CAPS)[number];

/** Those on which the look of an event depends, as bits: all who have the same of them are shown the same. */
export const LOOKS = {
  "message-tags": 1,
  "server-time": 2,
  "away-notify": 4,
  "extended-join": 8,
  "draft/multiline": 16,
  setname: 32,
  chghost: 64,
  "invite-notify": 128,
  "draft/channel-rename": 256,
  "draft/message-redaction": 512,
  "draft/read-marker": 1024,
  "draft/metadata-2": 2048,
  "draft/metadata-3": 4096,
  "draft/relaymsg": 8192,
  "account-tag": 16384,
  "account-notify": 32768,
} as const;

/** The name of a capability on which the look of an event depends. */
export type Look = keyof typeof LOOKS & Cap;

/** What there is to say of a capability besides its name. */
interface Particulars {
  /** What stands behind its name for those who know of values. */
  readonly value?: (client: Client) => string;
  /** Whether this client may have it; without this row every client may. */
  readonly isOffered?: (client: Client) => boolean;
  /** It tells only those something who know of values, and there is nothing in it to ask for. */
  readonly onlyTells?: true;
}

const PARTICULARS: { readonly [C in Cap]?: Particulars } = {
  sasl: { value: (client) => offeredMechanisms(client).join(",") },
  "draft/account-registration": {
    value: (client) => `${registeringOf(client) === "before-connect" ? "before-connect," : ""}custom-account-name`,
    isOffered: (client) => registeringOf(client) !== "none",
  },
  "soju.im/account-required": { isOffered: ({ server }) => server.guests === "none", onlyTells: true },
  "draft/relaymsg": { value: () => "/" },
  "draft/multiline": {
    value: () => `max-bytes=${LIMITS.ircMultilineBytes},max-lines=${LIMITS.ircMultilineLines}`,
  },
  "draft/metadata-2": { value: metadataLimits },
  "draft/metadata-3": { value: metadataLimits },
  sts: { value: stsValue, isOffered: isToldOfTls, onlyTells: true },
};

/** How to come by TLS, and for those who have, how long they are to come in no other way (IRCv3 sts). */
function stsValue({ line, server }: Pick<Client, "line" | "server">): string {
  const { port = 0, duration = 0 } = server.sts ?? {};
  return `${line.secure ? `duration=${duration},` : ""}port=${port}`;
}

/** Whoever comes from this machine may stay as they are: by the name that they use there is no certificate. */
function isToldOfTls({ line, server }: Client): boolean {
  return server.sts !== undefined && !isThisMachine(line.peer.host);
}

/** What a client may tell of itself, and what it may want to be told (IRCv3 metadata). */
function metadataLimits(): string {
  const { metadataSubs, metadataKeys, metadataKeyBytes, metadataValueBytes } = LIMITS;
  return `before-connect,max-subs=${metadataSubs},max-keys=${metadataKeys},max-key-bytes=${metadataKeyBytes},max-value-bytes=${metadataValueBytes}`;
}

/** From this version of CAP LS on there are values, lists of several lines, and cap-notify for everybody. */
const VERSION = 302;

/** What of a set of capabilities the look of an event depends on, as bits of `LOOKS`. */
export function lookOf(caps: ReadonlySet<Cap>): number {
  let look = 0;
  for (const cap of caps) if (isLook(cap)) look |= LOOKS[cap];
  // A message in a batch is for those who take both.
  return caps.has("batch") ? look : look & ~LOOKS["draft/multiline"];
}

/** Whether a version of CAP LS knows of values and of lists of several lines. */
export function isModern(version: number): boolean {
  return version >= VERSION;
}

/** All that a client may ask for, each with its value if the version knows of values. */
export function offeredCaps(client: Client, version: number): string[] {
  const offered = CAPS.filter(
    (name) => isOffered(client, name) && (isModern(version) || !PARTICULARS[name]?.onlyTells),
  );
  return offered.map((name) => {
    const value = isModern(version) ? PARTICULARS[name]?.value?.(client) : undefined;
    return value === undefined ? name : `${name}=${value}`;
  });
}

/** The names of the capabilities in a set, in the order in which CAP LIST shows them. */
export function capNames(caps: ReadonlySet<Cap>): string[] {
  return CAPS.filter((name) => caps.has(name));
}

/**
 * A client's capabilities after a request such as `echo-message`, `-server-time`; nothing if one of them is not there,
 * or is not to be switched off.
 */
export function requestCaps(client: Client, request: readonly string[]): ReadonlySet<Cap> | undefined {
  const wanted = new Set(client.caps);
  for (const word of request) {
    const off = word.startsWith("-");
    const name = off ? word.slice(1) : word;
    if (!isCap(name) || !isOffered(client, name) || PARTICULARS[name]?.onlyTells) return undefined;
    if (off && name === "cap-notify" && isModern(client.capVersion)) return undefined;
    if (off) wanted.delete(name);
    else wanted.add(name);
  }
  return wanted;
}

function isOffered(client: Client, name: Cap): boolean {
  return PARTICULARS[name]?.isOffered?.(client) ?? true;
}

function isThisMachine(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}

function isCap(name: string): name is Cap {
  return NAMES.has(name);
}

function isLook(cap: Cap): cap is Look {
  return Object.hasOwn(LOOKS, cap);
}

const NAMES: ReadonlySet<string> = new Set(CAPS);
