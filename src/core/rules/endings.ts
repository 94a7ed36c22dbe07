import type { GoodbyeCode } from "../answers.ts";
import type { Close } from "../commands.ts";
import type { Emission } from "../events.ts";
import { LIMITS } from "../limits.ts";
import { nickKey } from "../names.ts";
import { accountByName, type SessionState, type State, type User, whoIs } from "../state.ts";
import { POWER, powerOfAccount } from "./admin-rule.ts";
import { leaveChannel } from "./channel-life.ts";
import { layDown } from "./operating.ts";
import { shownChannels } from "./quiet.ts";
import { keepRegular } from "./regulars.ts";
import { type Actor, aside, type Effect, oneOfMany, type Place } from "./rule.ts";

/** The ends of sessions and of users' stays. */

/** What an always-on user is away with whom nobody speaks for. */
export const ABSENT = "Not connected";

/** Ends a session, and with a user's last one the user's stay, unless they are always on. */
export function applyClose(state: State, actor: Actor, act: Close, place: Place): readonly Emission[] {
  const { session, user } = actor;
  state.sessions.delete(session.id);
  user.sessions.delete(session.id);
  if (user.sessions.size > 0) return [];
  return staysOn(state, user) ? goAbsent(state, user, place) : leave(state, user, act.reason, place);
}

/** Why sessions end that others end. */
interface Ending {
  readonly code: GoodbyeCode;
  readonly reason: string;
  /** Users without a session who leave too. */
  readonly absent?: readonly User[];
}

/** Ends sessions, whosever they are, as if each had closed; those who are connected by them are told why. */
export function endSessions(state: State, ended: readonly SessionState[], ending: Ending, place: Place): Effect {
  const { code, reason, absent = [] } = ending;
  const emissions: Emission[] = [];
  for (const session of ended) {
    const user = state.users.get(session.user);
    if (user) emissions.push(...applyClose(state, { session, user }, { type: "close", reason }, place));
  }
  for (const user of absent) emissions.push(...leave(state, user, reason, place));
  return ended.length === 0
    ? { emissions }
    : { emissions, ended: { sessions: ended.map(({ id }) => id), code, reason } };
}

/** Ends all sessions that a node has. */
export function endSessionsOf(state: State, node: string, ending: Ending, place: Place): Effect {
  const ended = [...state.sessions.values()].filter((session) => session.node === node);
  return endSessions(state, ended, ending, place);
}

/** Ends a user's stay, with all sessions that there still are. */
export function leave(state: State, user: User, reason: string, place: Place): readonly Emission[] {
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
  if (user.account !== undefined) accountByName(state, user.account)?.users.delete(user.id);
  const event = { type: "quit", ...oneOfMany(state, place, from), reason } as const;
  return [{ event, audience: { channels, users: [] } }];
}

/** Takes note of how a user was known who is not known by that any more; the one of longest ago is forgotten. */
export function remember(state: State, { nick, ident, host, realname, account }: User, { at }: Place): void {
  state.past.push({ nick, key: nickKey(nick), ident, host, realname, ...(account !== undefined && { account }), at });
  if (state.past.length > LIMITS.past) state.past.shift();
}

/** Somebody speaks for a user again for whom nobody did. */
export function comeBackFromAbsence(state: State, user: User, place: Place): readonly Emission[] {
  const { absent } = user;
  delete user.absent;
  if (!absent?.isAway) return [];
  delete user.away;
  const event = { type: "away", ...aside(state, place, whoIs(user)) } as const;
  return [{ event, audience: { channels: shownChannels(state, user), users: [user.id] }, passing: true }];
}

/**
 * Whether the user stays with whom no session is left: one of each account that is always on, who
 * has been here longest as that.
 */
function staysOn(state: State, { id, account: name }: User): boolean {
  const account = name === undefined ? undefined : accountByName(state, name);
  if (!account?.alwaysOn) return false;
  const [first] = account.users;
  return first === id;
}

/** Nobody speaks for the user any more, who stays. What only a session has proved ends with it. */
function goAbsent(state: State, user: User, place: Place): readonly Emission[] {
  const isByRole = powerOfAccount(state, user.account) > POWER.none;
  const laidDown = isByRole ? [] : layDown(state, user, place);
  user.absent = { isAway: user.away === undefined };
  if (user.away !== undefined) return laidDown;
  user.away = ABSENT;
  const event = { type: "away", ...aside(state, place, whoIs(user)), text: ABSENT } as const;
  return [...laidDown, { event, audience: { channels: shownChannels(state, user), users: [] }, passing: true }];
}
