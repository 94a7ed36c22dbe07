import type { Verifier } from "../core/account-commands.ts";
import { type Refusal, refuse } from "../core/answers.ts";
import { LIMITS } from "../core/limits.ts";
import { nickKey } from "../core/names.ts";
import { accountByName, accountByProof, deviceProof, type State } from "../core/state.ts";
import { fits } from "../core/utf8.ts";
import type { Line, Settings } from "./conversation.ts";
import { type Passwords, preparePassword } from "./passwords.ts";
import { accountGuess, type WrongPasswords } from "./wrong-passwords.ts";

/** What somebody says to sign in: a name with its password or a device's token, or a token alone. */
export type Credentials =
  | { readonly account: string; readonly password: string }
  | { readonly account?: undefined; readonly token: string };

/** Who somebody has proved to be. */
export interface Proved {
  /** As the account is written. */
  readonly account: string;
  /** The device, if its token was the proof; the certificate's fingerprint, if that was it. */
  readonly device?: string;
  readonly certificate?: string;
  /** As `Proof.renewed`. */
  readonly renewed: number;
}

/** What it takes to look at credentials. */
export interface Proving {
  readonly state: State;
  readonly passwords: Passwords;
  /** Shared with all other ways to sign in. */
  readonly wrong: WrongPasswords;
  /** As `Line.digest`. */
  digest(secret: string): string;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What it takes to look at credentials that a session has said on its line. */
export function provingOf(
  { passwords, wrong }: Pick<Settings, "passwords" | "wrong">,
  { state }: { readonly state: State },
  line: Pick<Line, "digest" | "now">,
): Proving {
  return { state, passwords, wrong, digest: (secret) => line.digest(secret), now: () => line.now() };
}

/**
 * Looks at credentials, whichever way they came. What was wrong is counted; to answer that late is for who asks. As much
 * is done for a name without an account as for another, so that how long it takes does not tell.
 *
 * @param from the address that they came from, as `Line.peer` has it
 * @returns who it is, or `wrong-password`, `too-many-tries` (then nothing was looked at) or `busy`
 */
export function prove(
  parts: Proving,
  said: Credentials,
  from: string,
): Promise<Proved | { readonly refusal: Refusal }> {
  return lookAt(parts, said, from, true);
}

async function lookAt(
  parts: Proving,
  said: Credentials,
  from: string,
  takesTokens: boolean,
): Promise<Proved | { readonly refusal: Refusal }> {
  const { wrong } = parts;
  const secret = said.account === undefined ? said.token : said.password;
  // A token can't be guessed, so it is good though others guess passwords: nobody is locked out by them.
  const device = takesTokens ? deviceOf(parts, secret, said.account) : undefined;
  if (device) return noted(parts, device, from);
  const opens = said.account === undefined ? undefined : accountGuess(said.account);
  const isBarred = (): boolean => wrong.isBarred(from, opens, parts.now());
  if (isBarred()) return { refusal: refuse("too-many-tries") };
  const outcome = said.account === undefined ? undefined : await openedBy(parts, said.account, said.password, from);
  if (outcome === "busy")
    return { refusal: refuse("busy", undefined, "Too many want to sign in just now; try again.") };
  // So many may have been looked at together; who was wrong too often by now is not told of any of them.
  if (isBarred()) return { refusal: refuse("too-many-tries") };
  if (outcome) return noted(parts, outcome, from);
  wrong.count(from, opens, parts.now());
  return { refusal: refuse("wrong-password") };
}

/** Where somebody was right they are heard from then on, whoever else guesses. */
function noted({ wrong }: Proving, proved: Proved, from: string): Proved {
  wrong.right(from, accountGuess(proved.account));
  return proved;
}

/**
 * Looks whether a password is that of an account, before something is done that nobody may do by a stolen token alone.
 * Counted like `prove`.
 *
 * @returns why not, as `prove`
 */
export async function confirm(
  parts: Proving,
  account: string,
  password: string,
  from: string,
): Promise<Refusal | undefined> {
  const proved = await lookAt(parts, { account, password }, from, false);
  return "refusal" in proved ? proved.refusal : undefined;
}

/** Whether a refusal tells of what could have been a guess, and is answered late. */
export function isWrong({ code }: Refusal): boolean {
  return code === "wrong-password" || code === "too-many-tries";
}

/** The device whose token that is. Nothing is counted: it is for what a browser sends along by itself, maybe long after. */
export function recognize(parts: Pick<Proving, "state" | "digest">, token: string): Proved | undefined {
  return deviceOf(parts, token, undefined);
}

/** The name of the account that a password opens, as it is written; what is not found out takes as long. */
async function openedBy(
  { state, passwords }: Proving,
  name: string,
  password: string,
  from: string,
): Promise<Proved | "busy" | undefined> {
  const prepared = preparePassword(password);
  const isPossible = prepared !== undefined && fits(prepared, LIMITS.accountPasswordBytes);
  const account = accountByName(state, name);
  const known = account?.verifier;
  const renewed = account?.renewed ?? 0;
  const standIn = (): Verifier => passwords.standIn(nickKey(name.slice(0, LIMITS.nickBytes)));
  const outcome = await passwords.matches(isPossible ? prepared : "", known ?? standIn(), from);
  if (outcome === "busy") return "busy";
  // The account may be another one by now, or have another password.
  const isStill = account !== undefined && known !== undefined && accountByName(state, name)?.verifier === known;
  return outcome && isPossible && isStill ? { account: account.name, renewed } : undefined;
}

/** The account of a device whose token that is, if it is the one that is meant. */
function deviceOf(
  { state, digest }: Pick<Proving, "state" | "digest">,
  secret: string,
  name: string | undefined,
): Proved | undefined {
  const made = digest(secret);
  const account = accountByProof(state, deviceProof(made));
  if (!account || (name !== undefined && nickKey(name) !== nickKey(account.name))) return undefined;
  const device = [...account.devices.values()].find((its) => its.digest === made);
  return device && { account: account.name, device: device.id, renewed: account.renewed };
}
