import { type Refusal, refuse } from "../answers.ts";
import type { SessionId, WatchWire } from "../commands.ts";
import { identityOf, type State, type User, whoIs } from "../state.ts";
import { base, type Rule } from "./rule.ts";

/** Watching another's connection. It is noted, and the one who is watched is told. */
export const wire: Rule<WatchWire> = {
  check: (state, { user }, act) => mayWatch(state, user, act),

  apply(state, { user }, act, place) {
    const watched = userOf(state, act.session);
    const dialect = state.sessions.get(act.session)?.dialect ?? "";
    if (!watched) return { emissions: [] };
    const event = {
      type: "message",
      ...base(state, place, whoIs(user)),
      to: watched.nick,
      form: "notice",
      text: `${user.nick} watches from now on what comes and goes over your connection (${dialect}). Passwords are hidden.`,
    } as const;
    return { emissions: [{ event, audience: { channels: [], users: [watched.id] }, passing: true }] };
  },
};

/** The letter of the mode by which a user lets operators of the server watch their connections. */
const LEAVE = "W";

/** Whether a session speaks for a user, or for another one of the same account. */
export function isOwn(state: State, user: User, session: SessionId): boolean {
  const other = userOf(state, session);
  return other !== undefined && identityOf(other) === identityOf(user);
}

/**
 * Why a user may not watch a connection, as things stand; nothing if they may. One's own may always be watched, and
 * others' by operators of the server: with leave, or without it a guest's where `guests` says so.
 */
export function mayWatch(
  state: State,
  user: User,
  { session, guests = false }: Omit<WatchWire, "type">,
): Refusal | undefined {
  if (isOwn(state, user, session)) return undefined;
  const watched = userOf(state, session);
  if (user.operator === undefined) return refuse("not-server-operator");
  if (!watched) return refuse("no-such-session", session);
  const isFree = watched.modes.includes(LEAVE) || (guests && watched.account === undefined);
  return isFree ? undefined : refuse("no-leave", watched.nick);
}

function userOf(state: State, session: SessionId): User | undefined {
  const { user } = state.sessions.get(session) ?? {};
  return user === undefined ? undefined : state.users.get(user);
}
