import { refuse } from "../answers.ts";
import type { Rename } from "../commands.ts";
import { RANK } from "../modes.ts";
import { fold, isChannelName } from "../names.ts";
import { channelByName, markersOf, rankIn, type State, type User, whoIs } from "../state.ts";
import { checkReason, everybodyIn, notIn } from "./channels.ts";
import { isFounder } from "./registered.ts";
import { base, NO_EFFECT, type Rule } from "./rule.ts";

/** What a member has by the channel's name goes on under the new one. */
function follow(state: State, member: User, before: string, after: string): void {
  if (before === after) return;
  const since = member.channels.get(before) ?? 0;
  member.channels.delete(before);
  member.channels.set(after, since);
  const markers = markersOf(state, member);
  const read = markers.get(before);
  // Where there was a marker for the new name already, it was for another channel.
  if (read === undefined || markers.has(after)) return;
  markers.delete(before);
  markers.set(after, read);
}

/** Giving a channel another name; to write its own differently is allowed. */
export const rename: Rule<Rename> = {
  check(state, { user }, act) {
    const channel = channelByName(state, act.channel);
    if (!channel) return refuse("no-such-channel", act.channel);
    if (!channel.members.has(user.id)) return notIn(channel);
    if (channel.kept || rankIn(channel, user) < RANK.operator) return refuse("not-operator", channel.name);
    const isTheirs = channel.founder === undefined || isFounder(channel, user) || user.operator !== undefined;
    if (!isTheirs) return refuse("not-yours", channel.name, "Only its founder may rename a registered channel.");
    if (!isChannelName(act.name)) return refuse("bad-channel-name", act.name);
    const owner = channelByName(state, act.name);
    if (owner && owner !== channel) return refuse("name-in-use", act.name);
    return checkReason(act.reason);
  },

  apply(state, { user }, act, place) {
    const channel = channelByName(state, act.channel);
    if (!channel) return NO_EFFECT;
    const before = channel.name;
    const [from, to] = [fold(before), fold(act.name)];
    state.channels.delete(from);
    channel.name = act.name;
    state.channels.set(to, channel);
    for (const id of channel.members.keys()) {
      const member = state.users.get(id);
      if (member) follow(state, member, from, to);
    }
    for (const other of state.channels.values()) {
      if (other.forward?.id === channel.id) other.forward = { id: channel.id, name: act.name };
    }
    const event = {
      type: "rename",
      ...base(state, place, whoIs(user)),
      channel: before,
      name: act.name,
      ...(act.reason && { reason: act.reason }),
    } as const;
    return { emissions: [{ event, audience: everybodyIn(channel) }] };
  },
};
