import { type Refusal, refuse } from "../answers.ts";
import type { Away, Close, Nick, Open } from "../commands.ts";
import type { Emission } from "../events.ts";
import { fits, LIMITS } from "../limits.ts";
import { isNick, nickKey, spareNick } from "../names.ts";
import { accountByName, type SessionState, type State, type User, userByNick, whoIs } from "../state.ts";
import { isReserved } from "./accounts.ts";
import { enter, leaveChannel } from "./channels.ts";
import { isBanned } from "./masks.ts";
import { shownChannels } from "./quiet.ts";
import { forgetRegular, keepRegular } from "./regulars.ts";
import { type Actor, base, type Effect, type Place, type Rule } from "./rule.ts";

/** Tells what happens to others by an entry from what happens to who asked. */
const OTHERS = 1_000;

/** Spare nicks of small numbers that are tried for a dialect's guest. */
const SPARES = 100;

/** Whether a session may begin as it asks to. */
export function checkOpen(state: State, session: string, act: Open): ReturnType<Rule<Nick>["check"]> {
  if (state.sessions.has(session)) return refuse("already-open");
  const bad = checkTexts(act);
  if (bad) return bad;
  if (act.account !== undefined && !accountByName(state, act.account)) return refuse("no-such-account", act.account);
  const known = userFor(state, act);
  if (known) return known.sessions.size >= LIMITS.sessionsPerUser ? refuse("too-many-sessions") : undefined;
  if (state.users.size >= LIMITS.users) return refuse("server-full");
  if (!isNick(act.nick)) return refuse("bad-nick", act.nick);
  return act.made ? undefined : checkNick(state, undefined, act.account, act.nick);
}

/** Whom a session is to speak for who is here already: the one of its client's key, or the account's user of that nick. */
function userFor(state: State, act: Open): User | undefined {
  const known = act.key === undefined ? undefined : state.users.get(state.keys.get(act.key) ?? 0);
  if (known || act.account === undefined || act.made) return known;
  const user = userByNick(state, act.nick);
  const isSame = user?.account !== undefined && nickKey(user.account) === nickKey(act.account);
  return isSame ? user : undefined;
}

/** Whether a nick may be had by that user, or by a new one. */
function checkNick(
  state: State,
  user: User | undefined,
  account: string | undefined,
  nick: string,
): Refusal | undefined {
  const holder = userByNick(state, nick);
  if (holder && holder !== user) {
    return isReclaimed(state, holder, nick, account) ? undefined : refuse("nick-in-use", nick);
  }
  // Who has it already may write it differently.
  if (holder || !isReserved(state, nick, account)) return undefined;
  return refuse("nick-in-use", nick, "That nick belongs to an account: sign in to it first.");
}

/** What others are shown of a user is of bounded length, and a single line. */
function checkTexts(act: Open): ReturnType<Rule<Nick>["check"]> {
  if (!fits(act.ident, LIMITS.identBytes)) return refuse("too-long", "ident");
  if (!fits(act.realname, LIMITS.realnameBytes)) return refuse("too-long", "realname");
  if (!fits(act.host, LIMITS.hostBytes)) return refuse("too-long", "host");
  if (act.key !== undefined && !fits(act.key, LIMITS.clientBytes)) return refuse("too-long", "key");
  if (act.away !== undefined && !fits(act.away, LIMITS.awayBytes)) return refuse("too-long", "away");
  return /[\0\r\n]/.test(`${act.ident}${act.realname}${act.host}${act.away ?? ""}`)
    ? refuse("bad-command", undefined, "Ident, realname, host and away are single lines.")
    : undefined;
}

