import { hostname } from "node:os";
import type { SignIn } from "../../client/link-options.ts";
import type { LinkEnd } from "../../client/news.ts";
import { LIMITS } from "../../core/limits.ts";
import { cut } from "../../core/utf8.ts";
import { harmless } from "../../wire/lines.ts";
import type { Approach } from "../connect/approach.ts";
import type { ClientOptions } from "../connect/client-options.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { addressOf, isThisMachine, type Target } from "../target.ts";
import { Asker } from "../terminal/asker.ts";

/** How somebody signs in, as far as it is known. */
export interface Credentials {
  readonly signIn?: SignIn;
  /** The account, if it is known. */
  readonly account?: string;
  /** The channel that the invite link leads to by which the account was made just now. */
  readonly channel?: string;
  /** Where it comes from: what is kept may have become useless, and what a person has typed may be kept. */
  readonly from: "kept" | "environment" | "typed" | "nowhere";
}

/** What somebody signs in with without being asked; what is kept for the server only if it is for the same account. */
export function readyCredentials(
  { target, devices }: Pick<Approach, "target" | "devices">,
  { account, password, token }: Pick<ClientOptions, "account" | "password" | "token">,
): Credentials {
  if (account !== undefined && password !== undefined) {
    return { signIn: { account, password }, account, from: "environment" };
  }
  if (token !== undefined) return { signIn: { token }, ...(account !== undefined && { account }), from: "environment" };
  const kept = devices.find(target);
  const isForThis = kept && (account === undefined || account === kept.account) && (target.tls || !kept.tls);
  if (isForThis) return { signIn: { token: kept.token }, account: kept.account, from: "kept" };
  return { ...(account !== undefined && { account }), from: "nowhere" };
}

/** Whoever signs in, or nobody; or an exit status, if that can't be found out. */
export type SignedIn = Credentials | { readonly status: number };

/** What somebody signs in with: what is there, or what a person is asked for if an account was named and no more. */
export async function readyOrAsked(
  server: Pick<Approach, "target" | "devices">,
  options: Pick<ClientOptions, "account" | "password" | "token">,
  io: Io,
): Promise<SignedIn> {
  const ready = readyCredentials(server, options);
  if (ready.signIn || ready.account === undefined) return ready;
  const asked = await askPerson(io, ready.account);
  if (asked) return asked;
  complain(io, `the password of ${ready.account} goes into PARLEY_PASSWORD, where there is no terminal to ask at.`);
  return { status: EXIT.usage };
}

/** Asks a person for an account, unless it is known, and its password; nothing if there is no terminal to ask at. */
export async function askPerson(io: Io, account: string | undefined, why?: string): Promise<SignedIn | undefined> {
  const asker = Asker.at(io);
  if (!asker) return undefined;
  try {
    if (why !== undefined) asker.tell(why);
    return (await askCredentials(asker, account)) ?? { status: EXIT.noPermission };
  } finally {
    asker.close();
  }
}

/** Asks for an account, unless it is known, and its password; nothing if the person does not want to tell. */
async function askCredentials(asker: Asker, account: string | undefined): Promise<Credentials | undefined> {
  const name = account ?? (await askFor(() => asker.line("Account: ")));
  if (name === undefined) return undefined;
  const password = await askFor(() => asker.secret(`Password of ${name}: `));
  if (password === undefined) return undefined;
  return { signIn: { account: name, password, device: deviceName() }, account: name, from: "typed" };
}

/** Asks until something is said; nothing if the person does not want to. */
export async function askFor(ask: () => Promise<string | undefined>): Promise<string | undefined> {
  for (;;) {
    const answer = await ask();
    if (answer !== "") return answer;
  }
}

/** What this program is called in the list of an account's devices. */
export function deviceName(host: string = hostname()): string {
  return cut(`parley on ${harmless(host)}`, LIMITS.deviceNameBytes);
}

/**
 * Keeps a token that the server gave to a person. Over plaintext from elsewhere others may know it, and it is not kept; nor
 * is it for a program, which comes with what it needs.
 *
 * @returns whether it is kept
 */
export function keepToken(
  { target, devices }: Pick<Approach, "target" | "devices">,
  { account, from }: Credentials,
  token: string,
  tell: (text: string) => void,
): boolean {
  const { tls, host } = target;
  if (account === undefined || from === "environment" || (!tls && !isThisMachine(host))) return false;
  try {
    devices.keep(target, { account, token, tls });
    return true;
  } catch (cause) {
    tell(`that you are signed in can't be kept: ${cause instanceof Error ? cause.message : String(cause)}`);
    return false;
  }
}

/** What the help says of signing in. */
export const SIGNING_IN: string =
  "To sign in: parley join URL --account NAME, which asks for the password. To make an account: parley join LINK, with an " +
  "invite link.";

/** Forgets what was kept for a server, if it is not good any more. Gives a sentence that says so, in place of why the link ended. */
export function forgetUseless(
  { target, devices }: Pick<Approach, "target" | "devices">,
  { from, account = "" }: Credentials,
  end: LinkEnd,
): string | undefined {
  if (from !== "kept" || end.refusal?.code !== "wrong-password") return undefined;
  try {
    devices.forget(target);
  } catch {
    // Then it is forgotten another time.
  }
  return `this machine was signed out of ${account} at ${addressOf(target)}: sign in again.`;
}

/** The nick to ask for: the one that was named, or the account's. Without any the server knows it by the sign-in. */
export function nickOf(
  { nick, login }: { readonly nick?: string; readonly login?: string },
  { signIn, account }: Credentials,
): string | undefined {
  return nick ?? account ?? (signIn ? undefined : login);
}

/** A warning for secrets that go to another machine without TLS; nothing if none do, or it was told before. */
export function openWarning(
  { tls, host }: Pick<Target, "tls" | "host">,
  { signIn, from }: Pick<Credentials, "signIn" | "from">,
): string | undefined {
  if (tls || isThisMachine(host) || !signIn || from === "kept") return undefined;
  return `what you sign in with goes to ${host} without encryption.`;
}
