import { LIMITS } from "../core/limits.ts";
import { backoff } from "./backoff.ts";

/** What `persist` needs of whoever wants something done. */
export interface PersistParts {
  /** Why a step failed that may be done again, as a clause. @throws what it failed of, if it may not */
  readonly passing: (cause: unknown) => string;
  /** What is thrown when too many steps were in vain. @param why a clause */
  readonly inVain: (why: string) => Error;
  /** Tells, in a clause, why it does not get on and is tried again; once for each time that it got on before. */
  readonly trouble: (why: string) => void;
  /** Waits for so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** A number from 0 up to, but not, 1. */
  readonly chance: () => number;
}

/**
 * Does one step after the other until one gives an outcome. One that fails in passing is done again after a while.
 *
 * @param mark how far it is: failures are counted from when it was last farther than ever
 * @throws Error (rejects) as `passing` does, or if too many were in vain
 */
export async function persist<T>(
  parts: PersistParts,
  step: () => Promise<T | undefined>,
  mark: () => number,
): Promise<T> {
  let [inVain, farthest] = [0, mark()];
  for (;;) {
    const outcome = await tryStep(parts, step);
    if (mark() > farthest) [inVain, farthest] = [0, mark()];
    if ("is" in outcome) return outcome.is;
    if (outcome.why === undefined) continue;
    if (++inVain > LIMITS.transferTries) throw parts.inVain(outcome.why);
    if (inVain === 1) parts.trouble(outcome.why);
    await parts.wait(backoff(inVain - 1, parts.chance));
  }
}

/** What a step led to: an outcome, nothing yet, or why it failed in passing. */
async function tryStep<T>(
  { passing }: PersistParts,
  step: () => Promise<T | undefined>,
): Promise<{ readonly is: T } | { readonly why: string | undefined }> {
  try {
    const is = await step();
    return is === undefined ? { why: undefined } : { is };
  } catch (cause) {
    return { why: passing(cause) };
  }
}
