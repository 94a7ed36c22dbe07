import { type Refusal, refuse } from "../answers.ts";
import { accountByName, type State, type User } from "../state.ts";
import type { Actor, Effect, Place } from "./rule.ts";

/**
 * One kind of act that the server itself may do too, for whoever runs it: then there is no asker. Otherwise as `Rule`.
 */
export interface AdminRule<A> {
  check(state: State, asker: Actor | undefined, act: A, at: number): Refusal | undefined;
  apply(state: State, asker: Actor | undefined, act: A, place: Place): Effect;
}

/** How much somebody has to say on the whole server. */
export const POWER = { server: 3, owner: 2, admin: 1, none: 0 } as const;

/** How much the asker has to say; an operator by `OPER` as much as an admin. */
export function powerOf(state: State, asker: Actor | undefined): number {
  if (!asker) return POWER.server;
  const { user } = asker;
  if (user.operator === undefined) return POWER.none;
  return powerOfAccount(state, user.account) === POWER.owner ? POWER.owner : POWER.admin;
}

/** How much the users of an account have to say by its role. */
export function powerOfAccount(state: State, account: string | undefined): number {
  const role = account === undefined ? undefined : accountByName(state, account)?.role;
  return role === undefined ? POWER.none : POWER[role];
}

/** Those who keep order on the whole server and are here. */
export function operatorsHere(state: State): readonly number[] {
  return [...state.users.values()].filter(({ operator }: User) => operator !== undefined).map(({ id }) => id);
}

/** Whether the asker may change what belongs to an account: their own, or that of somebody with less to say. */
export function mayChange(state: State, asker: Actor | undefined, name: string): Refusal | undefined {
  const account = accountByName(state, name);
  const isOwn = account !== undefined && asker?.user.account === account.name;
  const power = powerOf(state, asker);
  if (isOwn) return undefined;
  // Who may not see which accounts there are does not learn it here.
  if (power === POWER.none) return refuse("not-yours", name);
  if (!account) return refuse("no-such-account", name);
  const isHigher = power > powerOfAccount(state, name) || power === POWER.owner;
  return isHigher ? undefined : refuse("not-yours", name, "That account has as much to say here as you.");
}

/**
 * Whether the asker may say what proves an account: who does could sign in by that, and read what is said to that account
 * alone, so it is for its own user, and for owners of the server and the server itself.
 */
export function mayProve(state: State, asker: Actor | undefined, name: string): Refusal | undefined {
  const isOwn = asker !== undefined && accountByName(state, name)?.name === asker.user.account;
  if (!isOwn && powerOf(state, asker) < POWER.owner) return refuse("not-yours", name, NOT_OTHERS);
  return mayChange(state, asker, name);
}

const NOT_OTHERS = "Only its own user, or an owner of the server, may say what proves an account.";

/** Whether a time that is given as an end is one, and is not over. */
export function isAhead(until: number | undefined, at: number): boolean {
  return until === undefined || (Number.isInteger(until) && until > at);
}
