import { type Refusal, refuse } from "../answers.ts";
import type { Join, Kick, Part, SetTopic } from "../commands.ts";
import type { Audience, Emission } from "../events.ts";
import { LIMITS } from "../limits.ts";
import { RANK } from "../modes.ts";
import { fold, isChannelName } from "../names.ts";
import { type Channel, channelByName, isShown, rankIn, type State, type User, userByNick, whoIs } from "../state.ts";
import { fits } from "../utf8.ts";
import { beginAnew, leaveChannel, makeChannel, mayMakeChannel } from "./channel-life.ts";
import { isBanned, isExpected } from "./masks.ts";
import { awayOnArrival, joinEvent, joinsQuietly, reveal } from "./quiet.ts";
import { isFounder, outranks, runs, standingOnArrival } from "./registered.ts";
import { forgetLongGone, forgetRegular, isForsaken } from "./regulars.ts";
import { base, NO_EFFECT, oneOfMany, onlyReads, type Place, type Rule } from "./rule.ts";

/** Coming into a channel, which makes it if need be. Coming in again is nothing new. */
export const join: Rule<Join> = {
  check(state, { user, session }, act) {
    if (!isChannelName(act.channel)) return refuse("bad-channel-name", act.channel);
    const channel = asked(state, act);
    if (!channel && (act.exists || act.id !== undefined)) return refuse("no-such-channel", act.channel);
    if (!channel && onlyReads({ user, session })) {
      return refuse("account-needed", act.channel, "Guests may only read here: sign in to make a channel.");
    }
    if (channel?.members.has(user.id)) return undefined;
    if (user.channels.size >= LIMITS.channelsPerUser) return refuse("too-many-channels", act.channel);
    if (!channel) return mayMakeChannel(state) ? undefined : refuse("server-full", act.channel);
    const refusal = isForsaken(state, channel) ? undefined : mayEnter(channel, user, act.key);
    if (!refusal || forwarded(state, channel, user)) return undefined;
    // What it is called by now is not for who may not come in.
    return act.id === undefined ? refusal : { ...refusal, about: act.channel };
  },

  apply(state, { user }, act, place) {
    const wanted = asked(state, act) ?? makeChannel(state, act.channel, place);
    if (wanted.members.has(user.id)) return NO_EFFECT;
    const mayNot = !isForsaken(state, wanted) && mayEnter(wanted, user, act.key);
    const channel = mayNot ? forwarded(state, wanted, user) : wanted;
    if (!channel || channel.members.has(user.id)) return NO_EFFECT;
    if (channel.members.size === 0) {
      forgetLongGone(state, channel, place);
      beginAnew(state, channel, place);
    }
    return { emissions: enter(state, channel, user, place) };
  },
};

/** The channel that is meant, if there is one. */
function asked(state: State, { channel, id }: Join): Channel | undefined {
  return id === undefined ? channelByName(state, channel) : state.channelsById.get(id);
}

/** The channel that somebody is in whose `join` was carried out: the one they asked for, or where that one sends people. */
export function channelJoined(state: State, user: User, act: Join): Channel | undefined {
  const wanted = asked(state, act);
  const other = wanted?.forward && state.channelsById.get(wanted.forward.id);
  return [wanted, other].find((channel) => channel?.members.has(user.id));
}

/** How somebody comes in. */
interface Entrance {
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
  { modes = "", since = place.seq }: Entrance = {},
): readonly Emission[] {
  const name = fold(channel.name);
  const standing = standingOnArrival(channel, user, modes);
  const isOwned = channel.kept || channel.founder !== undefined;
  const isFirst = channel.members.size === 0 && channel.regulars.size === 0 && !isOwned && standing === "";
  const isQuiet = !isFirst && standing === "" && joinsQuietly(channel, user);
  channel.members.set(user.id, isFirst ? "o" : standing);
  if (isQuiet) channel.quiet.add(user.id);
  state.empty.delete(name);
  channel.invited.delete(user.id);
  user.channels.set(name, since);
  const event = joinEvent(channel, user, oneOfMany(state, place, whoIs(user)));
  if (isQuiet) return [{ event, audience: { channels: [], users: [user.id] }, passing: true }];
  return [{ event, audience: everybodyIn(channel) }, ...awayOnArrival(state, channel, user, place)];
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
    const isHigher = rankIn(channel, target) > rank || outranks(channel, target, user);
    return rank < RANK.halfOperator || isHigher ? refuse("not-operator", channel.name) : checkReason(act.reason);
  },

  apply(state, { user }, act, place) {
    const channel = channelByName(state, act.channel);
    const target = userByNick(state, act.nick);
    if (!channel || !target) return NO_EFFECT;
    const shown = reveal(state, channel, target, place);
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
        ...reveal(state, channel, user, place),
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
  if (channel.invited.has(user.id) || user.operator !== undefined || isFounder(channel, user)) return undefined;
  if (isBanned(channel, user)) return refuse("banned", channel.name);
  if (runs(channel, user)) return undefined;
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
