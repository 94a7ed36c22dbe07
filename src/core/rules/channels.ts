import { type Refusal, refuse } from "../answers.ts";
import type { Join, Kick, Part, SetTopic } from "../commands.ts";
import type { Audience, Emission } from "../events.ts";
import { fits, LIMITS } from "../limits.ts";
import { RANK } from "../modes.ts";
import { fold, isChannelName } from "../names.ts";
import { type Channel, channelByName, isShown, rankIn, type State, type User, userByNick, whoIs } from "../state.ts";
import { clearLists, isBanned, isExpected } from "./masks.ts";
import { awayOnArrival, joinEvent, joinsQuietly, reveal } from "./quiet.ts";
import { forgetAllRegulars, forgetLongGone, forgetRegular, isForsaken } from "./regulars.ts";
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
    const refusal = isForsaken(state, channel) ? undefined : mayEnter(channel, user, act.key);
    return refusal && forwarded(state, channel, user) ? undefined : refusal;
  },

  apply(state, { user }, act, place) {
    const asked = channelByName(state, act.channel) ?? makeChannel(state, act.channel, place);
    if (asked.members.has(user.id)) return NO_EFFECT;
    const mayNot = !isForsaken(state, asked) && mayEnter(asked, user, act.key);
    const channel = mayNot ? forwarded(state, asked, user) : asked;
    if (!channel || channel.members.has(user.id)) return NO_EFFECT;
    if (channel.members.size === 0) {
      forgetLongGone(state, channel, place);
      beginAnew(state, channel, place);
    }
    return { emissions: enter(state, channel, user, place, { part: 0 }) };
  },
};

/** How somebody comes in. */
interface Entrance {
  /** Tells the first of up to two events from the entry's others. */
  readonly part: number;
  /** The standing that they had when they were there before. */
  readonly modes?: string;
  /** The seq since which they belong to it, if they do already. */
  readonly since?: number;
}

/** Makes somebody a member who is none. Whoever is the first operates the channel, unless it has others who will be back. */
export function enter(
  state: State,
  channel: Channel,
  user: User,
  place: Place,
  { part, modes = "", since = place.seq }: Entrance,
): readonly Emission[] {
  const name = fold(channel.name);
  const isFirst = channel.members.size === 0 && channel.regulars.size === 0 && !channel.kept && modes === "";
  const isQuiet = !isFirst && modes === "" && joinsQuietly(channel, user);
  channel.members.set(user.id, isFirst ? "o" : modes);
  if (isQuiet) channel.quiet.add(user.id);
  state.empty.delete(name);
  channel.invited.delete(user.id);
  user.channels.set(name, since);
  const event = joinEvent(state, channel, user, place, part);
  if (isQuiet) return [{ event, audience: { channels: [], users: [user.id] }, passing: true }];
  return [{ event, audience: everybodyIn(channel) }, ...awayOnArrival(state, channel, user, place, part + 1)];
}

/** Leaving a channel. */
export const part: Rule<Part> = {
  check(state, { user }, act) {
    const channel = channelByName(state, act.channel);
    if (!channel) return refuse("no-such-channel", act.channel);
    if (!channel.members.has(user.id)) return notIn(channel);
    return checkReason(act.reason);
  },

  apply(state, { user }, act, place) {
    const channel = channelByName(state, act.channel);
    if (!channel) return NO_EFFECT;
    const isQuiet = !isShown(channel, user);
    forgetRegular(state, channel, user);
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
    if (!channel.members.has(user.id)) return notIn(channel);
    const target = userByNick(state, act.nick);
    if (!target) return refuse("no-such-nick", act.nick);
    if (!channel.members.has(target.id)) return refuse("user-not-in-channel", target.nick);
    const rank = rankIn(channel, user);
    if (rank < RANK.halfOperator || rankIn(channel, target) > rank) return refuse("not-operator", channel.name);
    return checkReason(act.reason);
  },

  apply(state, { user }, act, place) {
    const channel = channelByName(state, act.channel);
    const target = userByNick(state, act.nick);
    if (!channel || !target) return NO_EFFECT;
    const shown = reveal(state, channel, target, place, 1);
    forgetRegular(state, channel, target);
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
    if (!channel.members.has(user.id)) return notIn(channel);
    const isFree = !channel.flags.includes("t") || rankIn(channel, user) >= RANK.halfOperator;
    if (!isFree) return refuse("not-operator", channel.name);
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

/** Where somebody goes who may not come in; the way on from there is not taken. */
function forwarded(state: State, channel: Channel, user: User): Channel | undefined {
  const other = channel.forward && channelByName(state, channel.forward.name);
  // Another channel may have the name by now.
  if (other?.id !== channel.forward?.id) return undefined;
  return other && !mayEnter(other, user, undefined) ? other : undefined;
}

/** Whether somebody may come in. */
function mayEnter(channel: Channel, user: User, key: string | undefined): Refusal | undefined {
  // An operator of the server can put right what nobody else can.
  if (channel.invited.has(user.id) || user.operator !== undefined) return undefined;
  if (isBanned(channel, user)) return refuse("banned", channel.name);
  if (channel.flags.includes("i") && !isExpected(channel, user)) return refuse("invite-only", channel.name);
  if (channel.flags.includes("R") && user.account === undefined) return refuse("no-account", channel.name);
  if (channel.key !== undefined && channel.key !== key) return refuse("bad-key", channel.name);
  const isFull = channel.limit !== undefined && channel.members.size >= channel.limit;
  return isFull ? refuse("channel-full", channel.name) : undefined;
}

/** What somebody is told who is not in a channel, of which they may not even know. */
export function notIn(channel: Channel): Refusal {
  return refuse(channel.flags.includes("s") ? "no-such-channel" : "not-in-channel", channel.name);
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
    regulars: new Map(),
    metadata: new Map(),
  };
  state.channels.set(fold(name), channel);
  return channel;
}

/**
 * Takes a user out of a channel. One that is left empty is remembered with all that it asks of those who join. If that
 * is an invitation, which nobody is left to give nor will be back, it begins anew, and what was said in it stays with those who were there.
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
  beginAnew(state, channel, place);
}

/** If nobody is left or will be back who could let anybody in, a channel begins anew and its past stays closed. */
function beginAnew(state: State, channel: Channel, place: Pick<Place, "seq">): void {
  if (!channel.flags.includes("i") || channel.regulars.size > 0 || channel.kept) return;
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
      forgetAllRegulars(state, channel);
    }
    state.empty.delete(name);
    state.channels.delete(name);
    return;
  }
}
