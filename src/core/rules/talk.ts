import { reactionOf, reactionText } from "../amending.ts";
import { type Refusal, refuse } from "../answers.ts";
import type { Say, Tags, Typing } from "../commands.ts";
import type { Audience, Who } from "../events.ts";
import { refOf } from "../files.ts";
import { LIMITS } from "../limits.ts";
import { RANK, rankOf, standingOf } from "../modes.ts";
import { fold, isRelayedNick } from "../names.ts";
import {
  type Channel,
  channelByName,
  identityOf,
  rankIn,
  type State,
  seqOfId,
  type User,
  userByNick,
  whoIs,
} from "../state.ts";
import { fits } from "../utf8.ts";
import { isMuted } from "./masks.ts";
import { reveal } from "./quiet.ts";
import { type Actor, base, type Rule } from "./rule.ts";

/** What a CTCP message begins with, as each line of a text may be sent; an action has a form of its own. */
const CTCP = new RegExp(`(?:^|\\n)${String.fromCharCode(1)}`);

/** Saying something, in a channel or to one user. */
export const say: Rule<Say> = {
  check(state, { user }, act) {
    if (act.form === "tags" && act.tags === undefined) return refuse("no-text");
    const bad = act.form === "tags" && act.text === "" ? undefined : checkText(act.text);
    if (bad) return bad;
    if (act.ref !== undefined && !fits(act.ref, LIMITS.refBytes)) return refuse("too-long", "ref");
    if (act.tags && !fitTags(act.tags)) return refuse("too-long", "tags");
    const unreactable = act.tags && checkReaction(state, act.tags);
    if (unreactable) return unreactable;
    const refusal = act.as === undefined ? undefined : mayRelay(state, user, act.to, act.as);
    if (refusal) return refusal;
    return mayReach(state, user, act.to, act.text);
  },

  apply(state, { session, user }, act, place) {
    // Without a key nobody can come back and say it again.
    const client = clientOf({ session, user });
    if (act.ref !== undefined && client !== undefined) {
      const first = refsOf(state, client);
      const said = first.get(act.ref);
      if (said !== undefined) return { emissions: [], repeats: said };
      first.set(act.ref, place.seq);
      forgetOldest(first, LIMITS.refsPerClient);
    }
    const target = reach(state, user, act.to);
    const form = act.form ?? "message";
    const channel = target.channel;
    if (form !== "tags") user.spoke = place.at;
    return {
      emissions: [
        ...(channel ? reveal(state, channel, user, place) : []),
        {
          event: {
            type: "message",
            ...base(state, place, act.as === undefined ? whoIs(user) : relayed(user, act.as)),
            to: target.name,
            form,
            text: act.text,
            ...(act.tags && { tags: act.tags }),
            ...(act.as !== undefined && { by: user.nick }),
            ...(act.files && { files: act.files.map(refOf) }),
          },
          audience: target.audience,
          ...(target.isHeld && { passing: true }),
        },
      ],
    };
  },
};

/** Whether it can be reacted so, if it is. */
function checkReaction(state: State, tags: Tags): Refusal | undefined {
  if (!fits(reactionText(tags) ?? "", LIMITS.reactionBytes)) {
    return refuse("too-long", "react", `A reaction has at most ${LIMITS.reactionBytes} bytes.`);
  }
  const msgid = reactionOf({ tags })?.msgid;
  const seq = msgid === undefined ? undefined : seqOfId(state, msgid);
  return seq !== undefined && state.redacted.has(seq) ? refuse("no-such-message", msgid) : undefined;
}

/** Whether something may be said. */
export function checkText(text: string): Refusal | undefined {
  if (text === "") return refuse("no-text");
  if (!fits(text, LIMITS.textBytes)) return refuse("too-long", undefined, "That text is longer than 64 KiB.");
  if (!text.includes("\0") && !text.includes("\r")) return undefined;
  return refuse("bad-command", undefined, "A text may not contain NUL or carriage return.");
}

/** Whether the user may let others know that they are writing: as for saying something. */
export function checkTyping(state: State, user: User, act: Typing): Refusal | undefined {
  return mayReach(state, user, act.to);
}

/** Whom something is for. */
interface Target {
  /** What it is called by others. */
  readonly name: string;
  readonly audience: Audience;
  readonly channel?: Channel;
  /** Whether it was kept from most of those whom it was meant for. */
  readonly isHeld?: boolean;
}

/** Whom something said to `to` reaches: a channel, those of a standing in it (`@#channel`), or one user. */
export function reach(state: State, from: User, to: string): Target {
  const standing = standingOf(to);
  const channel = channelByName(state, standing?.channel ?? to);
  if (channel && standing) {
    const name = `${to.slice(0, 1)}${channel.name}`;
    return { name, audience: { channels: [], users: ofStanding(channel, standing.mode, from) }, channel };
  }
  if (channel?.flags.includes("U") && rankIn(channel, from) < RANK.voice) {
    const audience = { channels: [], users: ofStanding(channel, "h", from) };
    return { name: channel.name, audience, channel, isHeld: true };
  }
  if (channel) return { name: channel.name, audience: { channels: [fold(channel.name)], users: [] }, channel };
  const user = userByNick(state, to);
  if (!user) return { name: to, audience: { channels: [], users: [] } };
  return { name: user.nick, audience: { channels: [], users: user === from ? [user.id] : [user.id, from.id] } };
}

