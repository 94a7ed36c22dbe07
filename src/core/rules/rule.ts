import type { GoodbyeCode, Refusal } from "../answers.ts";
import type { SessionId } from "../commands.ts";
import type { Emission, Who } from "../events.ts";
import { eventId, type SessionState, type State, type User } from "../state.ts";

/** Who acts. */
export interface Actor {
  readonly session: SessionState;
  readonly user: User;
}

/** The place of the entry that is being applied. */
export interface Place {
  readonly seq: number;
  readonly at: number;
  readonly node: string;
  readonly session: string;
  /** Which ids of its events are taken. */
  readonly ids: { isMainTaken: boolean; asides: number };
}

/** What applying an entry did. */
export interface Effect {
  readonly emissions: readonly Emission[];
  /** Parts of the act that were refused while others were carried out (single letters of a mode change). */
  readonly refusals?: readonly Refusal[];
  /** Sessions that are over by this, and what those who are connected by them are told. */
  readonly ended?: { readonly sessions: readonly SessionId[]; readonly code: GoodbyeCode; readonly reason: string };
  /** The seq of the same message, said before with the same ref. */
  readonly repeats?: number;
}

/** Nothing to tell. */
export const NO_EFFECT: Effect = { emissions: [] };

/**
 * One kind of act: whether it may be done, and what it does. `check` is asked when a command arrives and again when its
 * entry is applied; `apply` follows only a check that passed on the same state. Both are pure but for the state.
 */
export interface Rule<A> {
  /** @param at the time at which it is asked, in milliseconds since 1970 */
  check(state: State, actor: Actor, act: A, at: number): Refusal | undefined;
  apply(state: State, actor: Actor, act: A, place: Place): Effect;
}

/** What all events have. */
export type Base = { readonly seq: number; readonly at: number; readonly id: string; readonly from: Who };

/** Begins the event that its entry is about, of which there is one at most: it has the entry's own id. */
export function base(state: State, place: Place, from: Who): Base {
  place.ids.isMainTaken = true;
  return { seq: place.seq, at: place.at, id: eventId(state, place.seq), from };
}

/** Begins an event that comes along by an entry: each has an id of its own. */
export function aside(state: State, place: Place, from: Who): Base {
  return { seq: place.seq, at: place.at, id: eventId(state, place.seq, ++place.ids.asides), from };
}

/** Begins one of several events of a kind that one entry may be about: as the main one if there is none yet. */
export function oneOfMany(state: State, place: Place, from: Who): Base {
  return place.ids.isMainTaken ? aside(state, place, from) : base(state, place, from);
}

/** Whether somebody is a guest who may only read. Who keeps order may act wherever they have come in. */
export function onlyReads({ user, session }: Actor): boolean {
  return session.guests === "read" && user.account === undefined && user.operator === undefined;
}
