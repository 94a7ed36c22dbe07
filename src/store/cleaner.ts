import { LIMITS } from "../core/limits.ts";
import type { Verdict } from "./writer-job.ts";

/** What a cleaner is made of. */
export interface CleanerParts {
  /** How long after a text was deleted it is gone from the files, in milliseconds. */
  readonly afterMs: number;
  /** Asks for a commit, which takes along what there is. */
  nudge(): void;
  /** Lets the WAL be cleaned, as `LogWriter.clean` does. */
  clean(settle: (isClean: boolean) => void): void;
}

/**
 * Sees to it that a text that was deleted is gone from the log and the WAL too: soon there is a snapshot, which trims the
 * log, and then the WAL is emptied.
 */
export class Cleaner {
  readonly #parts: CleanerParts;
  /** There from when something was deleted until the snapshot is due. */
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isDue = false;
  /** Whether a snapshot that was due is on its way to the disk, and whether the WAL is being emptied. */
  #isTaken = false;
  #isCleaning = false;
  #isStopped = false;

  constructor(parts: CleanerParts) {
    this.#parts = parts;
  }

  /** Something was deleted. */
  soon(): void {
    if (this.#isDue || this.#isStopped) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#isDue = true;
      this.#parts.nudge();
    }, this.#parts.afterMs);
  }

  /** Whether the commit that is about to go has to take a snapshot along. */
  take(): boolean {
    if (!this.#isDue || this.#isTaken || this.#isStopped) return false;
    this.#isDue = false;
    this.#isTaken = true;
    return true;
  }

  /** Takes what became of a commit. */
  settle({ failure }: Verdict): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    // Some later commit takes it along.
    if (failure !== undefined) this.#isDue = true;
    else this.#clean();
  }

  /** Nothing is done from now on. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
  }

  #clean(): void {
    if (this.#isStopped) return;
    if (this.#isCleaning) {
      this.#cleanLater();
      return;
    }
    this.#isCleaning = true;
    this.#parts.clean((isClean) => {
      this.#isCleaning = false;
      if (!isClean) this.#cleanLater();
    });
  }

  #cleanLater(): void {
    if (this.#isStopped) return;
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.#clean();
    }, LIMITS.cleanRetryMs);
  }
}
