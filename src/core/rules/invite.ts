import { refuse } from "../answers.ts";
import type { Invite } from "../commands.ts";
import type { Audience } from "../events.ts";
import { LIMITS } from "../limits.ts";
import { RANK, rankOf } from "../modes.ts";
import { type Channel, channelByName, isShown, rankIn, type User, userByNick, whoIs } from "../state.ts";
import { everybodyIn, notIn } from "./channels.ts";
import { reveal } from "./quiet.ts";
import { aside, base, NO_EFFECT, type Rule } from "./rule.ts";

/** Asking somebody in: they are told, and if a half-operator asks may join once whatever the modes say. */
export const invite: Rule<Invite> = {
  check(state, { user }, act) {
    const channel = channelByName(state, act.channel);
    if (!channel) return refuse("no-such-channel", act.channel);
    if (!channel.members.has(user.id)) return notIn(channel);
    const isFree = !channel.flags.includes("i") || rankIn(channel, user) >= RANK.halfOperator;
    if (!isFree) return refuse("not-operator", channel.name);
    const target = userByNick(state, act.nick);
    if (!target) return refuse("no-such-nick", act.nick);
    return isShown(channel, target) ? refuse("already-in-channel", target.nick) : undefined;
  },

  apply(state, { user }, act, place) {
    const channel = channelByName(state, act.channel);
    const target = userByNick(state, act.nick);
    // That somebody is there who has not spoken yet is not told even so.
    if (!channel || !target || channel.members.has(target.id)) return NO_EFFECT;
    // From anybody else it is but a word in passing: they could not lift what keeps people out.
    if (rankIn(channel, user) >= RANK.halfOperator) letIn(channel, target);
    const said = { type: "invite", channel: channel.name, nick: target.nick } as const;
    return {
      emissions: [
        ...reveal(state, channel, user, place),
        {
          event: { ...said, ...base(state, place, whoIs(user)) },
          audience: { channels: [], users: [target.id] },
          passing: true,
        },
        {
          event: { ...said, ...aside(state, place, whoIs(user)), seen: true },
          audience: whoMayInvite(channel),
        },
      ],
    };
  },
};

/** Lets somebody in once, whatever the modes say. */
function letIn(channel: Channel, target: User): void {
  channel.invited.delete(target.id);
  const [longestAgo] = channel.invited;
  if (channel.invited.size >= LIMITS.invitesPerChannel && longestAgo) channel.invited.delete(longestAgo);
  channel.invited.add(target.id);
}

function whoMayInvite(channel: Channel): Audience {
  if (!channel.flags.includes("i")) return everybodyIn(channel);
  const users = [...channel.members].filter(([, modes]) => rankOf(modes) >= RANK.halfOperator).map(([id]) => id);
  return { channels: [], users };
}
