/**
 * A share that refills as time goes by: so much at once, and then so much a second. Whoever takes more than there is
 * goes into debt, and is told how long it takes to pay it back.
 */
export class Bucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #at: number;

  /** @param now - a time in milliseconds that never goes back, as for all that follow */
  constructor(burst: number, perSecond: number, now: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
    this.#at = now;
  }

  /** Takes so much. @returns milliseconds until nothing is owed any more; 0 if nothing is */
  take(amount: number, now: number): number {
    this.#refill(now);
    this.#left -= amount;
    return this.#left >= 0 ? 0 : this.msFor(-this.#left);
  }

  /** Milliseconds until one can be taken without owing anything. */
  msUntilOne(now: number): number {
    this.#refill(now);
    return this.#left >= 1 ? 0 : this.msFor(1 - this.#left);
  }

  /** Milliseconds in which so much comes. */
  msFor(amount: number): number {
    return (amount * 1000) / this.#perSecond;
  }

  /** Whether nothing is missing, so that nobody could tell it from a new one. */
  isFull(now: number): boolean {
    this.#refill(now);
    return this.#left >= this.#burst;
  }

  #refill(now: number): void {
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) * this.#perSecond) / 1000);
    this.#at = now;
  }
}
