import { LIMITS } from "../core/limits.ts";

/**
 * Counts what may be done only so often in some time, by who does it. Of those who do it, only so many are known: who did
 * it longest ago is forgotten first.
 */
export class Attempts {
  readonly #most: number;
  readonly #ms: number;
  /** When each of them did it, the last of them who did it at the end. */
  readonly #times = new Map<string, number[]>();

  /**
   * @param most how often each may do it; Infinity if there is no limit
   * @param ms the time that is looked back
   */
  constructor(most: number, ms: number) {
    this.#most = most;
    this.#ms = ms;
  }

  /** How many are known. */
  get size(): number {
    return this.#times.size;
  }

  /** Whether that was done as often as it may be. */
  isUsedUp(key: string, now: number): boolean {
    return this.#recent(key, now).length >= this.#most;
  }

  /** It was done once more. */
  count(key: string, now: number): void {
    if (this.#most === Number.POSITIVE_INFINITY) return;
    const times = [...this.#recent(key, now), now].slice(-this.#most);
    this.#times.delete(key);
    this.#times.set(key, times);
    for (const [oldest, before] of this.#times) {
      const isOld = !before.some((at) => this.#isRecent(at, now));
      if (!isOld && this.#times.size <= LIMITS.attemptRows) break;
      this.#times.delete(oldest);
    }
  }

  #recent(key: string, now: number): number[] {
    return this.#times.get(key)?.filter((at) => this.#isRecent(at, now)) ?? [];
  }

  /** A clock that was set back makes nothing last longer. */
  #isRecent(at: number, now: number): boolean {
    return Math.abs(now - at) < this.#ms;
  }
}
