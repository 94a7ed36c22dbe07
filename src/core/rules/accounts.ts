import type {
  Proof,
  Register,
  RemoveAccount,
  SetAlwaysOn,
  SetPassword,
  SetRole,
  SignIn,
  SignOut,
} from "../account-commands.ts";
import type { Account } from "../accounts.ts";
import { type Refusal, refuse } from "../answers.ts";
import { type Emission, SERVER } from "../events.ts";
import { LIMITS } from "../limits.ts";
import { isNick, nickKey } from "../names.ts";
import { accountByName, type SessionState, type State, subjectProof, type User, whoIs } from "../state.ts";
import { type AdminRule, mayChange, mayProve, POWER, powerOf, powerOfAccount } from "./admin-rule.ts";
import { isAccountBanned, isServerMuted } from "./bans.ts";
import { endSessions } from "./endings.ts";
import { checkInvite, revokeLinks, spendInvite } from "./invite-links.ts";
import { layDown, takeUp } from "./operating.ts";
import { checkDevice, checkRenewed, isSubject, keepDevice, proofsOf } from "./proofs.ts";
import { forgetPushes } from "./pushes.ts";
import { shownChannels } from "./quiet.ts";
import { forgetInChannels, standIn } from "./registered.ts";
import { type Actor, base, type Effect, NO_EFFECT, type Place, type Rule } from "./rule.ts";

/**
 * Making an account. Its name is a nick, which is its users' alone from then on, so nobody else may have it. Whoever asks
 * may be nobody yet.
 */
export function checkRegister(
  state: State,
  user: User | undefined,
  act: Register,
  at: number,
  isServer: boolean,
): Refusal | undefined {
  if (!isNick(act.account)) return refuse("bad-nick", act.account);
  if (accountByName(state, act.account)) return refuse("account-exists", act.account);
  if (!isServer && isAccountBanned(state, act.account, at)) return refuse("server-banned", act.account);
  const owner = state.nicks.get(nickKey(act.account));
  if (owner !== undefined && owner !== user?.id && !isServer) return refuse("nick-in-use", act.account);
  if (user && user.sessions.size > 1) return refuse("not-yours", act.account, SHARED);
  if (!isServer && (act.role !== undefined || act.subject !== undefined)) return refuse("not-server-operator");
  const refusal = checkProofs(state, act, at);
  if (refusal) return refusal;
  return state.accounts.size < LIMITS.accounts ? undefined : refuse("server-full", act.account);
}

/** Whether what the account would begin with may be its own. */
function checkProofs(state: State, { subject, invite, device }: Register, at: number): Refusal | undefined {
  if (subject !== undefined && !isSubject(subject)) return refuse("too-long", "subject");
  if (subject !== undefined && state.proofs.has(subjectProof(subject))) return refuse("proof-exists");
  const refusal = invite === undefined ? undefined : checkInvite(state, invite, at);
  return refusal ?? (device && checkDevice(state, undefined, device));
}

const SHARED = "Other sessions speak for this user: close them first.";

/** Makes an account, and signs in who asked. */
export function applyRegister(state: State, actor: Actor | undefined, act: Register, place: Place): Effect {
  const invited = act.invite === undefined ? undefined : spendInvite(state, act.invite);
  const role = act.role ?? invited?.role;
  const account: Account = {
    name: act.account,
    created: place.at,
    renewed: place.seq,
    // Who had the name before is not who has it now.
    ...(state.hasRemovedAccounts && { identity: `${nickKey(act.account)}~${place.seq}` }),
    ...(act.verifier && { verifier: act.verifier }),
    ...(role !== undefined && { role }),
    markers: new Map(),
    devices: new Map(),
    certificates: new Set(),
    subjects: new Set(act.subject === undefined ? [] : [act.subject]),
    pushes: new Map(),
    users: new Set(),
  };
  state.accounts.set(nickKey(act.account), account);
  if (act.device) keepDevice(account, act.device, place);
  for (const proof of proofsOf(account)) state.proofs.set(proof, nickKey(account.name));
  if (!actor) return NO_EFFECT;
  noteProof(account, actor.session, act.device ? { device: act.device.id } : {}, place);
  return { emissions: signIn(state, actor.user, account.name, place) };
}

