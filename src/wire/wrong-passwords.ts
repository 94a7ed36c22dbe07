import { nickKey } from "../core/names.ts";
import { RATES } from "../core/rates.ts";
import { addressKey } from "./address-key.ts";
import { Attempts } from "./attempts.ts";
import { KnownAddresses } from "./known-addresses.ts";

/**
 * The wrong passwords that the whole server was given lately, in whichever way: over HTTP they count as in IRC. Who guesses
 * for an account is barred from it soon, and can hardly bar anybody else: never where it was signed in to.
 */
export class WrongPasswords {
  readonly #addresses: Attempts;
  /** By what they were to open (an account, or an operator's powers), from each address and from all. */
  readonly #pairs = new Attempts(RATES.wrongPerAccountFromAddress.most, RATES.wrongPerAccountFromAddress.ms);
  readonly #targets = new Attempts(RATES.wrongPerAccount.most, RATES.wrongPerAccount.ms);
  readonly #known = new KnownAddresses();

  /** @param rateLimits whether there is a limit to what one address may try for all accounts together */
  constructor(rateLimits: boolean) {
    const { most, ms } = RATES.wrongPerAddress;
    this.#addresses = new Attempts(rateLimits ? most : Number.POSITIVE_INFINITY, ms);
  }

  /**
   * Whether so many were wrong, from this address or for what is to be opened, that no other is looked at now.
   *
   * @param address an IP address, as `Line.peer` has it
   * @param opens what is to be opened, as `accountGuess` and `operatorGuess` have it, if that is known
   * @param now milliseconds since 1970
   */
  isBarred(address: string, opens: string | undefined, now: number): boolean {
    const from = addressKey(address);
    if (this.#addresses.isUsedUp(from, now)) return true;
    if (opens === undefined) return false;
    if (this.#pairs.isUsedUp(pairOf(from, opens), now)) return true;
    return this.#targets.isUsedUp(opens, now) && !this.#known.has(opens, from);
  }

  /** Notes one that was wrong; as `isBarred`. */
  count(address: string, opens: string | undefined, now: number): void {
    const from = addressKey(address);
    this.#addresses.count(from, now);
    if (opens === undefined) return;
    this.#pairs.count(pairOf(from, opens), now);
    this.#targets.count(opens, now);
  }

  /** Notes that something was opened, by whatever proof; as `isBarred`. */
  right(address: string, opens: string): void {
    this.#known.note(opens, addressKey(address));
  }
}

function pairOf(from: string, opens: string): string {
  return `${from} ${opens}`;
}

/** What a try to sign in to an account is to open, whether there is one of that name or not. */
export function accountGuess(name: string): string {
  return `account ${nickKey(name)}`;
}

/** What a try to become an operator of the server is to open. */
export function operatorGuess(name: string): string {
  return `operator ${name}`;
}

/** How long the answer to a request waits that has no connection to count by, whatever was wrong with what it tried. */
export function requestDelay(code: "wrong-password" | "too-many-tries"): number {
  return guessDelay(code === "wrong-password" ? 1 : RATES.wrongPerConnection.most);
}

/** How long a wrong password waits for its answer, by how many there have been on its connection. */
export function guessDelay(count: number): number {
  return RATES.wrongPerConnection.delayMs * 2 ** (Math.min(count, RATES.wrongPerConnection.most) - 1);
}
