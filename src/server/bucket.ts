/**
 * A share that refills as time goes by: so much at once, and then so much a second. Whoever takes more than there is
 * goes into debt, and is told how long it takes to pay it back.
 */
export class Bucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #at: number;

  /** @param now - a time in milliseconds that never goes back, as for `take` */
  constructor(burst: number, perSecond: number, now: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
    this.#at = now;
  }

  /** Takes so much. @returns milliseconds until nothing is owed any more; 0 if nothing is */
  take(amount: number, now: number): number {
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) * this.#perSecond) / 1000) - amount;
    this.#at = now;
    return this.#left >= 0 ? 0 : (-this.#left * 1000) / this.#perSecond;
  }
}