/** Signing in. Whoever submits this has proved it to the dialect. */
export const login: Rule<SignIn> = {
  check(state, { user }, act, at) {
    const account = accountByName(state, act.account);
    if (!account) return refuse("no-such-account", act.account);
    if (isAccountBanned(state, account.name, at)) return refuse("server-banned", account.name);
    const stale = checkProof(account, act);
    if (stale) return stale;
    // What one session has proved is not for the user's others to have.
    const isShared = user.sessions.size > 1 && user.account !== account.name;
    return isShared ? refuse("not-yours", act.account, SHARED) : undefined;
  },

  apply(state, actor, act, place) {
    const account = accountByName(state, act.account);
    if (account) noteProof(account, actor.session, act, place);
    return { emissions: signIn(state, actor.user, account?.name, place) };
  },
};

/** Signing out. The nick stays, until somebody asks for it who may have it. */
export const logout: Rule<SignOut> = {
  check(state, { user, session }, _act, at) {
    if (user.account === undefined) return undefined;
    // Nobody is heard under the name of an account that is muted.
    if (isServerMuted(state, user, at)) return refuse("muted");
    if (user.sessions.size > 1) return refuse("not-yours", user.account, SHARED);
    return session.guests === "none" ? refuse("account-needed", undefined, "Here one has to be signed in.") : undefined;
  },

  apply(state, actor, _act, place) {
    delete actor.session.device;
    delete actor.session.certificate;
    return { emissions: signIn(state, actor.user, undefined, place) };
  },
};

/** Giving an account another password. Whoever submits this for an own account has proved the old one to the dialect. */
export const passwd: AdminRule<SetPassword> = {
  check: (state, asker, act) => mayProve(state, asker, act.account),

  apply(state, asker, act, place) {
    const account = accountByName(state, act.account);
    if (!account) return NO_EFFECT;
    forgetProofs(state, account, { isFirst: account.verifier === undefined });
    account.renewed = place.seq;
    if (act.verifier) account.verifier = act.verifier;
    else delete account.verifier;
    if (asker?.user.account === account.name) {
      delete asker.session.device;
      delete asker.session.certificate;
    }
    const others = sessionsOf(state, account).filter(({ id }) => id !== asker?.session.id);
    return endSessions(state, others, { code: "signed-out", reason: "The account has another password" }, place);
  },
};

/** Removing an account. Its sessions are over, and its users leave. */
export const unregister: AdminRule<RemoveAccount> = {
  check(state, asker, act) {
    const refusal = mayChange(state, asker, act.account);
    const isLast = isLastOwner(state, act.account) && asker !== undefined;
    return refusal ?? (isLast ? refuse("last-owner", act.account) : undefined);
  },

  apply(state, asker, act, place) {
    const account = accountByName(state, act.account);
    if (!account) return NO_EFFECT;
    const by = asker ? whoIs(asker.user) : SERVER;
    delete account.alwaysOn;
    const absent = absentOf(state, account);
    const ending = { code: "signed-out", reason: "The account was removed", absent } as const;
    const ended = endSessions(state, sessionsOf(state, account), ending, place);
    const key = nickKey(account.name);
    const given = forgetInChannels(state, key, by, place);
    for (const proof of proofsOf(account)) state.proofs.delete(proof);
    forgetPushes(state, account);
    state.markers -= account.markers.size;
    revokeLinks(state, account.name);
    state.accounts.delete(key);
    state.hasRemovedAccounts = true;
    return { ...ended, emissions: [...ended.emissions, ...given] };
  },
};

/** Saying what an account may do on the whole server. */
export const role: AdminRule<SetRole> = {
  check(state, asker, act) {
    if (powerOf(state, asker) < POWER.owner) return refuse("not-server-operator", act.account, OWNERS_ONLY);
    if (!accountByName(state, act.account)) return refuse("no-such-account", act.account);
    const isLast = act.role !== "owner" && isLastOwner(state, act.account) && asker !== undefined;
    return isLast ? refuse("last-owner", act.account) : undefined;
  },

  apply(state, _asker, act, place) {
    const account = accountByName(state, act.account);
    if (!account || account.role === act.role) return NO_EFFECT;
    if (act.role === undefined) delete account.role;
    else account.role = act.role;
    revokeLinks(state, account.name, act.role);
    const emissions = usersOf(state, account).flatMap((user) =>
      act.role === undefined ? layDown(state, user, place) : takeUp(state, user, account.name, place),
    );
    return { emissions };
  },
};

