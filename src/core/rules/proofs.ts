import type {
  AddCertificate,
  AddDevice,
  AddSubject,
  NewDevice,
  Proof,
  RemoveCertificate,
  RemoveDevice,
} from "../account-commands.ts";
import type { Account, Device } from "../accounts.ts";
import { type Refusal, refuse } from "../answers.ts";
import { LIMITS } from "../limits.ts";
import { nickKey } from "../names.ts";
import { accountByName, certificateProof, deviceProof, type SessionState, type State, subjectProof } from "../state.ts";
import { fits } from "../utf8.ts";
import { type AdminRule, mayChange, mayProve } from "./admin-rule.ts";
import { endSessions } from "./endings.ts";
import { forgetPushes } from "./pushes.ts";
import { NO_EFFECT, type Place } from "./rule.ts";

/** What proves an account besides its password: devices' tokens, clients' certificates, and being known elsewhere. */

/** All that proves an account besides its password: digests of its devices, fingerprints of certificates, subjects. */
export function proofsOf({ devices, certificates, subjects }: Account): readonly string[] {
  return [
    ...[...devices.values()].map(({ digest }) => deviceProof(digest)),
    ...[...certificates].map(certificateProof),
    ...[...subjects].map(subjectProof),
  ];
}

export const addDevice: AdminRule<AddDevice> = {
  check(state, asker, act) {
    const account = accountByName(state, act.account);
    const stale = account && checkRenewed(account, act);
    return mayProve(state, asker, act.account) ?? stale ?? checkDevice(state, account, act.device);
  },

  apply(state, _asker, act, place) {
    const account = accountByName(state, act.account);
    if (!account) return NO_EFFECT;
    const gone = account.devices.size < LIMITS.devicesPerAccount ? undefined : longestUnused(state, account);
    if (gone) {
      account.devices.delete(gone.id);
      forgetPushes(state, account, gone.id);
      state.proofs.delete(deviceProof(gone.digest));
    }
    keepDevice(account, act.device, place);
    state.proofs.set(deviceProof(act.device.digest), nickKey(account.name));
    return NO_EFFECT;
  },
};

export const removeDevice: AdminRule<RemoveDevice> = {
  check(state, asker, act) {
    const refusal = mayChange(state, asker, act.account);
    if (refusal) return refusal;
    return accountByName(state, act.account)?.devices.has(act.id) ? undefined : refuse("no-such-device", act.id);
  },

  apply(state, _asker, act, place) {
    const account = accountByName(state, act.account);
    const device = account?.devices.get(act.id);
    if (!account || !device) return NO_EFFECT;
    account.devices.delete(device.id);
    forgetPushes(state, account, device.id);
    state.proofs.delete(deviceProof(device.digest));
    const ended = sessionsBy(state, account, (session) => session.device === device.id);
    return endSessions(state, ended, { code: "signed-out", reason: "This device was signed out" }, place);
  },
};

export const addCertificate: AdminRule<AddCertificate> = {
  check(state, asker, act) {
    const refusal = mayProve(state, asker, act.account);
    if (refusal) return refusal;
    if (!/^[0-9a-f]{64}$/.test(act.fingerprint)) return refuse("bad-command", "fingerprint", FINGERPRINT);
    if (state.proofs.has(certificateProof(act.fingerprint))) return refuse("proof-exists", act.fingerprint);
    const size = accountByName(state, act.account)?.certificates.size ?? 0;
    return size < LIMITS.certificatesPerAccount ? undefined : refuse("server-full", act.account);
  },

  apply(state, _asker, act) {
    const account = accountByName(state, act.account);
    account?.certificates.add(act.fingerprint);
    if (account) state.proofs.set(certificateProof(act.fingerprint), nickKey(account.name));
    return NO_EFFECT;
  },
};

const FINGERPRINT = "A certificate's fingerprint is its SHA-256, in 64 of 0-9 and a-f.";

