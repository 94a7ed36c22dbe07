import { type Refusal, refuse } from "../answers.ts";
import type { Away, Nick, Open } from "../commands.ts";
import type { Emission } from "../events.ts";
import { LIMITS } from "../limits.ts";
import { isNick, nickKey, spareNick } from "../names.ts";
import { accountByName, type SessionState, type State, type User, userByNick, whoIs } from "../state.ts";
import { fits } from "../utf8.ts";
import { becomeUserOf, checkProof, isReserved, noteProof } from "./accounts.ts";
import { POWER, powerOfAccount } from "./admin-rule.ts";
import { banOf, isAccountBanned, isMutedSubject, isNickBanned } from "./bans.ts";
import { enter } from "./channels.ts";
import { comeBackFromAbsence, remember } from "./endings.ts";
import { isBanned } from "./masks.ts";
import { layDown, takeUp } from "./operating.ts";
import { shownChannels } from "./quiet.ts";
import { isFounder } from "./registered.ts";
import { forgetRegular } from "./regulars.ts";
import { aside, base, type Effect, type Place, type Rule } from "./rule.ts";

/** Spare nicks of small numbers that are tried for a dialect's guest. */
const SPARES = 100;

/** Whether a session may begin as it asks to. */
export function checkOpen(state: State, session: string, act: Open, at: number): Refusal | undefined {
  // The one without a name is the server itself.
  if (state.sessions.has(session) || session === "") return refuse("already-open");
  const bad = checkTexts(act);
  if (bad) return bad;
  const unwelcome = mayComeIn(state, act, at);
  if (unwelcome) return unwelcome;
  const known = userFor(state, act);
  // Its key alone is no proof of an account.
  if (known?.account !== undefined && act.account === undefined) {
    return refuse("account-needed", known.account, "That client's user is signed in: sign in to speak for them.");
  }
  if (known) return checkJoining(known);
  if (state.users.size >= LIMITS.users) return refuse("server-full");
  if (!isNick(act.nick)) return refuse("bad-nick", act.nick);
  return act.made ? undefined : checkNick(state, undefined, act.account, act.nick);
}

/** Whether one more session may speak for a user who is here. */
function checkJoining(user: User): Refusal | undefined {
  return user.sessions.size < LIMITS.sessionsPerUser ? undefined : refuse("too-many-sessions");
}

/** Whether somebody may be here at all, as whoever they come. */
function mayComeIn(state: State, act: Open, at: number): Refusal | undefined {
  if (act.account === undefined) {
    if (act.guests === "none") return refuse("account-needed");
  } else {
    const account = accountByName(state, act.account);
    if (!account) return refuse("no-such-account", act.account);
    const stale = checkProof(account, act);
    if (stale) return stale;
    if (powerOfAccount(state, account.name) > POWER.none && !isAccountBanned(state, account.name, at)) return undefined;
  }
  const ban = banOf(state, { ...act, nick: nickFor(state, act) }, at);
  return (
    ban && refuse("server-banned", undefined, `You are banned from this server: ${ban.reason || "no reason given"}`)
  );
}

/**
 * Whom a session is to speak for who is here already: the one of its client's key, if that is who it has proved to be; or
 * the account's user. Whatever nick its client brings, all of somebody's devices are one user to others. There may be
 * several if somebody was here as a guest before they signed in; then it is the one of that nick.
 */
function userFor(state: State, act: Open): User | undefined {
  const known = act.key === undefined ? undefined : state.users.get(state.keys.get(act.key) ?? 0);
  if (act.account === undefined) return known;
  if (known?.account !== undefined && nickKey(known.account) === nickKey(act.account)) return known;
  const users = [...(accountByName(state, act.account)?.users ?? [])].flatMap((id) => state.users.get(id) ?? []);
  const named = act.made ? undefined : users.find(({ nick: its }) => nickKey(its) === nickKey(act.nick));
  return named ?? users[0];
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
  const nick = nickFor(state, act);
  const reclaimed = known ? [] : reclaim(state, nick, act.account, place);
  const user = known ?? makeUser(state, silenced(state, { ...act, nick }, place.at), place);
  const session: SessionState = {
    id: place.session,
    node: place.node,
    user: user.id,
    dialect: act.dialect,
    since: place.at,
    ...(act.guests !== undefined && { guests: act.guests }),
    ...(act.key !== undefined && { key: act.key }),
  };
  user.sessions.add(session.id);
  state.sessions.set(session.id, session);
  const account = act.account === undefined ? undefined : accountByName(state, act.account);
  if (account) noteProof(account, session, act, place);
  if (known) return { emissions: [...reclaimed, ...joinUser(state, known, place)] };
  if (account) becomeUserOf(user, account);
  const event = { type: "arrive", ...base(state, place, whoIs(user)) } as const;
  const arrival: Emission = { event, audience: { channels: [], users: [] }, passing: true };
  const raised = account?.role === undefined ? [] : takeUp(state, user, account.name, place);
  return { emissions: [...reclaimed, arrival, ...raised, ...comeBack(state, user, place)] };
}

