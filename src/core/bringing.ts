import { type Refusal, refuse } from "./answers.ts";
import type { SessionId } from "./commands.ts";
import type { Asker } from "./fetching.ts";
import { POWER, powerOfAccount } from "./rules/admin-rule.ts";
import { banKey, isOver, isServerMuted } from "./rules/bans.ts";
import { mayAct } from "./rules/guests.ts";
import type { State } from "./state.ts";

/** Who may bring files to the server: what somebody brings, others are shown, so whoever may say nothing may bring nothing. */

/** Why a session may bring none; nothing if it may, or is over. */
export function maySessionBring(state: State, id: SessionId, at: number): Refusal | undefined {
  const session = state.sessions.get(id);
  const user = session && state.users.get(session.user);
  return user && mayAct(state, { user, session }, "say", at);
}

/** Why whoever may act for an account may bring none: all its users who are here are muted, or it is itself. */
export function mayAccountBring(
  state: State,
  account: string,
  { users }: Pick<Asker, "users">,
  at: number,
): Refusal | undefined {
  const isMuted =
    users.length > 0 ? users.every((user) => isServerMuted(state, user, at)) : isAccountMuted(state, account, at);
  return isMuted ? refuse("muted") : undefined;
}

/** As `isServerMuted`, where no user is there who could be looked at. */
function isAccountMuted(state: State, account: string, at: number): boolean {
  const mute = state.mutes.get(banKey({ kind: "account", name: account }));
  return mute !== undefined && !isOver(mute, at) && powerOfAccount(state, account) === POWER.none;
}
