import { LIMITS } from "../limits.ts";
import { fold, nickKey } from "../names.ts";
import type { Channel, State, User } from "../state.ts";
import type { Place } from "./rule.ts";

/**
 * Regulars of a channel: members with an account who have left the server and not the channel. They come back into it
 * with what standing they had, so that neither a restart nor a night away costs anybody anything.
 */

/** Takes note of a member who leaves the server, if they are signed in and there is room. */
export function keepRegular(state: State, channel: Channel, user: User, { at }: Place): void {
  const modes = channel.members.get(user.id);
  if (user.account === undefined || modes === undefined) return;
  if (state.regulars >= LIMITS.regulars || channel.regulars.size >= LIMITS.regularsPerChannel) return;
  forgetRegulars(state, channel, (account) => account === nickKey(user.account ?? ""));
  const since = user.channels.get(fold(channel.name));
  channel.regulars.set(nickKey(user.account), { modes, at, ...(since !== undefined && { since }) });
  state.regulars++;
}

/** Whoever leaves the channel itself, or is made to, is no regular. */
export function forgetRegular(state: State, channel: Channel, user: User): void {
  const account = user.account === undefined ? undefined : nickKey(user.account);
  forgetRegulars(state, channel, (key) => key === account);
}

/** An account is no more: nobody comes back by it, nor whoever has its name next. */
export function forgetAccountRegular(state: State, channel: Channel, key: string): void {
  if (channel.regulars.delete(key)) state.regulars--;
}

/** A channel that closes to newcomers closes to those too who have no standing in it and are not there. */
export function forgetVisitors(state: State, channel: Channel): void {
  forgetRegulars(state, channel, (_key, modes) => modes === "");
}

/** Takes away those regulars of a channel that nobody is in who have not been there for too long. */
export function forgetLongGone(state: State, channel: Channel, { at }: Place): void {
  forgetRegulars(state, channel, (_key, _modes, since) => at - since > LIMITS.regularMs);
}

/** Whether one has to be invited to a channel to which nobody who could invite will be back. */
export function isForsaken(state: State, channel: Channel): boolean {
  if (channel.members.size > 0 || channel.kept || channel.founder !== undefined || !channel.flags.includes("i"))
    return false;
  return [...channel.regulars.values()].every(({ at }) => state.at - at > LIMITS.regularMs);
}

/** A channel that is forgotten, or begins anew, has none. */
export function forgetAllRegulars(state: State, channel: Channel): void {
  forgetRegulars(state, channel, () => true);
}

function forgetRegulars(
  state: State,
  channel: Channel,
  isMeant: (account: string, modes: string, since: number) => boolean,
): void {
  for (const [account, { modes, at }] of channel.regulars) {
    if (!isMeant(account, modes, at)) continue;
    channel.regulars.delete(account);
    state.regulars--;
  }
}
