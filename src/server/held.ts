import { LIMITS } from "../core/limits.ts";

/** What those who have the same key have in common, and how many they are. */
export interface Held<T> {
  readonly key: string;
  readonly value: T;
  readonly members: number;
}

/**
 * Things that are held in common by all who have the same key, such as an address. What nobody holds any more is kept
 * until it is as good as new, so that nobody gets a new one by going and coming back; of too many such, the one that was
 * left longest ago is forgotten first.
 */
export class HeldInCommon<T extends { isFull(now: number): boolean }> {
  readonly #make: (now: number) => T;
  readonly #clock: () => number;
  readonly #held = new Map<string, { readonly key: string; readonly value: T; members: number }>();
  /** Those without members, the one that was left last at the end. */
  readonly #idle = new Map<string, T>();

  /** @param clock milliseconds that never go back */
  constructor(make: (now: number) => T, clock: () => number) {
    this.#make = make;
    this.#clock = clock;
  }

  /** How many are known. */
  get size(): number {
    return this.#held.size + this.#idle.size;
  }

  /** How many have that key. */
  membersOf(key: string): number {
    return this.#held.get(key)?.members ?? 0;
  }

  /** One more has that key. */
  join(key: string): Held<T> {
    let held = this.#held.get(key);
    if (!held) {
      held = { key, value: this.#idle.get(key) ?? this.#make(this.#clock()), members: 0 };
      this.#idle.delete(key);
      this.#held.set(key, held);
    }
    held.members++;
    return held;
  }

  /** One fewer has it. To be called once for each `join`. */
  leave({ key }: Held<T>): void {
    const held = this.#held.get(key);
    if (!held || --held.members > 0) return;
    this.#held.delete(key);
    this.#idle.set(key, held.value);
    const now = this.#clock();
    for (const [oldest, value] of this.#idle) {
      if (this.#idle.size <= LIMITS.idleShares && !value.isFull(now)) return;
      this.#idle.delete(oldest);
    }
  }
}