const OWNERS_ONLY = "Only an owner of the server may do that.";

/** Staying without a session, or not. */
export const alwayson: AdminRule<SetAlwaysOn> = {
  check: (state, asker, act) => mayChange(state, asker, act.account),

  apply(state, _asker, act, place) {
    const account = accountByName(state, act.account);
    if (!account) return NO_EFFECT;
    if (act.on) account.alwaysOn = true;
    else delete account.alwaysOn;
    const absent = act.on ? [] : absentOf(state, account);
    return endSessions(state, [], { code: "signed-out", reason: "No longer kept here", absent }, place);
  },
};

/** Whether a nick is that of an account which is not the asker's. */
export function isReserved(state: State, nick: string, account: string | undefined): boolean {
  const owner = accountByName(state, nick);
  return owner !== undefined && (account === undefined || nickKey(account) !== nickKey(owner.name));
}

/** Whether what was proved still proves the account: it may have changed since that was looked at. */
export function checkProof(account: Account, proof: Proof): Refusal | undefined {
  const { device, certificate } = proof;
  if (device !== undefined && !account.devices.has(device)) return refuse("no-such-device", device);
  const isGone = certificate !== undefined && !account.certificates.has(certificate);
  return isGone ? refuse("no-such-certificate", certificate) : checkRenewed(account, proof);
}

/** Takes note of what a session was signed in by. */
export function noteProof(account: Account, session: SessionState, proof: Proof, { at }: Place): void {
  const device = proof.device === undefined ? undefined : account.devices.get(proof.device);
  if (device) {
    device.used = at;
    session.device = device.id;
  } else delete session.device;
  if (proof.certificate === undefined) delete session.certificate;
  else session.certificate = proof.certificate;
}

/** Forgets what proves an account besides its password, and where its browsers are told things; who gets a first password stays known where they were. */
function forgetProofs(state: State, account: Account, { isFirst }: { readonly isFirst: boolean }): void {
  for (const proof of proofsOf(account)) state.proofs.delete(proof);
  forgetPushes(state, account);
  account.devices.clear();
  account.certificates.clear();
  if (!isFirst) account.subjects.clear();
  for (const proof of proofsOf(account)) state.proofs.set(proof, nickKey(account.name));
}

function signIn(state: State, user: User, account: string | undefined, place: Place): readonly Emission[] {
  if (user.account === account) return [];
  const from = whoIs(user);
  // What a role gave goes with the account.
  const laidDown = powerOfAccount(state, user.account) === POWER.none ? [] : layDown(state, user, place);
  if (user.account !== undefined) accountByName(state, user.account)?.users.delete(user.id);
  delete user.account;
  delete user.identity;
  const now = account === undefined ? undefined : accountByName(state, account);
  if (now) becomeUserOf(user, now);
  const event = { type: "account", ...base(state, place, from), ...(account && { account }) } as const;
  const audience = { channels: shownChannels(state, user), users: [user.id] };
  const taken = now?.role === undefined ? [] : takeUp(state, user, now.name, place);
  return [{ event, audience, passing: true }, ...laidDown, ...taken, ...standIn(state, user, place)];
}

/** From now on the user is one of the account's. */
export function becomeUserOf(user: User, account: Account): void {
  user.account = account.name;
  if (account.identity !== undefined) user.identity = account.identity;
  account.users.add(user.id);
}

function absentOf(state: State, account: Account): User[] {
  return usersOf(state, account).filter(({ absent }) => absent !== undefined);
}

function isLastOwner(state: State, name: string): boolean {
  if (accountByName(state, name)?.role !== "owner") return false;
  return [...state.accounts.values()].filter((account) => account.role === "owner").length === 1;
}

function usersOf(state: State, account: Account): User[] {
  return [...account.users].flatMap((id) => state.users.get(id) ?? []);
}

function sessionsOf(state: State, account: Account): SessionState[] {
  return usersOf(state, account).flatMap(({ sessions }) => [...sessions].flatMap((id) => state.sessions.get(id) ?? []));
}