/** What somebody brings, without their own words if they may tell nobody anything. */
function silenced(state: State, act: Open, at: number): Open {
  const onlyReads = act.guests === "read" && act.account === undefined;
  if (!onlyReads && !isMutedSubject(state, act, at)) return act;
  const { away: _, ...rest } = act;
  return { ...rest, realname: act.nick };
}

/** The nick with which somebody comes: that of their account, if they chose none. */
function nickFor(state: State, act: Open): string {
  const account = act.made && act.account !== undefined ? accountByName(state, act.account) : undefined;
  return account?.name ?? act.nick;
}

/** One more session speaks for a user who is here. */
function joinUser(state: State, user: User, place: Place): readonly Emission[] {
  // That the user was proved to be an operator of the server by another session does not count for this one.
  const laidDown = powerOfAccount(state, user.account) === POWER.none ? layDown(state, user, place) : [];
  return user.absent ? [...laidDown, ...comeBackFromAbsence(state, user, place)] : laidDown;
}

/** Gives whoever has the nick of another's account another one, when that other asks for it. */
function reclaim(state: State, nick: string, account: string | undefined, place: Place): readonly Emission[] {
  const holder = userByNick(state, nick);
  return holder && isReclaimed(state, holder, nick, account)
    ? rename(state, holder, freeNick(state, nick), place, aside)
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
    if (
      !regular ||
      (isBanned(channel, user) && !isFounder(channel, user)) ||
      user.channels.size >= LIMITS.channelsPerUser
    )
      continue;
    forgetRegular(state, channel, user);
    const { modes, since = 0 } = regular;
    emissions.push(...enter(state, channel, user, place, { modes, since }));
  }
  return emissions;
}

/** Taking another nick; to write one's own differently is allowed. */
export const nick: Rule<Nick> = {
  check(state, { user }, act, at) {
    if (!isNick(act.nick)) return refuse("bad-nick", act.nick);
    if (isNickBanned(state, user, act.nick, at)) {
      return refuse("bad-nick", act.nick, "That nick is banned from this server.");
    }
    return checkNick(state, user, user.account, act.nick);
  },

  apply(state, { user }, act, place) {
    if (user.nick === act.nick) return { emissions: [] };
    const holder = userByNick(state, act.nick);
    const reclaimed = holder === user ? [] : reclaim(state, act.nick, user.account, place);
    return { emissions: [...reclaimed, ...rename(state, user, act.nick, place, base)] };
  },
};

function rename(state: State, user: User, nick: string, place: Place, begin: typeof base): readonly Emission[] {
  const from = whoIs(user);
  remember(state, user, place);
  state.nicks.delete(nickKey(user.nick));
  state.nicks.set(nickKey(nick), user.id);
  user.nick = nick;
  // Who has chosen a name is known by it, no longer by an address.
  delete user.address;
  const event = { type: "nick", ...begin(state, place, from), nick } as const;
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

function makeUser(state: State, act: Open, place: Place): User {
  const isGuest = act.made && act.account === undefined;
  const user: User = {
    id: place.seq,
    nick: isGuest ? freeNick(state, act.nick) : act.nick,
    ident: act.ident,
    realname: act.realname,
    host: act.host,
    ...(act.address && { address: act.address }),
    // It may be that of a user who is somebody else.
    ...(act.key !== undefined && !state.keys.has(act.key) && { key: act.key }),
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
    const candidate = spareNick(wanted, attempt, isNick);
    if (isFree(state, candidate)) return candidate;
  }
  // So many of one name, or somebody took them all: from here on each guest begins at another number.
  for (let attempt = SPARES + state.seq; ; attempt++) {
    const candidate = spareNick(wanted, attempt, isNick);
    if (isFree(state, candidate)) return candidate;
  }
}