/** Begins a session; a user who comes by it is nobody's news until they join a channel, but to those who watch for them. */
export function applyOpen(state: State, act: Open, place: Place): Effect {
  const known = userFor(state, act);
  const reclaimed = known ? [] : reclaim(state, act.nick, act.account, place, OTHERS);
  const user = known ?? makeUser(state, act, place);
  user.sessions.add(place.session);
  state.sessions.set(place.session, {
    id: place.session,
    node: place.node,
    user: user.id,
    dialect: act.dialect,
    since: place.at,
  });
  if (known) return { emissions: layDown(state, known, place) };
  const event = { type: "arrive", ...base(state, place, whoIs(user)) } as const;
  const arrival: Emission = { event, audience: { channels: [], users: [] }, passing: true };
  return { emissions: [...reclaimed, arrival, ...comeBack(state, user, place)] };
}

/** Another session speaks for an operator of the server, and has not proved that it is one: so nobody is any more. */
function layDown(state: State, user: User, place: Place): readonly Emission[] {
  if (user.operator === undefined) return [];
  delete user.operator;
  user.modes = user.modes.replace("o", "");
  const event = { type: "usermode", ...base(state, place, whoIs(user)), changes: [{ set: false, mode: "o" }] } as const;
  return [{ event, audience: { channels: [], users: [user.id] }, passing: true }];
}

/** Gives whoever has the nick of another's account another one, when that other asks for it. */
function reclaim(
  state: State,
  nick: string,
  account: string | undefined,
  place: Place,
  part: number,
): readonly Emission[] {
  const holder = userByNick(state, nick);
  return holder && isReclaimed(state, holder, nick, account)
    ? rename(state, holder, freeNick(state, nick), place, part)
    : [];
}

/** Whether a nick is the account's, and is had by somebody who is not signed in to it. */
function isReclaimed(state: State, holder: User, nick: string, account: string | undefined): boolean {
  return account !== undefined && !isReserved(state, nick, account) && isReserved(state, nick, holder.account);
}

/** Brings the user of an account back into the channels whose regular they are, unless they are banned there. */
function comeBack(state: State, user: User, place: Place): readonly Emission[] {
  const emissions: Emission[] = [];
  if (user.account === undefined) return emissions;
  const key = nickKey(user.account);
  for (const channel of state.channels.values()) {
    const regular = channel.regulars.get(key);
    if (!regular || isBanned(channel, user) || user.channels.size >= LIMITS.channelsPerUser) continue;
    forgetRegular(state, channel, user);
    const { modes, since = 0 } = regular;
    emissions.push(...enter(state, channel, user, place, { part: emissions.length + 1, modes, since }));
  }
  return emissions;
}

/** Ends a session, and with a user's last one the user's stay. */
export function applyClose(state: State, actor: Actor, act: Close, place: Place, part = 0): readonly Emission[] {
  const { session, user } = actor;
  state.sessions.delete(session.id);
  user.sessions.delete(session.id);
  return user.sessions.size > 0 ? [] : leave(state, user, act.reason, place, part);
}

/** Ends a user's stay, with all sessions that there still are. */
export function leave(state: State, user: User, reason: string, place: Place, part = 0): readonly Emission[] {
  for (const id of user.sessions) state.sessions.delete(id);
  const from = whoIs(user);
  const channels = shownChannels(state, user);
  for (const name of [...user.channels.keys()]) {
    const channel = state.channels.get(name);
    if (!channel) continue;
    keepRegular(state, channel, user, place);
    leaveChannel(state, channel, user, place);
  }
  remember(state, user, place);
  state.markers -= user.markers.size;
  state.metadata -= user.metadata.size;
  state.users.delete(user.id);
  state.nicks.delete(nickKey(user.nick));
  if (user.key !== undefined) state.keys.delete(user.key);
  const event = { type: "quit", ...base(state, place, from, part), reason } as const;
  return [{ event, audience: { channels, users: [] } }];
}

/** Taking another nick; to write one's own differently is allowed. */
export const nick: Rule<Nick> = {
  check(state, { user }, act) {
    if (!isNick(act.nick)) return refuse("bad-nick", act.nick);
    return checkNick(state, user, user.account, act.nick);
  },

  apply(state, { user }, act, place) {
    if (user.nick === act.nick) return { emissions: [] };
    const holder = userByNick(state, act.nick);
    const reclaimed = holder === user ? [] : reclaim(state, act.nick, user.account, place, 1);
    return { emissions: [...reclaimed, ...rename(state, user, act.nick, place, 0)] };
  },
};

