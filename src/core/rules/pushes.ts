import type { AddPush, RemovePush } from "../account-commands.ts";
import type { Account } from "../accounts.ts";
import { type Refusal, refuse } from "../answers.ts";
import { LIMITS } from "../limits.ts";
import { nickKey } from "../names.ts";
import { accountByName, type State } from "../state.ts";
import { fits } from "../utf8.ts";
import type { AdminRule } from "./admin-rule.ts";
import { type Actor, NO_EFFECT } from "./rule.ts";

/** Where an account's browsers are told what happened while nobody looked at the page: Web Push. */

/**
 * Having a browser told. Who reads there reads what is said to the account alone, so nobody does this for another, however
 * much they have to say here.
 */
export const addPush: AdminRule<AddPush> = {
  check(state, asker, act) {
    const account = accountByName(state, act.account);
    if (!account || !isOwn(asker, account)) return refuse("not-yours", act.account);
    const bad = checkSubscription(act);
    if (bad) return bad;
    if (isAnothers(state, account, act)) return refuse("not-yours", "endpoint", ANOTHERS);
    const isScarce = state.endpoints.size >= LIMITS.pushes && !state.endpoints.has(act.endpoint);
    return isScarce && account.pushes.size < LIMITS.pushesPerAccount ? refuse("server-full", "push") : undefined;
  },

  apply(state, asker, { account: name, endpoint, p256dh, auth }) {
    const account = accountByName(state, name);
    if (!account) return NO_EFFECT;
    // One browser is told of one account: that of who uses it now.
    const before = state.endpoints.get(endpoint);
    if (before !== undefined) state.accounts.get(before)?.pushes.delete(endpoint);
    const [oldest] = account.pushes.keys();
    if (account.pushes.size >= LIMITS.pushesPerAccount && oldest !== undefined) forget(state, account, oldest);
    const device = asker?.session.device;
    account.pushes.set(endpoint, { endpoint, p256dh, auth, ...(device !== undefined && { device }) });
    state.endpoints.set(endpoint, nickKey(account.name));
    return NO_EFFECT;
  },
};

/** Having a browser told no more. One that is not told anyway is no mistake. */
export const removePush: AdminRule<RemovePush> = {
  check(state, asker, act) {
    const account = accountByName(state, act.account);
    if (asker && !(account && isOwn(asker, account))) return refuse("not-yours", act.account);
    return account ? undefined : refuse("no-such-account", act.account);
  },

  apply(state, _asker, act) {
    const account = accountByName(state, act.account);
    if (account?.pushes.has(act.endpoint)) forget(state, account, act.endpoint);
    return NO_EFFECT;
  },
};

const ANOTHERS =
  "Another account is told there: only that browser itself, which has the same secret, can have that changed.";

/**
 * Whether an endpoint is another account's, and whoever asks does not use that browser: they know its address, and not the
 * `auth` secret that the browser made with it.
 */
function isAnothers(state: State, account: Account, { endpoint, auth }: AddPush): boolean {
  const holder = state.endpoints.get(endpoint);
  if (holder === undefined || holder === nickKey(account.name)) return false;
  const its = state.accounts.get(holder)?.pushes.get(endpoint);
  return its !== undefined && its.auth !== auth;
}

/** Forgets the browsers of an account, or those that were signed in by one device. */
export function forgetPushes(state: State, account: Account, device?: string): void {
  for (const [endpoint, its] of account.pushes) {
    if (device === undefined || its.device === device) forget(state, account, endpoint);
  }
}

function forget(state: State, account: Account, endpoint: string): void {
  account.pushes.delete(endpoint);
  state.endpoints.delete(endpoint);
}

function isOwn(asker: Actor | undefined, account: Account): boolean {
  return asker?.user.account === account.name;
}

/** Whether that may be where a browser is told, and by which keys: a point of P-256 that is not compressed, and 16 bytes. */
function checkSubscription({ endpoint, p256dh, auth }: AddPush): Refusal | undefined {
  if (!fits(endpoint, LIMITS.pushEndpointBytes)) return refuse("too-long", "endpoint");
  if (!/^https:\/\/[^/?#@\\]+(?:[/?].*)?$/.test(endpoint) || !/^[!-~]+$/.test(endpoint)) {
    return refuse("bad-command", "endpoint", "An endpoint is an address of HTTPS.");
  }
  if (!/^B[\w-]{86}$/.test(p256dh)) return refuse("bad-command", "p256dh", "That is no key of a browser.");
  return /^[\w-]{22}$/.test(auth) ? undefined : refuse("bad-command", "auth", "That is no secret of a browser.");
}
