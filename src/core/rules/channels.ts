import { type Refusal, refuse } from "../answers.ts";
import type { Invite, Join, Kick, Part, SetTopic } from "../commands.ts";
import type { Audience } from "../events.ts";
import { fits, LIMITS } from "../limits.ts";
import { RANK, rankOf } from "../modes.ts";
import { fold, isChannelName } from "../names.ts";
import { type Channel, channelByName, isShown, type State, type User, userByNick, whoIs } from "../state.ts";
import { clearLists, isBanned, isExpected } from "./masks.ts";
import { awayOnArrival, joinEvent, joinsQuietly, reveal } from "./quiet.ts";
import { base, NO_EFFECT, type Place, type Rule } from "./rule.ts";

/** Flags of a channel that somebody makes by joining it. */
const NEW_FLAGS = "nt";

/** Coming into a channel, which makes it if need be. Coming in again is nothing new. */
export const join: Rule<Join> = {
  check(state, { user }, act) {
    if (!isChannelName(act.channel)) return refuse("bad-channel-name", act.channel);
    const channel = channelByName(state, act.channel);
    if (channel?.members.has(user.id)) return undefined;
    if (user.channels.size >= LIMITS.channelsPerUser) return refuse("too-many-channels", act.channel);
    if (!channel) return mayMakeChannel(state) ? undefined : refuse("server-full", act.channel);
    const refusal = mayEnter(channel, user, act.key);
    return refusal && forwarded(state, channel, user) ? undefined : refusal;
  },

  apply(state, { user }, act, place) {
    const asked = channelByName(state, act.channel) ?? makeChannel(state, act.channel, place);
    if (asked.members.has(user.id)) return NO_EFFECT;
    const channel = mayEnter(asked, user, act.key) ? forwarded(state, asked, user) : asked;
    if (!channel || channel.members.has(user.id)) return NO_EFFECT;
    const name = fold(channel.name);
    const isFirst = channel.members.size === 0 && !channel.kept;
    const isQuiet = !isFirst && joinsQuietly(channel);
    channel.members.set(user.id, isFirst ? "o" : "");
    if (isQuiet) channel.quiet.add(user.id);
    state.empty.delete(name);
    channel.invited.delete(user.id);
    user.channels.add(name);
    const event = joinEvent(state, channel, user, place);
    if (isQuiet) return { emissions: [{ event, audience: { channels: [], users: [user.id] }, passing: true }] };
    const away = awayOnArrival(state, channel, user, place, 1);
    return { emissions: [{ event, audience: everybodyIn(channel) }, ...away] };
  },
};

/** Leaving a channel. */
export const part: Rule<Part> = {
  check(state, { user }, act) {
    const channel = channelByName(state, act.channel);
    if (!channel) return refuse("no-such-channel", act.channel);
    if (!channel.members.has(user.id)) return refuse("not-in-channel", channel.name);
    return checkReason(act.reason);
  },

  apply(state, { user }, act, place) {
    const channel = channelByName(state, act.channel);
    if (!channel) return NO_EFFECT;
    const isQuiet = !isShown(channel, user);
    leaveChannel(state, channel, user, place);
    return {
      emissions: [
        {
          event: {
            type: "part",
            ...base(state, place, whoIs(user)),
            channel: channel.name,
            ...(act.reason && { reason: act.reason }),
          },
          audience: { channels: isQuiet ? [] : [fold(channel.name)], users: [user.id] },
          passing: isQuiet,
        },
      ],
    };
  },
};

