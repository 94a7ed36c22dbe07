import type { Account, Device, InviteLink, ServerBan, Subscription } from "./accounts.ts";
import { nickKey } from "./names.ts";
import { proofsOf } from "./rules/proofs.ts";
import {
  accountByName,
  type Channel,
  emptyState,
  type Past,
  type Regular,
  type SessionState,
  type State,
  type User,
} from "./state.ts";

/** The version of the snapshot's form; it changes whenever `State` does. */
export const SNAPSHOT_VERSION = 7;

/** The oldest version that can be read: what has come into the state since then began empty. */
export const OLDEST_SNAPSHOT = 2;

/** The state as plain data. */
interface Snapshot {
  readonly version: number;
  readonly seq: number;
  readonly at: number;
  readonly epoch: string;
  readonly nodes: [string, string][];
  readonly gone?: string[];
  readonly sessions: SessionState[];
  readonly users: PlainUser[];
  readonly accounts?: PlainAccount[];
  readonly hasRemovedAccounts?: boolean;
  readonly invites?: InviteLink[];
  readonly bans?: [string, ServerBan][];
  readonly mutes?: [string, ServerBan][];
  readonly channels: PlainChannel[];
  readonly channelKeys: string[];
  readonly past?: Past[];
  readonly redacted?: number[];
  readonly refs: [string, [string, number][]][];
}

interface PlainUser extends Omit<User, "sessions" | "channels" | "metadata" | "markers" | "spoke"> {
  readonly sessions: string[];
  /** Only the names, up to version 3. */
  readonly channels: (string | [string, number])[];
  readonly spoke?: number;
  readonly metadata?: [string, string][];
  readonly markers?: [string, number][];
}

interface PlainAccount
  extends Omit<Account, "renewed" | "markers" | "devices" | "certificates" | "subjects" | "pushes" | "users"> {
  readonly renewed?: number;
  readonly markers: [string, number][];
  readonly devices?: Device[];
  readonly certificates?: string[];
  readonly subjects?: string[];
  readonly pushes?: Subscription[];
  /** In the order in which they signed in. */
  readonly users?: number[];
}

interface PlainChannel
  extends Omit<Channel, "members" | "quiet" | "invited" | "regulars" | "standings" | "metadata" | "id"> {
  readonly id?: string;
  readonly members: [number, string][];
  readonly quiet?: number[];
  readonly invited: number[];
  readonly regulars?: [string, Regular][];
  readonly standings?: [string, string][];
  readonly metadata?: [string, string][];
}

/** The state as text: equal states give equal bytes. */
export function snapshot(state: State): string {
  const plain: Snapshot = {
    version: SNAPSHOT_VERSION,
    seq: state.seq,
    at: state.at,
    epoch: state.epoch,
    nodes: [...state.nodes],
    gone: [...state.gone],
    sessions: [...state.sessions.values()],
    users: [...state.users.values()].map((user) => ({
      ...user,
      sessions: [...user.sessions],
      channels: [...user.channels],
      metadata: [...user.metadata],
      markers: [...user.markers],
    })),
    accounts: [...state.accounts.values()].map((account) => ({
      ...account,
      markers: [...account.markers],
      devices: [...account.devices.values()],
      certificates: [...account.certificates],
      subjects: [...account.subjects],
      pushes: [...account.pushes.values()],
      users: [...account.users],
    })),
    hasRemovedAccounts: state.hasRemovedAccounts,
    invites: [...state.invites.values()],
    bans: [...state.bans],
    mutes: [...state.mutes],
    channels: [...state.channels.values()].map((channel) => ({
      ...channel,
      members: [...channel.members],
      quiet: [...channel.quiet],
      invited: [...channel.invited],
      regulars: [...channel.regulars],
      standings: [...channel.standings],
      metadata: [...channel.metadata],
    })),
    channelKeys: [...state.channels.keys()],
    past: state.past,
    redacted: [...state.redacted],
    refs: [...state.refs].map(([key, refs]) => [key, [...refs]]),
  };
  return JSON.stringify(plain);
}

/**
 * The state that `snapshot` gave this text for.
 * @throws Error if the text is of another version: a newer Parley wrote it
 */
