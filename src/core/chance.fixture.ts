/** Chance that is the same again for the same seed (xorshift128+ on two halves of 32 bits each). */
export class Chance {
  #a: number;
  #b: number;

  /** @param seed any whole number */
  constructor(seed: number) {
    this.#a = (seed ^ 0x9e3779b9) >>> 0 || 1;
    this.#b = Math.imul(seed | 1, 0x85ebca6b) >>> 0 || 2;
    for (let i = 0; i < 8; i++) this.next();
  }

  /** A whole number from 0 up to and without 2^32. */
  next(): number {
    let t = this.#a;
    const s = this.#b;
    this.#a = s;
    t ^= t << 13;
    t ^= t >>> 17;
    t ^= s ^ (s >>> 16);
    this.#b = t >>> 0;
    return (this.#a + this.#b) >>> 0;
  }

  /** A whole number from 0 up to and without `limit`. */
  below(limit: number): number {
    return limit <= 1 ? 0 : this.next() % limit;
  }

  /** Whether something happens that happens once in so many times. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of these. @throws Error if there is none */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  }
}
