import { type Refusal, refuse } from "../core/answers.ts";
import { RATES } from "../core/rates.ts";
import { addressKey } from "./address-key.ts";
import { Attempts } from "./attempts.ts";
import type { Registering, Settings } from "./conversation.ts";

const ENOUGH = "Too many accounts were made from your address; try again later.";

/** The accounts that were made lately from each address: one count for the whole server, in whichever way they are made. */
export class Registrations {
  readonly #made: Attempts;

  /** @param rateLimits whether there is a limit to what one address may make */
  constructor(rateLimits: boolean) {
    const { most, ms } = RATES.registrationsPerAddress;
    this.#made = new Attempts(rateLimits ? most : Number.POSITIVE_INFINITY, ms);
  }

  /**
   * Why no other may be made for now; nothing if one may.
   *
   * @param address an IP address, as `Line.peer` has it
   * @param now milliseconds since 1970
   */
  check(address: string, now: number): Refusal | undefined {
    return this.#made.isUsedUp(addressKey(address), now) ? refuse("busy", undefined, ENOUGH) : undefined;
  }

  /** Counts one that is made now, or says why it may not be; as `check`. */
  take(address: string, now: number): Refusal | undefined {
    const refusal = this.check(address, now);
    if (!refusal) this.#made.count(addressKey(address), now);
    return refusal;
  }
}

/**
 * Who may make an account without an invite link, in every dialect: nobody where accounts are made with such, whatever is
 * said about registration; and where nobody comes in without an account, not those who are in.
 */
export function registeringOf({
  access,
  registration,
  guests,
}: Pick<Settings, "access" | "registration" | "guests">): Registering {
  if (access === "invite") return "none";
  return guests === "none" && registration === "after-connect" ? "none" : registration;
}