export const removeCertificate: AdminRule<RemoveCertificate> = {
  check(state, asker, act) {
    const refusal = mayChange(state, asker, act.account);
    if (refusal) return refusal;
    const isThere = accountByName(state, act.account)?.certificates.has(act.fingerprint);
    return isThere ? undefined : refuse("no-such-certificate", act.fingerprint);
  },

  apply(state, _asker, act, place) {
    const account = accountByName(state, act.account);
    if (!account) return NO_EFFECT;
    account.certificates.delete(act.fingerprint);
    state.proofs.delete(certificateProof(act.fingerprint));
    const ended = sessionsBy(state, account, (session) => session.certificate === act.fingerprint);
    return endSessions(state, ended, { code: "signed-out", reason: "This certificate was removed" }, place);
  },
};

/** The sessions of an account's users that were signed in in some way. */
function sessionsBy(state: State, { users }: Account, isMeant: (session: SessionState) => boolean): SessionState[] {
  const sessions = [...users].flatMap((id) => [...(state.users.get(id)?.sessions ?? [])]);
  return sessions.flatMap((id) => state.sessions.get(id) ?? []).filter(isMeant);
}

export const addSubject: AdminRule<AddSubject> = {
  check(state, asker, act) {
    if (asker) return refuse("not-server-operator");
    const account = accountByName(state, act.account);
    if (!account) return refuse("no-such-account", act.account);
    const stale = checkRenewed(account, act);
    if (stale) return stale;
    if (!isSubject(act.subject)) return refuse("too-long", "subject");
    if (state.proofs.has(subjectProof(act.subject))) return refuse("proof-exists", act.account);
    return account.subjects.size < LIMITS.subjectsPerAccount ? undefined : refuse("server-full", act.account);
  },

  apply(state, _asker, act) {
    const account = accountByName(state, act.account);
    account?.subjects.add(act.subject);
    if (account) state.proofs.set(subjectProof(act.subject), nickKey(account.name));
    return NO_EFFECT;
  },
};

/** Whether an account is still the one, with the same proofs, that it was when something was proved. */
export function checkRenewed(account: Account, { renewed }: Pick<Proof, "renewed">): Refusal | undefined {
  if (renewed === undefined || renewed === account.renewed) return undefined;
  return refuse("wrong-password", account.name, "That account was changed meanwhile: sign in again.");
}

/** Whether an account may have that device besides those that it has. */
export function checkDevice(state: State, account: Account | undefined, device: NewDevice): Refusal | undefined {
  if (!/^[\w-]{1,32}$/.test(device.id) || account?.devices.has(device.id)) return refuse("bad-command", "id");
  const isName = device.name !== "" && fits(device.name, LIMITS.deviceNameBytes) && !/\p{C}/u.test(device.name);
  if (!isName) return refuse("bad-command", "name", "A device's name is up to 64 bytes in a single line.");
  if (!isDigest(device.digest) || state.proofs.has(deviceProof(device.digest))) return refuse("bad-command", "digest");
  const hasRoom = !account || account.devices.size < LIMITS.devicesPerAccount || longestUnused(state, account);
  return hasRoom
    ? undefined
    : refuse("server-full", "device", "That account has as many devices in use as it may have.");
}

/** The device that nobody is signed in by and nobody was for longest: it gives way to a new one. */
function longestUnused(state: State, account: Account): Device | undefined {
  const inUse = new Set(sessionsBy(state, account, ({ device }) => device !== undefined).map(({ device }) => device));
  const unused = [...account.devices.values()].filter(({ id }) => !inUse.has(id));
  return unused.sort((one, other) => (one.used ?? one.created) - (other.used ?? other.created))[0];
}

/** Whether a text may say who somebody is elsewhere. */
export function isSubject(text: string): boolean {
  return text !== "" && fits(text, LIMITS.subjectBytes);
}

/** Whether a text is what `Line.digest` makes of a secret. */
export function isDigest(text: string): boolean {
  return /^[\w-]{22}$/.test(text);
}

/** Gives an account a device that was found good. */
export function keepDevice(account: Account, { id, name, digest }: NewDevice, { at }: Place): void {
  account.devices.set(id, { id, name, digest, created: at });
}
