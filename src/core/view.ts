import { type Channel, channelByName, type State, type User } from "./state.ts";

/** What one user may learn of channels and users. Every dialect's questions are answered from here. */

/** A member of a channel and the letters of their standing. */
export interface MemberView {
  readonly user: User;
  readonly modes: string;
}

/** Whether `asker` may know that the channel exists and who is in it. */
export function isVisible(channel: Channel, asker: User): boolean {
  return !channel.flags.includes("s") || channel.members.has(asker.id);
}

/** Whether two users are in some channel together. */
export function shareChannel(one: User, other: User): boolean {
  for (const name of one.channels) if (other.channels.has(name)) return true;
  return false;
}

/** The members of a channel that `asker` may see, in the order in which they came; none if there is no such channel. */
export function membersSeen(state: State, name: string, asker: User): MemberView[] {
  const channel = channelByName(state, name);
  if (!channel || !isVisible(channel, asker)) return [];
  const outside = !channel.members.has(asker.id);
  const seen: MemberView[] = [];
  for (const [id, modes] of channel.members) {
    const user = state.users.get(id);
    if (user && !(outside && user.modes.includes("i"))) seen.push({ user, modes });
  }
  return seen;
}

/** The channels that `asker` may see: those with members, and the server's own. */
export function channelsSeen(state: State, asker: User): Channel[] {
  return [...state.channels.values()].filter(
    (channel) => (channel.members.size > 0 || channel.kept) && isVisible(channel, asker),
  );
}

/** The channels of `user` that `asker` may know of. */
export function channelsOf(state: State, user: User, asker: User): Channel[] {
  const hidden = user.modes.includes("i") && user !== asker;
  return [...user.channels].flatMap((name) => {
    const channel = state.channels.get(name);
    const seen = channel && (hidden ? channel.members.has(asker.id) : isVisible(channel, asker));
    return seen ? [channel] : [];
  });
}

/** Since when the user is here, and by which dialects. */
export function presenceOf(state: State, user: User): { readonly since: number; readonly dialects: readonly string[] } {
  const dialects = new Set<string>();
  for (const id of user.sessions) {
    const session = state.sessions.get(id);
    if (session) dialects.add(session.dialect);
  }
  return { since: user.since, dialects: [...dialects] };
}
