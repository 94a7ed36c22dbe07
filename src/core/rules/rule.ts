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
  check(state: State, actor: Actor, act: A): Refusal | undefined;
  apply(state: State, actor: Actor, act: A, place: Place): Effect;
}

/** What all events of an entry share. `part` tells several events of one entry apart. */
export function base(
  state: State,
  place: Place,
  from: Who,
  part = 0,
): { readonly seq: number; readonly at: number; readonly id: string; readonly from: Who } {
  return { seq: place.seq, at: place.at, id: eventId(state, place.seq, part), from };
}