function rename(state: State, user: User, nick: string, place: Place, part: number): readonly Emission[] {
  const from = whoIs(user);
  remember(state, user, place);
  state.nicks.delete(nickKey(user.nick));
  state.nicks.set(nickKey(nick), user.id);
  user.nick = nick;
  // Who has chosen a name is known by it, no longer by an address.
  delete user.address;
  const event = { type: "nick", ...base(state, place, from, part), nick } as const;
  return [{ event, audience: { channels: shownChannels(state, user), users: [user.id] } }];
}

/** Being away, or back. */
export const away: Rule<Away> = {
  check(_state, _actor, act) {
    if (act.text === undefined) return undefined;
    if (!fits(act.text, LIMITS.awayBytes)) return refuse("too-long", "text");
    return /[\0\r\n]/.test(act.text) ? refuse("bad-command", "text", "An away text is a single line.") : undefined;
  },

  apply(state, { user }, act, place) {
    const text = act.text === "" ? undefined : act.text;
    if (user.away === text) return { emissions: [] };
    if (text === undefined) delete user.away;
    else user.away = text;
    const event = { type: "away", ...base(state, place, whoIs(user)), ...(text !== undefined && { text }) } as const;
    return { emissions: [{ event, audience: { channels: shownChannels(state, user), users: [user.id] } }] };
  },
};

/** Ends all sessions that a node had under an earlier id. */
export function endSessionsOf(state: State, node: string, reason: string, place: Place): Effect {
  const emissions: Emission[] = [];
  const ended: SessionState[] = [...state.sessions.values()].filter((session) => session.node === node);
  for (const session of ended) {
    const user = state.users.get(session.user);
    if (user)
      emissions.push(...applyClose(state, { session, user }, { type: "close", reason }, place, emissions.length));
  }
  return { emissions, ended: { sessions: ended.map(({ id }) => id), code: "shutdown", reason } };
}

/** Takes note of how a user was known who is not known by that any more; the one of longest ago is forgotten. */
function remember(state: State, { nick, ident, host, realname, account }: User, { at }: Place): void {
  state.past.push({ nick, key: nickKey(nick), ident, host, realname, ...(account !== undefined && { account }), at });
  if (state.past.length > LIMITS.past) state.past.shift();
}

function makeUser(state: State, act: Open, place: Place): User {
  const user: User = {
    id: place.seq,
    nick: act.made ? freeNick(state, act.nick) : act.nick,
    ident: act.ident,
    realname: act.realname,
    host: act.host,
    ...(act.account !== undefined && { account: accountByName(state, act.account)?.name ?? act.account }),
    ...(act.address && { address: act.address }),
    ...(act.key !== undefined && { key: act.key }),
    since: place.at,
    spoke: place.at,
    ...(act.away && { away: act.away }),
    modes: "",
    metadata: new Map(),
    markers: new Map(),
    sessions: new Set(),
    channels: new Map(),
  };
  state.users.set(user.id, user);
  state.nicks.set(nickKey(user.nick), user.id);
  if (user.key !== undefined) state.keys.set(user.key, user.id);
  return user;
}

function isFree(state: State, nick: string): boolean {
  return !state.nicks.has(nickKey(nick)) && !isReserved(state, nick, undefined);
}

/** A chosen nick was found free by `checkOpen`; one that a dialect made may have to give way. */
function freeNick(state: State, wanted: string): string {
  for (let attempt = 1; attempt <= SPARES; attempt++) {
    const candidate = spareNick(wanted, attempt);
    if (isFree(state, candidate)) return candidate;
  }
  // So many of one name, or somebody took them all: from here on each guest begins at another number.
  for (let attempt = SPARES + state.seq; ; attempt++) {
    const candidate = spareNick(wanted, attempt);
    if (isFree(state, candidate)) return candidate;
  }
}
