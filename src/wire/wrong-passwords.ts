import { nickKey } from "../core/names.ts";
import { RATES } from "../core/rates.ts";
import { addressKey } from "./address-key.ts";
import { Attempts } from "./attempts.ts";

/** The wrong passwords that the whole server was given lately, in whichever way: over HTTP they count as in IRC. */
export class WrongPasswords {
  readonly #addresses: Attempts;
  /** By what they were to open: an account, or an operator's powers. */
  readonly #targets: Attempts;

  /** @param rateLimits whether there is a limit to what one address may try */
  constructor(rateLimits: boolean) {
    this.#addresses = new Attempts(
      rateLimits ? RATES.wrongPerAddress.most : Number.POSITIVE_INFINITY,
      RATES.wrongPerAddress.ms,
    );
    this.#targets = new Attempts(RATES.wrongPerAccount.most, RATES.wrongPerAccount.ms);
  }

  /**
   * Whether so many were wrong, from this address or for what is to be opened, that no other is looked at now.
   *
   * @param address an IP address, as `Line.peer` has it
   * @param opens what is to be opened, as `accountGuess` and `operatorGuess` have it, if that is known
   * @param now milliseconds since 1970
   */
  isBarred(address: string, opens: string | undefined, now: number): boolean {
    if (this.#addresses.isUsedUp(addressKey(address), now)) return true;
    return opens !== undefined && this.#targets.isUsedUp(opens, now);
  }

  /** Notes one that was wrong; as `isBarred`. */
  count(address: string, opens: string | undefined, now: number): void {
    this.#addresses.count(addressKey(address), now);
    if (opens !== undefined) this.#targets.count(opens, now);
  }
}

/** What a try to sign in to an account is to open, whether there is one of that name or not. */
export function accountGuess(name: string): string {
  return `account ${nickKey(name)}`;
}

/** What a try to become an operator of the server is to open. */
export function operatorGuess(name: string): string {
  return `operator ${name}`;
}

/** How long a wrong password waits for its answer, by how many there have been on its connection. */
export function guessDelay(count: number): number {
  return RATES.wrongPerConnection.delayMs * 2 ** (Math.min(count, RATES.wrongPerConnection.most) - 1);
}
