import { Histogram } from "./histogram.ts";

/** Bounds in milliseconds between which commits are counted: a fast disk takes less than one, a slow one hundreds. */
const COMMIT_BOUNDS: readonly number[] = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000];

/** What a server counts while it runs, in the cheapest way there is: numbers that others look at when they want. */
export class Meter {
  bytesIn = 0;
  bytesOut = 0;
  /** Connections that were turned away once it was known how they came. */
  refused = 0;
  /** Commits that came to nothing. */
  failedCommits = 0;
  lastCommitMs = 0;
  /** Milliseconds of those that succeeded. */
  readonly commits: Histogram = new Histogram(COMMIT_BOUNDS);
  readonly #connections = new Map<string, number>();

  /** Connections that speak each dialect now. */
  get connections(): ReadonlyMap<string, number> {
    return this.#connections;
  }

  /** A connection speaks a dialect from now on. */
  came(dialect: string): void {
    this.#connections.set(dialect, (this.#connections.get(dialect) ?? 0) + 1);
  }

  /** It is gone. */
  left(dialect: string): void {
    this.#connections.set(dialect, (this.#connections.get(dialect) ?? 1) - 1);
  }

  /** A commit is done. @param ms what it took; nothing if it failed */
  committed(ms: number | undefined): void {
    if (ms === undefined) {
      this.failedCommits++;
      return;
    }
    this.lastCommitMs = ms;
    this.commits.observe(ms);
  }
}
