import type { Address, SessionId } from "./commands.ts";
import type { Who } from "./events.ts";
import { LIMITS } from "./limits.ts";
import { fold } from "./names.ts";

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
  readonly sessions: Map<SessionId, SessionState>;
  readonly users: Map<number, User>;
  /** Users by their folded nicks. */
  readonly nicks: Map<string, number>;
  /** Users by the keys of their clients. */
  readonly keys: Map<string, number>;
  /** Channels by their folded names. */
  readonly channels: Map<string, Channel>;
  /** Folded names of channels that nobody is in and that are not the server's, the longest empty first. */
  readonly empty: Set<string>;
  /** How many masks all lists of all channels have. */
  masks: number;
  /** For each client's key its last refs, and the seq of what was said with them. */
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
}

/** Who others see. */
export interface User {
  /** The seq of the entry by which the user came. */
  readonly id: number;
  nick: string;
  readonly ident: string;
  readonly realname: string;
  readonly host: string;
  /** Where the user comes from, while it may be shown: see `Open.address`. */
  address?: Address;
  readonly key?: string;
  readonly since: number;
  away?: string;
  /** Letters of `USER_MODES`. */
  modes: string;
  readonly sessions: Set<SessionId>;
  /** Folded names. */
  readonly channels: Set<string>;
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

export interface Channel {
  readonly name: string;
  readonly created: number;
  /** The first seq of what its members may read; 0 if that is all. What was said before was for others. */
  since: number;
  /** Whether it belongs to the server: always there, and nobody's to operate. */
  kept: boolean;
  topic?: Topic;
  /** Letters of the flags that are set, sorted. */
  flags: string;
  key?: string;
  limit?: number;
  /** The letters of each member's standing, by user. */
  readonly members: Map<number, string>;
  /** Masks by the letter of their list. A list is replaced, never changed. */
  readonly lists: Record<"b" | "e" | "I", readonly Mask[]>;
  readonly invited: Set<number>;
}

/** Nothing has happened yet. */
export function emptyState(): State {
  return {
    seq: 0,
    at: 0,
    epoch: "",
    nodes: new Map(),
    sessions: new Map(),
    users: new Map(),
    nicks: new Map(),
    keys: new Map(),
    channels: new Map(),
    empty: new Set(),
    masks: 0,
    refs: new Map(),
  };
}

/** The user of that nick, however it is written. What is too long for a nick is nobody's: to fold it could take seconds. */
export function userByNick(state: State, nick: string): User | undefined {
  if (nick.length > LIMITS.nickBytes) return undefined;
  const id = state.nicks.get(fold(nick));
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
    ...(user.address && { address: user.address }),
    ...(user.modes.includes("B") && { bot: true }),
  };
}

/** A message id: unique over all logs, opaque to clients. */
export function eventId(state: State, seq: number, part = 0): string {
  return part === 0 ? `${state.epoch}-${seq.toString(36)}` : `${state.epoch}-${seq.toString(36)}.${part}`;
}
