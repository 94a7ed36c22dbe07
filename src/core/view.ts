import type { Audience } from "./events.ts";
import { RANK } from "./modes.ts";
import { type Channel, channelByName, isShown, rankIn, type State, type User } from "./state.ts";

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

/** Whether `asker` may know of some channel that `user` is in it with them. */
export function shareChannel(state: State, user: User, asker: User): boolean {
  for (const name of asker.channels.keys()) {
    const channel = state.channels.get(name);
    if (channel && isShown(channel, user)) return true;
  }
  return false;
}

/**
 * The members of a channel that `asker` may see, in the order in which they came; none if there is no such channel.
 *
 * @param all whether a half-operator or above is to see those too who have not spoken yet
 */
export function membersSeen(state: State, name: string, asker: User, all = false): MemberView[] {
  const channel = channelByName(state, name);
  if (!channel || !isVisible(channel, asker)) return [];
  const outside = !channel.members.has(asker.id);
  const seesQuiet = all && rankIn(channel, asker) >= RANK.halfOperator;
  const seen: MemberView[] = [];
  for (const [id, modes] of channel.members) {
    const user = state.users.get(id);
    const hidden = (channel.quiet.has(id) && !seesQuiet) || (outside && user?.modes.includes("i"));
    if (user && (user === asker || !hidden)) seen.push({ user, modes });
  }
  return seen;
}

/** The channels that `asker` may see: those with members, and the server's own. */
export function channelsSeen(state: State, asker: User): Channel[] {
  return [...state.channels.values()].filter(
    (channel) => (channel.members.size > 0 || channel.kept) && isVisible(channel, asker),
  );
}

/** Whether a user is one of those who are to see something. */
export function hears(state: State, { channels, users, except }: Audience, user: User): boolean {
  if (except === user.id) return false;
  return users.includes(user.id) || channels.some((name) => state.channels.get(name)?.members.has(user.id));
}

/** The channels of `user` that `asker` may know of. */
export function channelsOf(state: State, user: User, asker: User): Channel[] {
  const hidden = user.modes.includes("i") && user !== asker;
  return [...user.channels.keys()].flatMap((name) => {
    const channel = state.channels.get(name);
    const seen = channel && (hidden ? channel.members.has(asker.id) : isVisible(channel, asker));
    return seen && (user === asker || isShown(channel, user)) ? [channel] : [];
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
