import { LIMITS } from "../core/limits.ts";
import type { Chance } from "./ports.ts";

/**
 * How long to wait before the next try, in milliseconds: twice as long each time up to a bound, and then between half of
 * that and all of it, so that many clients of one server do not come back at once.
 *
 * @param attempt counts from 0
 */
export function backoff(attempt: number, chance: Chance): number {
  const longest = Math.min(LIMITS.backoffMaxMs, LIMITS.backoffMs * 2 ** Math.min(attempt, 30));
  return Math.round(longest * (0.5 + chance() / 2));
}
