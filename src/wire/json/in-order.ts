import { LIMITS } from "../../core/limits.ts";
import type { Session } from "../../core/session.ts";

/** A line that waits. */
interface Waiting {
  readonly line: string;
  readonly weight: number;
  readonly run: (line: string) => void;
}

/**
 * Does what a connection asks in its order, also when something of it has to know what came of all before, or is still
 * being worked on outside (a password takes long). What comes after that waits, and counts as what the session has asked: so
 * the connection is soon not read any more.
 */
export class InOrder {
  readonly #session: Session;
  readonly #lines: Waiting[] = [];
  #weight = 0;
  /** For how much the lines wait. */
  #holds = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Takes a line, now or in its turn; false, and it is not taken, if more waits than the server holds. */
  pass(line: string, run: (line: string) => void): boolean {
    // A long line is as much to keep as several.
    const weight = 1 + Math.floor(line.length / LIMITS.waitingLineChars);
    if (this.#isWaiting && this.#weight + weight > LIMITS.waitingLines) return false;
    this.#put({ line, weight, run });
    return true;
  }

  /** Runs what is to be done when the other end has said all it will say. */
  last(run: () => void): void {
    this.#put({ line: "", weight: 0, run });
  }

  /** Runs what has to know what came of all before; what comes after it waits for it. */
  after(run: () => void): void {
    this.#holds++;
    this.#session.after(() => {
      run();
      this.#goOn();
    });
  }

  /** For what runs by `after`: what comes behind it waits until the returned function is called, once. */
  hold(): () => void {
    this.#holds++;
    const release = this.#session.hold();
    return () => {
      // What it has led to comes first.
      release();
      this.#goOn();
    };
  }

  get #isWaiting(): boolean {
    return this.#holds > 0 || this.#lines.length > 0;
  }

  #put(waiting: Waiting): void {
    const { line, weight, run } = waiting;
    if (!this.#isWaiting) {
      run(line);
      return;
    }
    this.#lines.push(waiting);
    this.#weight += weight;
    for (let i = 0; i < weight; i++) this.#session.after(() => {});
  }

  #goOn(): void {
    this.#holds--;
    while (this.#holds === 0) {
      const next = this.#lines.shift();
      if (!next) return;
      this.#weight -= next.weight;
      next.run(next.line);
    }
  }
}