/** Making somebody leave a channel. */
export const kick: Rule<Kick> = {
  check(state, { user }, act) {
    const channel = channelByName(state, act.channel);
    if (!channel) return refuse("no-such-channel", act.channel);
    const mine = channel.members.get(user.id);
    if (mine === undefined) return refuse("not-in-channel", channel.name);
    const target = userByNick(state, act.nick);
    if (!target) return refuse("no-such-nick", act.nick);
    const theirs = channel.members.get(target.id);
    if (theirs === undefined) return refuse("user-not-in-channel", target.nick);
    if (rankOf(mine) < RANK.halfOperator || rankOf(theirs) > rankOf(mine)) return refuse("not-operator", channel.name);
    return checkReason(act.reason);
  },

  apply(state, { user }, act, place) {
    const channel = channelByName(state, act.channel);
    const target = userByNick(state, act.nick);
    if (!channel || !target) return NO_EFFECT;
    const shown = reveal(state, channel, target, place, 1);
    leaveChannel(state, channel, target, place);
    return {
      emissions: [
        ...shown,
        {
          event: {
            type: "kick",
            ...base(state, place, whoIs(user)),
            channel: channel.name,
            nick: target.nick,
            ...(act.reason && { reason: act.reason }),
          },
          audience: { ...everybodyIn(channel), users: [target.id] },
        },
      ],
    };
  },
};

/** Saying what a channel is about; an empty topic takes it away. */
export const topic: Rule<SetTopic> = {
  check(state, { user }, act) {
    const channel = channelByName(state, act.channel);
    if (!channel) return refuse("no-such-channel", act.channel);
    const modes = channel.members.get(user.id);
    if (modes === undefined) return refuse("not-in-channel", channel.name);
    if (channel.flags.includes("t") && rankOf(modes) < RANK.halfOperator) return refuse("not-operator", channel.name);
    if (!fits(act.topic, LIMITS.topicBytes)) return refuse("too-long", "topic");
    return /[\0\r\n]/.test(act.topic) ? refuse("bad-command", "topic", "A topic is a single line.") : undefined;
  },

  apply(state, { user }, act, place) {
    const channel = channelByName(state, act.channel);
    if (!channel) return NO_EFFECT;
    if (act.topic === "") delete channel.topic;
    else channel.topic = { text: act.topic, by: user.nick, at: place.at };
    return {
      emissions: [
        ...reveal(state, channel, user, place, 1),
        {
          event: { type: "topic", ...base(state, place, whoIs(user)), channel: channel.name, topic: act.topic },
          audience: everybodyIn(channel),
        },
      ],
    };
  },
};

/** Asking somebody in: they are told, and may join once whatever the modes say. */
export const invite: Rule<Invite> = {
  check(state, { user }, act) {
    const channel = channelByName(state, act.channel);
    if (!channel) return refuse("no-such-channel", act.channel);
    const modes = channel.members.get(user.id);
    if (modes === undefined) return refuse("not-in-channel", channel.name);
    if (channel.flags.includes("i") && rankOf(modes) < RANK.halfOperator) return refuse("not-operator", channel.name);
    const target = userByNick(state, act.nick);
    if (!target) return refuse("no-such-nick", act.nick);
    if (channel.members.has(target.id)) return refuse("already-in-channel", target.nick);
    return undefined;
  },

  apply(state, { user }, act, place) {
    const channel = channelByName(state, act.channel);
    const target = userByNick(state, act.nick);
    if (!channel || !target) return NO_EFFECT;
    channel.invited.delete(target.id);
    const [longestAgo] = channel.invited;
    if (channel.invited.size >= LIMITS.invitesPerChannel && longestAgo) channel.invited.delete(longestAgo);
    channel.invited.add(target.id);
    const said = { type: "invite", channel: channel.name, nick: target.nick } as const;
    return {
      emissions: [
        ...reveal(state, channel, user, place, 2),
        {
          event: { ...said, ...base(state, place, whoIs(user)) },
          audience: { channels: [], users: [target.id] },
          passing: true,
        },
        {
          event: { ...said, ...base(state, place, whoIs(user), 1), seen: true },
          audience: whoMayInvite(channel),
        },
      ],
    };
  },
};

function whoMayInvite(channel: Channel): Audience {
  if (!channel.flags.includes("i")) return everybodyIn(channel);
  const users = [...channel.members].filter(([, modes]) => rankOf(modes) >= RANK.halfOperator).map(([id]) => id);
  return { channels: [], users };
}

