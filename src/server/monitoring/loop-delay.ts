import { monitorEventLoopDelay } from "node:perf_hooks";

/** Milliseconds between two looks at the event loop, which its figures have in them. */
const EVERY_MS = 10;
const NS_PER_MS = 1_000_000;

/** Milliseconds for which it is looked at although nobody asks: longer than scrapes are apart. */
const IDLE_MS = 300_000;

type Watch = ReturnType<typeof monitorEventLoopDelay>;

/** By how much an event loop is late. */
export interface Delay {
  readonly meanMs: number;
  readonly mostMs: number;
}

/** Looks at how late the event loop is, from when somebody asks until nobody has for some minutes. */
export class LoopDelay {
  #histogram: Watch | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** What there was since this was last asked, and nothing at first. */
  take(): Delay {
    this.#idle ??= setTimeout(() => this.stop(), IDLE_MS).unref();
    this.#idle.refresh();
    const delay = this.#histogram ? read(this.#histogram) : { meanMs: 0, mostMs: 0 };
    this.#histogram ??= monitorEventLoopDelay({ resolution: EVERY_MS });
    this.#histogram.enable();
    this.#histogram.reset();
    return delay;
  }

  /** Looks no more, until somebody asks again. */
  stop(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    this.#histogram?.disable();
    this.#histogram = undefined;
  }
}

function read({ count, mean, max }: Watch): Delay {
  const late = (ns: number): number => Math.max(0, ns / NS_PER_MS - EVERY_MS);
  return count === 0 ? { meanMs: 0, mostMs: 0 } : { meanMs: late(mean), mostMs: late(max) };
}
