import { fold } from "./names.ts";
import { type Channel, emptyState, type SessionState, type State, type User } from "./state.ts";

/** The version of the snapshot's form; it changes whenever `State` does. */
export const SNAPSHOT_VERSION = 2;

/** The state as plain data. */
interface Snapshot {
  readonly version: number;
  readonly seq: number;
  readonly at: number;
  readonly epoch: string;
  readonly nodes: [string, string][];
  readonly sessions: SessionState[];
  readonly users: (Omit<User, "sessions" | "channels"> & { sessions: string[]; channels: string[] })[];
  readonly channels: (Omit<Channel, "members" | "invited"> & { members: [number, string][]; invited: number[] })[];
  readonly channelKeys: string[];
  readonly refs: [string, [string, number][]][];
}

/** The state as text: equal states give equal bytes. */
export function snapshot(state: State): string {
  const plain: Snapshot = {
    version: SNAPSHOT_VERSION,
    seq: state.seq,
    at: state.at,
    epoch: state.epoch,
    nodes: [...state.nodes],
    sessions: [...state.sessions.values()],
    users: [...state.users.values()].map((user) => ({
      ...user,
      sessions: [...user.sessions],
      channels: [...user.channels],
    })),
    channels: [...state.channels.values()].map((channel) => ({
      ...channel,
      members: [...channel.members],
      invited: [...channel.invited],
    })),
    channelKeys: [...state.channels.keys()],
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
  if (plain.version !== SNAPSHOT_VERSION) {
    throw new Error(`this state is of version ${plain.version}, and this Parley reads version ${SNAPSHOT_VERSION}`);
  }
  const state = emptyState();
  state.seq = plain.seq;
  state.at = plain.at;
  state.epoch = plain.epoch;
  for (const [name, node] of plain.nodes) state.nodes.set(name, node);
  for (const session of plain.sessions) state.sessions.set(session.id, session);
  for (const user of plain.users) {
    state.users.set(user.id, { ...user, sessions: new Set(user.sessions), channels: new Set(user.channels) });
    state.nicks.set(fold(user.nick), user.id);
    if (user.key !== undefined) state.keys.set(user.key, user.id);
  }
  plain.channels.forEach((channel, index) => {
    const key = plain.channelKeys[index] ?? channel.name;
    state.channels.set(key, { ...channel, members: new Map(channel.members), invited: new Set(channel.invited) });
    if (channel.members.length === 0 && !channel.kept) state.empty.add(key);
    for (const list of Object.values(channel.lists)) state.masks += list.length;
  });
  for (const [key, refs] of plain.refs) state.refs.set(key, new Map(refs));
  return state;
}
