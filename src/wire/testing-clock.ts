/** Time that passes only when it is told to. */
export interface ManualClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets time pass; what was to happen in it happens, in its order. */
  advance(ms: number): void;
}

/** A clock with the timers that go by it. */
export class TestClock implements ManualClock {
  #now: number;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  /** @param begin milliseconds since 1970 */
  constructor(begin: number) {
    this.#now = begin;
  }

  now(): number {
    return this.#now;
  }

  /** How many timers run. */
  get waiting(): number {
    return this.#timers.length;
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#now = next.at;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.run();
    }
    this.#now = until;
  }

  /** As `Line.timer`. */
  timer(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  #next(until: number): { readonly at: number; readonly run: () => void } | undefined {
    return this.#timers.filter((timer) => timer.at <= until).sort((one, other) => one.at - other.at)[0];
  }
}