/** The members of a standing or a higher one, and who says something to them. */
function ofStanding(channel: Channel, letter: string, from: User): number[] {
  const rank = rankOf(letter);
  const users = [...channel.members].filter(([, modes]) => rankOf(modes) >= rank).map(([id]) => id);
  return users.includes(from.id) ? users : [...users, from.id];
}

/** Whether the user may say a text there. */
export function mayReach(state: State, user: User, to: string, text = ""): Refusal | undefined {
  const name = standingOf(to)?.channel ?? to;
  if (!name.startsWith("#")) return mayReachUser(state, user, to, text);
  const channel = channelByName(state, name);
  if (!channel) return refuse("no-such-channel", name);
  const modes = channel.members.get(user.id);
  if (modes === undefined && channel.flags.includes("n")) {
    if (channel.flags.includes("s")) return refuse("no-such-channel", name);
    return refuse("cannot-send", name, "Only members may speak in that channel; join it first.");
  }
  if (channel.flags.includes("C") && CTCP.test(text)) {
    return refuse("cannot-send", name, "That channel takes no CTCP.");
  }
  return maySpeak(channel, user);
}

function mayReachUser(state: State, from: User, nick: string, text: string): Refusal | undefined {
  const target = userByNick(state, nick);
  if (!target) return refuse("no-such-nick", nick);
  const isStranger = from.account === undefined && from.operator === undefined && target !== from;
  if (isStranger && target.modes.includes("R")) {
    return refuse("cannot-send", target.nick, "That user takes messages only from those with an account.");
  }
  const isUnwanted = target.modes.includes("T") && CTCP.test(text);
  return isUnwanted ? refuse("cannot-send", target.nick, "That user takes no CTCP.") : undefined;
}

/** Whether a bridge may speak for somebody elsewhere: if it operates the channel, so that its members can hold it to account. */
function mayRelay(state: State, user: User, to: string, as: string): Refusal | undefined {
  const channel = channelByName(state, to);
  if (!channel) return refuse("no-such-channel", to);
  if (!isRelayedNick(as)) return refuse("bad-nick", as, "A name from elsewhere is written as alice/discord.");
  return rankIn(channel, user) >= RANK.operator ? undefined : refuse("not-operator", channel.name);
}

/** Somebody elsewhere, at the bridge's host. */
function relayed(bridge: User, as: string): Who {
  return { nick: as, user: bridge.ident, host: bridge.host };
}

/** Whether somebody may speak who may reach the channel. */
function maySpeak(channel: Channel, user: User): Refusal | undefined {
  const { flags, name } = channel;
  if (rankIn(channel, user) >= RANK.voice) return undefined;
  if (flags.includes("m") && !flags.includes("U")) {
    return refuse("cannot-send", name, "That channel is moderated: only those with a voice may speak.");
  }
  if (flags.includes("M") && user.account === undefined) {
    return refuse("cannot-send", name, "Only those with a voice or an account may speak in that channel.");
  }
  return isMuted(channel, user) ? refuse("cannot-send", name, "You are banned from that channel.") : undefined;
}

/** The seq under which the client said this first; no client is known again without a key. */
export function saidBefore(state: State, actor: Actor, { ref }: Say): number | undefined {
  const client = clientOf(actor);
  return ref === undefined || client === undefined ? undefined : state.refs.get(client)?.get(ref);
}

/**
 * By what a client is known again whose words have refs of their own: several may speak for one user, and two people may
 * have chosen the same key.
 */
function clientOf({ session: { key }, user }: Actor): string | undefined {
  return key === undefined || user.account === undefined ? key : `${identityOf(user)} ${key}`;
}

function fitTags(tags: Tags): boolean {
  let length = 0;
  for (const [name, value] of Object.entries(tags)) length += name.length + value.length + 2;
  return length * 3 <= LIMITS.tagsBytes || fits(JSON.stringify(tags), LIMITS.tagsBytes);
}

/** The refs of one client, made the one that spoke last. */
function refsOf(state: State, key: string): Map<string, number> {
  const refs = state.refs.get(key) ?? new Map<string, number>();
  state.refs.delete(key);
  state.refs.set(key, refs);
  forgetOldest(state.refs, LIMITS.refClients);
  return refs;
}

function forgetOldest(map: Map<string, unknown>, limit: number): void {
  if (map.size <= limit) return;
  for (const key of map.keys()) {
    map.delete(key);
    break;
  }
}
