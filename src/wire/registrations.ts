import { RATES } from "../core/rates.ts";
import { Attempts } from "./attempts.ts";
import type { Settings } from "./conversation.ts";

/** The accounts that were made by each address (`addressKey`), and how many more may be: for `Settings.registrations`. */
export function registrationsOf({ rateLimits }: Pick<Settings, "rateLimits">): Attempts {
  const { most, ms } = RATES.registrationsPerAddress;
  return new Attempts(rateLimits ? most : Number.POSITIVE_INFINITY, ms);
}
