import type { Verifier } from "../core/account-commands.ts";
import type { StandIns } from "../server/passwords.ts";
import { keptKey } from "./key-file.ts";

/** How long it counts what accounts have been counted to have: there may be many, and anybody may ask. */
const COUNTED_MS = 60_000;

/** What stand-ins for accounts that there are not are made of. */
export interface StandInParts {
  /** The data folder, where the key is kept, so that they are the same after a restart. */
  readonly data: string;
  /** Of new passwords. */
  readonly iterations: number;
  readonly accounts: () => Iterable<{ readonly verifier?: Pick<Verifier, "iterations"> | undefined }>;
  /** Milliseconds that never go back. */
  readonly clock: () => number;
}

/**
 * What stands in for the verifiers of accounts that there are not. It says the iterations that most accounts have, which
 * may have been made before the option was changed.
 * @throws Error with the system's code if the key can't be read or written
 */
export function makeStandIns({ data, iterations, accounts, clock }: StandInParts): StandIns {
  let counted: { readonly most: number; readonly at: number } | undefined;
  return {
    key: keptKey(data, "standin.key"),
    iterations: () => {
      const now = clock();
      if (!counted || now - counted.at >= COUNTED_MS) counted = { most: mostCommon(accounts()) ?? iterations, at: now };
      return counted.most;
    },
  };
}

function mostCommon(accounts: ReturnType<StandInParts["accounts"]>): number | undefined {
  const counts = new Map<number, number>();
  for (const { verifier } of accounts) {
    if (verifier) counts.set(verifier.iterations, (counts.get(verifier.iterations) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most?.[0];
}