export function restore(text: string): State {
  const plain: Snapshot = JSON.parse(text);
  if (plain.version < OLDEST_SNAPSHOT || plain.version > SNAPSHOT_VERSION) {
    throw new Error(`this state is of version ${plain.version}, and this Parley reads version ${SNAPSHOT_VERSION}`);
  }
  const state = emptyState();
  state.seq = plain.seq;
  state.at = plain.at;
  state.epoch = plain.epoch;
  for (const [name, node] of plain.nodes) state.nodes.set(name, node);
  for (const node of plain.gone ?? []) state.gone.add(node);
  for (const session of plain.sessions) state.sessions.set(session.id, session);
  addAccounts(state, plain);
  addUsers(state, plain.users);
  addChannels(state, plain);
  state.past.push(...(plain.past ?? []));
  for (const seq of plain.redacted ?? []) state.redacted.add(seq);
  for (const [key, refs] of plain.refs) state.refs.set(key, new Map(refs));
  return state;
}

function addAccounts(
  state: State,
  { accounts = [], hasRemovedAccounts = false, invites = [], bans = [], mutes = [] }: Snapshot,
): void {
  for (const plainAccount of accounts) {
    const account = restoreAccount(plainAccount);
    const key = nickKey(account.name);
    state.accounts.set(key, account);
    for (const proof of proofsOf(account)) state.proofs.set(proof, key);
    for (const endpoint of account.pushes.keys()) state.endpoints.set(endpoint, key);
    state.markers += account.markers.size;
  }
  state.hasRemovedAccounts = hasRemovedAccounts;
  for (const invite of invites) state.invites.set(invite.id, invite);
  for (const [key, ban] of bans) state.bans.set(key, ban);
  for (const [key, mute] of mutes) state.mutes.set(key, mute);
}

function addUsers(state: State, users: readonly PlainUser[]): void {
  for (const user of users) {
    state.users.set(user.id, restoreUser(user));
    state.markers += user.markers?.length ?? 0;
    state.metadata += user.metadata?.length ?? 0;
    state.nicks.set(nickKey(user.nick), user.id);
    if (user.key !== undefined) state.keys.set(user.key, user.id);
    if (user.account !== undefined) accountByName(state, user.account)?.users.add(user.id);
  }
}

function addChannels(state: State, plain: Snapshot): void {
  plain.channels.forEach((channel, index) => {
    const key = plain.channelKeys[index] ?? channel.name;
    const restored = restoreChannel(channel, key);
    state.channels.set(key, restored);
    state.channelsById.set(restored.id, restored);
    if (channel.members.length === 0 && !channel.kept && channel.founder === undefined) state.empty.add(key);
    for (const list of Object.values(channel.lists)) state.masks += list.length;
    state.metadata += channel.metadata?.length ?? 0;
    state.regulars += channel.regulars?.length ?? 0;
    state.standings += channel.standings?.length ?? 0;
  });
}

function restoreUser(plain: PlainUser): User {
  return {
    ...plain,
    spoke: plain.spoke ?? plain.since,
    sessions: new Set(plain.sessions),
    channels: new Map(plain.channels.map((item) => (typeof item === "string" ? [item, 0] : item))),
    metadata: new Map(plain.metadata),
    markers: new Map(plain.markers),
  };
}

function restoreAccount(plain: PlainAccount): Account {
  return {
    ...plain,
    renewed: plain.renewed ?? 0,
    markers: new Map(plain.markers),
    devices: new Map(plain.devices?.map((device) => [device.id, device])),
    certificates: new Set(plain.certificates),
    subjects: new Set(plain.subjects),
    pushes: new Map(plain.pushes?.map((its) => [its.endpoint, its])),
    users: new Set(plain.users),
  };
}

function restoreChannel(plain: PlainChannel, key: string): Channel {
  return {
    ...plain,
    // Before channels could be renamed, their names were their ids.
    id: plain.id ?? key,
    members: new Map(plain.members),
    quiet: new Set(plain.quiet),
    invited: new Set(plain.invited),
    regulars: new Map(plain.regulars),
    standings: new Map(plain.standings),
    metadata: new Map(plain.metadata),
  };
}
