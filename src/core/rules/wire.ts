import { type Refusal, refuse } from "../answers.ts";
import type { SessionId, WatchWire } from "../commands.ts";
import { type Event, SERVER } from "../events.ts";
import { standingOf } from "../modes.ts";
import { isChannelName } from "../names.ts";
import { identityOf, type State, type User, userByNick } from "../state.ts";
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
      ...base(state, place, SERVER),
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
  return isOpen(watched, guests) ? undefined : refuse("no-leave", watched.nick);
}

/**
 * Whether what an event says is for the user of a session alone, from somebody who has given no leave themself: then others
 * than that user are shown that there was something, and not what.
 */
export function isConfided(state: State, event: Event, { session, guests = false }: Omit<WatchWire, "type">): boolean {
  if (event.type !== "message" && event.type !== "edit" && event.type !== "redact") return false;
  if (isChannelName(event.to) || standingOf(event.to)) return false;
  if (event.from.nick === SERVER.nick) return false;
  const from = userByNick(state, event.from.nick);
  // Somebody else may have the nick by now.
  if (from?.account !== event.from.account || !from) return true;
  return !isOwn(state, from, session) && !isOpen(from, guests);
}

/** Whether operators may watch the connections of a user. */
function isOpen(user: User, guests: boolean): boolean {
  return user.modes.includes(LEAVE) || (guests && user.account === undefined);
}

function userOf(state: State, session: SessionId): User | undefined {
  const { user } = state.sessions.get(session) ?? {};
  return user === undefined ? undefined : state.users.get(user);
}
