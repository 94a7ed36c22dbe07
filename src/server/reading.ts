import type { Session } from "../core/session.ts";
import type { Pace } from "./pace.ts";

/** What is read. */
export interface Readable {
  pause(): void;
  /** Of no use once it is over. */
  resume(): void;
  /** Calls `run` in `ms` milliseconds, never if it is over before. */
  timer(ms: number, run: () => void): void;
}

/**
 * Says when a connection is read: not while too much that it asked is on its way, and not while it has sent or asked more
 * than its share.
 */
export class Reading {
  readonly #session: Session;
  readonly #pace: Pick<Pace, "take" | "waited"> | undefined;
  readonly #readable: Readable;
  #holds = 0;
  /** What was asked so far and has been counted. */
  #commands = 0;
  #joins = 0;
  #nicks = 0;
  /** The work of so many commands besides, not counted yet. */
  #spent = 0;
  /** Until when it is not read since it went too fast, by `performance.now()`. */
  #slowUntil: number | undefined;

  /** @param pace how fast it may go; without it, as fast as it likes */
  constructor(session: Session, pace: Pick<Pace, "take" | "waited"> | undefined, readable: Readable) {
    this.#session = session;
    this.#pace = pace;
    this.#readable = readable;
  }

  /** What was asked took the work of so many commands more. */
  spend(commands: number): void {
    this.#spent += commands;
  }

  /** So many bytes were read, and what they ask has been asked. */
  fed(bytes: number): void {
    if (this.#session.isBehind) {
      this.#hold();
      this.#session.after(() => this.#release());
    }
    if (this.#pace) this.#slowDown(this.#pace, bytes);
  }

  #slowDown(pace: Pick<Pace, "take" | "waited">, bytes: number): void {
    const { commands, joins, nicks } = this.#session.asked;
    const amounts = {
      commands: commands - this.#commands + this.#spent,
      bytes,
      joins: joins - this.#joins,
      nicks: nicks - this.#nicks,
    };
    this.#commands = commands;
    this.#joins = joins;
    this.#nicks = nicks;
    this.#spent = 0;
    const wait = pace.take(amounts, this.#session.user?.account);
    if (wait === 0) return;
    const isWaiting = this.#slowUntil !== undefined;
    // What comes nevertheless, since it was read already, makes it longer.
    this.#slowUntil = Math.max(this.#slowUntil ?? 0, performance.now() + wait);
    if (isWaiting) return;
    this.#hold();
    this.#readable.timer(wait, () => this.#look(pace));
  }

  #look(pace: Pick<Pace, "waited">): void {
    const left = (this.#slowUntil ?? 0) - performance.now();
    if (left > 0) {
      this.#readable.timer(left, () => this.#look(pace));
      return;
    }
    this.#slowUntil = undefined;
    pace.waited();
    this.#release();
  }

  #hold(): void {
    if (this.#holds++ === 0) this.#readable.pause();
  }

  #release(): void {
    if (--this.#holds === 0) this.#readable.resume();
  }
}
