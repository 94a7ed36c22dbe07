import type { GuestRights } from "./account-commands.ts";
import type { Account, InviteLink, ServerBan } from "./accounts.ts";
import type { Address, SessionId } from "./commands.ts";
import type { Who } from "./events.ts";
import { LIMITS } from "./limits.ts";
import { RANK, rankOf } from "./modes.ts";
import { fold, nickKey } from "./names.ts";

/**
 * All that the log adds up to. Only `apply` changes it; everybody else reads. Its collections keep the order in which
 * things were added, which is the log's, so that equal logs give equal bytes in `snapshot`.
 */
export interface State {
  /** The last entry applied. */
  seq: number;
  /** Its time. */
  at: number;
  /** Names the log; empty until the first node has started. */
  epoch: string;
  /** Node ids by the names under which the nodes run. */
  readonly nodes: Map<string, string>;
  /** Ids of nodes that are gone, the one that is gone longest first. */
  readonly gone: Set<string>;
  readonly sessions: Map<SessionId, SessionState>;
  readonly users: Map<number, User>;
  /** Users by the keys of their nicks. */
  readonly nicks: Map<string, number>;
  /** Accounts by the keys of their names (`nickKey`). */
  readonly accounts: Map<string, Account>;
  /** Keys of accounts by what proves them: see `proofsOf`. */
  readonly proofs: Map<string, string>;
  /** Keys of accounts by the endpoints of their browsers: see `Account.pushes`. */
  readonly endpoints: Map<string, string>;
  /** Whether one was ever removed: from then on a new one may have the name of one that others still know. */
  hasRemovedAccounts: boolean;
  /** Invite links by their ids. */
  readonly invites: Map<string, InviteLink>;
  /** Who is kept out of the server, and who may not say anything in it, by `banKey`. */
  readonly bans: Map<string, ServerBan>;
  readonly mutes: Map<string, ServerBan>;
  /** Users by the keys of their clients. */
  readonly keys: Map<string, number>;
  /** Channels by their folded names. */
  readonly channels: Map<string, Channel>;
  /** The same by their ids. */
  readonly channelsById: Map<string, Channel>;
  /** Folded names of channels that nobody is in and that are not the server's, the longest empty first. */
  readonly empty: Set<string>;
  /** How many masks all lists of all channels have. */
  masks: number;
  /** How many read markers all users have, and how many keys of metadata they and all channels. */
  markers: number;
  metadata: number;
  /** How many regulars all channels have, and how many standings all registered ones. */
  regulars: number;
  standings: number;
  /** Those who left or changed their nick, the latest last. */
  readonly past: Past[];
  /** The seqs of the messages that were taken back last: nothing can be done to them any more, by whoever asked before. */
  readonly redacted: Set<number>;
  /** For each client (`clientOf`) its last refs, and the seq of what was said with them. */
  readonly refs: Map<string, Map<string, number>>;
}

/** One connection that speaks for a user. */
export interface SessionState {
  readonly id: SessionId;
  readonly node: string;
  readonly user: number;
  readonly dialect: string;
  /** When it began. */
  readonly since: number;
  /** The key of its client, if that has one: see `Open.key`. */
  readonly key?: string;
  /** The device by which it was signed in, or the certificate. */
  device?: string;
  certificate?: string;
  /** What it may do without an account: see `Open.guests`. */
  readonly guests?: GuestRights;
}

/** Who others see. */
export interface User {
  /** The seq of the entry by which the user came. */
  readonly id: number;
  nick: string;
  ident: string;
  realname: string;
  host: string;
  /** The name of the account that the user is signed in to. */
  account?: string;
  /** As that account has it. */
  identity?: string;
  /** Where the user comes from, while it may be shown: see `Open.address`. */
  address?: Address;
  readonly key?: string;
  readonly since: number;
  /** When the user last said something. */
  spoke: number;
  away?: string;
  /** Nobody speaks for the user, who stays all the same; what they are away with may be for that. */
  absent?: { readonly isAway: boolean };
  /** Letters of `USER_MODES`. */
  modes: string;
  /** By which name the configuration knows this operator of the server, or the account whose role makes them one. */
  operator?: string;
  /** What the user tells about themselves. */
  readonly metadata: Map<string, string>;
  /** Up to when the user has read what, by folded channels and nicks; the marker that was set last is the last. */
  readonly markers: Map<string, number>;
  readonly sessions: Set<SessionId>;
  /** By folded names, the seqs at which the user joined them. */
  readonly channels: Map<string, number>;
}

/** How a user was known who is not known by that any more. */
export interface Past {
  readonly nick: string;
  /** By which it is found: `nickKey`. */
  readonly key: string;
  readonly ident: string;
  readonly host: string;
  readonly realname: string;
  readonly account?: string;
  /** When that ended. */
  readonly at: number;
}

export interface Topic {
  readonly text: string;
  /** The nick of who set it. */
  readonly by: string;
  readonly at: number;
}

/** A mask in one of a channel's lists. */
export interface Mask {
  readonly mask: string;
  readonly by: string;
  readonly at: number;
}

/** A member who is away: the letters of their standing, and since when. */
export interface Regular {
  readonly modes: string;
  readonly at: number;
  /** The seq at which they joined, unless it was before that was kept. */
  readonly since?: number;
}

