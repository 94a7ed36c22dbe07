import { type Refusal, refuse } from "../answers.ts";
import type { MarkRead, SetMetadata, SetName } from "../commands.ts";
import type { Audience } from "../events.ts";
import { LIMITS } from "../limits.ts";
import { RANK } from "../modes.ts";
import { fold, isChannelName, isNick, nickKey } from "../names.ts";
import { type Channel, channelByName, markersOf, rankIn, type State, type User, userByNick, whoIs } from "../state.ts";
import { fits } from "../utf8.ts";
import { everybodyIn } from "./channels.ts";
import { shownChannels } from "./quiet.ts";
import { base, NO_EFFECT, type Rule } from "./rule.ts";

/** Changing one's real name. */
export const setname: Rule<SetName> = {
  check(_state, _actor, act) {
    if (act.realname === "") return refuse("no-text", "realname");
    if (!fits(act.realname, LIMITS.realnameBytes)) return refuse("too-long", "realname");
    return isOneLine(act.realname) ? undefined : refuse("bad-command", "realname", "A real name is a single line.");
  },

  apply(state, { user }, act, place) {
    user.realname = act.realname;
    const event = { type: "setname", ...base(state, place, whoIs(user)), realname: act.realname } as const;
    return { emissions: [{ event, audience: { channels: shownChannels(state, user), users: [user.id] } }] };
  },
};

/** Marking what one has read. An older mark than the one that is there changes nothing, and is answered with that. */
export const markread: Rule<MarkRead> = {
  check(state, { user }, act) {
    if (!Number.isSafeInteger(act.at) || act.at < 0) return refuse("bad-command", "at");
    if (!isChannelName(act.to) && !isNick(act.to)) return refuse("no-such-nick", act.to);
    const markers = markersOf(state, user);
    const hasRoom = state.markers < LIMITS.markers || markers.size >= LIMITS.markersPerUser;
    return hasRoom || markers.has(markerKey(act.to)) ? undefined : refuse("server-full", act.to);
  },

  apply(state, { user }, act, place) {
    const key = markerKey(act.to);
    const markers = markersOf(state, user);
    // Nobody has read what is not written yet.
    const until = Math.max(Math.min(act.at, place.at), markers.get(key) ?? 0);
    state.markers -= markers.size;
    markers.delete(key);
    const [longestAgo] = markers.keys();
    if (markers.size >= LIMITS.markersPerUser && longestAgo !== undefined) markers.delete(longestAgo);
    markers.set(key, until);
    state.markers += markers.size;
    const event = { type: "markread", ...base(state, place, whoIs(user)), to: act.to, until } as const;
    return { emissions: [{ event, audience: { channels: [], users: [user.id] }, passing: true }] };
  },
};

/** The name under which a marker is kept. */
export function markerKey(to: string): string {
  return to.startsWith("#") ? fold(to) : nickKey(to);
}

/** Telling something about oneself, or as an operator about a channel. Operators of the server may for anybody. */
export const metadata: Rule<SetMetadata> = {
  check(state, { user }, act) {
    const target = targetOf(state, user, act.to);
    if (!target) return act.to.startsWith("#") ? refuse("no-such-channel", act.to) : refuse("no-such-nick", act.to);
    if (!mayTell(user, target)) return refuse("not-yours", act.to);
    const isNew = act.value !== undefined && !target.metadata.has(act.key);
    const isScarce = state.metadata >= LIMITS.metadata && target.metadata.size >= LIMITS.metadataAlways;
    return checkMetadata(target.metadata, act) ?? (isNew && isScarce ? refuse("list-full", act.key) : undefined);
  },

  apply(state, { user }, act, place) {
    const target = targetOf(state, user, act.to);
    if (!target || target.metadata.get(act.key) === act.value) return NO_EFFECT;
    state.metadata -= target.metadata.size;
    if (act.value === undefined) target.metadata.delete(act.key);
    else target.metadata.set(act.key, act.value);
    state.metadata += target.metadata.size;
    const event = {
      type: "metadata",
      ...base(state, place, whoIs(user)),
      to: "nick" in target ? target.nick : target.name,
      key: act.key,
      ...(act.value !== undefined && { value: act.value }),
    } as const;
    return { emissions: [{ event, audience: audienceOf(state, target), passing: true }] };
  },
};

/** Whether a key may be set to that value where these are known, or removed; it need not be there. */
export function checkMetadata(
  known: ReadonlyMap<string, string>,
  { key, value }: Pick<SetMetadata, "key" | "value">,
): Refusal | undefined {
  if (!isMetadataKey(key)) return refuse("bad-key-name", key);
  if (value === undefined) return undefined;
  if (!fits(value, LIMITS.metadataValueBytes)) return refuse("too-long", key);
  if (!isOneLine(value)) return refuse("bad-command", key, "A value is a single line.");
  return known.has(key) || known.size < LIMITS.metadataKeys ? undefined : refuse("list-full", key);
}

/** Whether metadata may have a key of that name. */
export function isMetadataKey(key: string): boolean {
  return /^[a-z0-9_./-]+$/.test(key) && fits(key, LIMITS.metadataKeyBytes);
}

function targetOf(state: State, user: User, to: string): User | Channel | undefined {
  if (to === "*") return user;
  return to.startsWith("#") ? channelByName(state, to) : userByNick(state, to);
}

function mayTell(user: User, target: User | Channel): boolean {
  if (target === user || user.operator !== undefined) return true;
  return !("nick" in target) && rankIn(target, user) >= RANK.operator;
}

function audienceOf(state: State, target: User | Channel): Audience {
  return "nick" in target ? { channels: shownChannels(state, target), users: [target.id] } : everybodyIn(target);
}

function isOneLine(text: string): boolean {
  return !/[\0\r\n]/.test(text);
}
