import { type Refusal, refuse } from "../answers.ts";
import type { Register, SignIn, SignOut } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { isNick, nickKey } from "../names.ts";
import { accountByName, type State, type User, whoIs } from "../state.ts";
import { shownChannels } from "./quiet.ts";
import { base, type Effect, NO_EFFECT, type Place, type Rule } from "./rule.ts";

/**
 * Whether an account may be made. Its name is a nick, which is its users' alone from then on, so nobody else may have it.
 *
 * @param user who asks, if they are somebody already
 */
export function checkRegister(state: State, user: User | undefined, act: Register): Refusal | undefined {
  if (!isNick(act.account)) return refuse("bad-nick", act.account);
  if (accountByName(state, act.account)) return refuse("account-exists", act.account);
  const owner = state.nicks.get(nickKey(act.account));
  if (owner !== undefined && owner !== user?.id) return refuse("nick-in-use", act.account);
  return state.accounts.size < LIMITS.accounts ? undefined : refuse("server-full", act.account);
}

/** Makes an account, and signs in who asked. */
export function applyRegister(state: State, user: User | undefined, act: Register, place: Place): Effect {
  state.accounts.set(nickKey(act.account), {
    name: act.account,
    created: place.at,
    verifier: act.verifier,
    markers: new Map(),
  });
  return user ? signIn(state, user, act.account, place) : NO_EFFECT;
}

/** Signing in. Whoever submits this has proved it to the dialect. */
export const login: Rule<SignIn> = {
  check(state, { user }, act) {
    const account = accountByName(state, act.account);
    if (!account) return refuse("no-such-account", act.account);
    // What one session has proved is not for the user's others to have.
    const isShared = user.sessions.size > 1 && user.account !== account.name;
    return isShared
      ? refuse("not-yours", act.account, "Other sessions speak for this user: close them first.")
      : undefined;
  },

  apply(state, { user }, act, place) {
    return signIn(state, user, accountByName(state, act.account)?.name, place);
  },
};

/** Signing out. The nick stays, until somebody asks for it who may have it. */
export const logout: Rule<SignOut> = {
  check: () => undefined,

  apply(state, { user }, _act, place) {
    return signIn(state, user, undefined, place);
  },
};

/** Whether a nick is that of an account which is not the asker's. */
export function isReserved(state: State, nick: string, account: string | undefined): boolean {
  const owner = accountByName(state, nick);
  return owner !== undefined && (account === undefined || nickKey(account) !== nickKey(owner.name));
}

function signIn(state: State, user: User, account: string | undefined, place: Place): Effect {
  if (user.account === account) return NO_EFFECT;
  const from = whoIs(user);
  if (account === undefined) delete user.account;
  else user.account = account;
  const event = { type: "account", ...base(state, place, from), ...(account && { account }) } as const;
  return {
    emissions: [{ event, audience: { channels: shownChannels(state, user), users: [user.id] }, passing: true }],
  };
}