export interface Channel {
  /** Under which its past is kept: the same whatever it is called. */
  readonly id: string;
  name: string;
  readonly created: number;
  /** The first seq of what its members may read; 0 if that is all. What was said before was for others. */
  since: number;
  /** Whether it belongs to the server: always there, and nobody's to operate. */
  kept: boolean;
  /** The key of the account that has registered it, so that it stays as it is: see `rules/registered.ts`. */
  founder?: string;
  /** The letters of standing of those in it by the keys of their accounts, whether they are there or not, if it is registered. */
  readonly standings: Map<string, string>;
  topic?: Topic;
  /** Letters of the flags that are set, sorted. */
  flags: string;
  key?: string;
  limit?: number;
  /** The channel to which those go who may not come in. */
  forward?: { readonly id: string; readonly name: string };
  /** The letters of each member's standing, by user. */
  readonly members: Map<number, string>;
  /** Members whose joining has not been shown: they have not spoken yet. */
  readonly quiet: Set<number>;
  /** Masks by the letter of their list. A list is replaced, never changed. */
  readonly lists: Record<"b" | "e" | "I", readonly Mask[]>;
  readonly invited: Set<number>;
  /** Those who come back into it when they sign in, by the keys of their accounts: see `rules/regulars.ts`. */
  readonly regulars: Map<string, Regular>;
  readonly metadata: Map<string, string>;
}

/** Nothing has happened yet. */
export function emptyState(): State {
  return {
    seq: 0,
    at: 0,
    epoch: "",
    nodes: new Map(),
    gone: new Set(),
    sessions: new Map(),
    users: new Map(),
    nicks: new Map(),
    keys: new Map(),
    accounts: new Map(),
    proofs: new Map(),
    endpoints: new Map(),
    hasRemovedAccounts: false,
    invites: new Map(),
    bans: new Map(),
    mutes: new Map(),
    channels: new Map(),
    channelsById: new Map(),
    empty: new Set(),
    masks: 0,
    markers: 0,
    metadata: 0,
    regulars: 0,
    standings: 0,
    past: [],
    redacted: new Set(),
    refs: new Map(),
  };
}

/** The user of that nick, however it is written. What is too long for a nick is nobody's: to fold it could take seconds. */
export function userByNick(state: State, nick: string): User | undefined {
  if (nick.length > LIMITS.nickBytes) return undefined;
  const id = state.nicks.get(nickKey(nick));
  return id === undefined ? undefined : state.users.get(id);
}

/** The channel of that name, however it is written; none for what is too long for a name. */
export function channelByName(state: State, name: string): Channel | undefined {
  if (name.length > LIMITS.channelNameBytes) return undefined;
  return state.channels.get(fold(name));
}

/** How others see a user at this moment. */
export function whoIs(user: User): Who {
  return {
    nick: user.nick,
    user: user.ident,
    host: user.host,
    ...(user.account !== undefined && { account: user.account }),
    ...(user.address && { address: user.address }),
    ...(user.modes.includes("B") && { bot: true }),
  };
}

/** The account of that name, however it is written. */
export function accountByName(state: State, name: string): Account | undefined {
  return name.length > LIMITS.nickBytes ? undefined : state.accounts.get(nickKey(name));
}

/** As what a device proves an account, by its token's digest. What is public of a certificate is no token. */
export function deviceProof(digest: string): string {
  return `device ${digest}`;
}

/** As what a certificate proves an account, by its fingerprint. */
export function certificateProof(fingerprint: string): string {
  return `certificate ${fingerprint}`;
}

/** As what being known elsewhere proves an account. */
export function subjectProof(subject: string): string {
  return `subject ${subject}`;
}

/** The account that something proves. */
export function accountByProof(state: State, proof: string): Account | undefined {
  const key = state.proofs.get(proof);
  return key === undefined ? undefined : state.accounts.get(key);
}

/** Up to when a user has read what: for all who are signed in to one account it is the same. */
export function markersOf(state: State, user: User): Map<string, number> {
  return (user.account === undefined ? undefined : accountByName(state, user.account)?.markers) ?? user.markers;
}

/** Who a user is for good: the account that they are signed in to, or else this very user and nobody after them. */
export function identityOf(user: User): string {
  return user.account === undefined ? `~${user.id}` : (user.identity ?? nickKey(user.account));
}

/** The rank of a user in a channel; an operator of the server who is in it ranks as its owner. */
export function rankIn(channel: Channel, user: User): number {
  const modes = channel.members.get(user.id);
  return modes !== undefined && user.operator !== undefined ? RANK.owner : rankOf(modes ?? "");
}

/** The first seq in a channel that a member may read. */
export function readableFrom(channel: Channel, user: User): number {
  const joined = channel.flags.includes("H") ? user.channels.get(fold(channel.name)) : undefined;
  return Math.max(channel.since, joined ?? 0);
}

/** Whether somebody else may know that the user is in the channel. */
export function isShown(channel: Channel, user: User): boolean {
  return channel.members.has(user.id) && !channel.quiet.has(user.id);
}

/** A message id: unique over all logs, opaque to clients. */
export function eventId(state: State, seq: number, part = 0): string {
  return part === 0 ? `${state.epoch}-${seq.toString(36)}` : `${state.epoch}-${seq.toString(36)}.${part}`;
}

/** The seq of the message of that id; nothing if it can't be one of this log's. */
export function seqOfId(state: State, id: string): number | undefined {
  const prefix = `${state.epoch}-`;
  const number = id.slice(prefix.length);
  // Eleven digits of base 36 may be more than a number holds exactly.
  return id.startsWith(prefix) && /^[0-9a-z]{1,10}$/.test(number) ? Number.parseInt(number, 36) : undefined;
}