/** Where somebody goes who may not come in; the way on from there is not taken. */
function forwarded(state: State, channel: Channel, user: User): Channel | undefined {
  const other = channel.forward === undefined ? undefined : channelByName(state, channel.forward);
  return other && !mayEnter(other, user, undefined) ? other : undefined;
}

/** Whether somebody may come in. */
function mayEnter(channel: Channel, user: User, key: string | undefined): Refusal | undefined {
  if (channel.invited.has(user.id)) return undefined;
  if (isBanned(channel, user)) return refuse("banned", channel.name);
  if (channel.flags.includes("i") && !isExpected(channel, user)) return refuse("invite-only", channel.name);
  if (channel.flags.includes("R") && user.account === undefined) return refuse("no-account", channel.name);
  if (channel.key !== undefined && channel.key !== key) return refuse("bad-key", channel.name);
  const isFull = channel.limit !== undefined && channel.members.size >= channel.limit;
  return isFull ? refuse("channel-full", channel.name) : undefined;
}

/** A reason is one line of bounded length. */
export function checkReason(reason: string | undefined): ReturnType<Rule<Part>["check"]> {
  if (reason === undefined) return undefined;
  if (!fits(reason, LIMITS.reasonBytes)) return refuse("too-long", "reason");
  return /[\0\r\n]/.test(reason) ? refuse("bad-command", "reason", "A reason is a single line.") : undefined;
}

/** All members, as they stand. */
export function everybodyIn(channel: Channel): Audience {
  return { channels: [fold(channel.name)], users: [] };
}

/**
 * A new channel without members. `mayMakeChannel` was asked before. There may have been one of that name which is
 * forgotten by now, so nothing is to be read in it that was said before its `place`.
 */
export function makeChannel(state: State, name: string, place: Pick<Place, "at" | "seq">): Channel {
  if (state.channels.size >= LIMITS.channels) forgetEmptyChannel(state);
  const channel: Channel = {
    id: `${fold(name)} ${state.seq}`,
    name,
    created: place.at,
    since: place.seq,
    kept: false,
    flags: NEW_FLAGS,
    members: new Map(),
    quiet: new Set(),
    lists: { b: [], e: [], I: [] },
    invited: new Set(),
    metadata: new Map(),
  };
  state.channels.set(fold(name), channel);
  return channel;
}

/**
 * Takes a user out of a channel. One that is left empty is remembered with all that it asks of those who join. If that
 * is an invitation, which nobody is left to give, it begins anew, and what was said in it stays with those who were there.
 */
export function leaveChannel(state: State, channel: Channel, user: User, place: Place): void {
  const name = fold(channel.name);
  channel.members.delete(user.id);
  channel.quiet.delete(user.id);
  user.channels.delete(name);
  if (channel.members.size > 0 || channel.kept) return;
  // To the end of both: a snapshot keeps the order of `channels`, from which that of `empty` is made again.
  state.channels.delete(name);
  state.channels.set(name, channel);
  state.empty.add(name);
  channel.invited.clear();
  if (!channel.flags.includes("i")) return;
  resetModes(state, channel, NEW_FLAGS);
  delete channel.topic;
  clearMetadata(state, channel);
  channel.since = place.seq;
}

/** Takes away all modes of a channel but these flags. */
export function resetModes(state: State, channel: Channel, flags: string): void {
  channel.flags = flags;
  delete channel.key;
  delete channel.limit;
  delete channel.forward;
  clearLists(state, channel);
}

/** Whether there is room for one more, if need be that of the channel that has been empty longest. */
export function mayMakeChannel(state: State): boolean {
  return state.channels.size < LIMITS.channels || state.empty.size > 0;
}

function clearMetadata(state: State, channel: Channel): void {
  state.metadata -= channel.metadata.size;
  channel.metadata.clear();
}

function forgetEmptyChannel(state: State): void {
  for (const name of state.empty) {
    const channel = state.channels.get(name);
    if (channel) {
      clearLists(state, channel);
      clearMetadata(state, channel);
    }
    state.empty.delete(name);
    state.channels.delete(name);
    return;
  }
}
