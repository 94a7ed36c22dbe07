import { LIMITS } from "../../core/limits.ts";

/** Contents that were looked up a moment ago, so that somebody may be about to share them: so many of the last. */
export class RecentHashes {
  readonly #at = new Map<string, number>();

  /** @param now - in milliseconds since 1970 */
  add(hash: string, now: number): void {
    this.#at.delete(hash);
    this.#at.set(hash, now);
    for (const oldest of this.#at.keys()) {
      if (this.#at.size <= LIMITS.uploads) break;
      this.#at.delete(oldest);
    }
  }

  has(hash: string, now: number): boolean {
    const at = this.#at.get(hash);
    return at !== undefined && isRecent(at, now);
  }
}

function isRecent(at: number, now: number): boolean {
  return Math.abs(now - at) < LIMITS.sharingMs;
}
