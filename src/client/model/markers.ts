import { LIMITS } from "../../core/limits.ts";
import { fold } from "../../core/names.ts";
import type { Marker } from "../../wire/json/messages.ts";

/** Up to when one has read what, as the server knows it; beyond a bound that of long ago is forgotten. */
export class Markers {
  readonly #byKey = new Map<string, number>();

  /** In milliseconds since 1970; 0 if nothing is known. @param key of the place */
  get(key: string): number {
    return this.#byKey.get(key) ?? 0;
  }

  set({ to, until }: Marker): void {
    const key = fold(to);
    const known = this.get(key);
    this.#byKey.delete(key);
    this.#byKey.set(key, Math.max(until, known));
    const [longestAgo] = this.#byKey.keys();
    if (this.#byKey.size > LIMITS.markersPerUser && longestAgo !== undefined) this.#byKey.delete(longestAgo);
  }
}
