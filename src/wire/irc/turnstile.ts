import { LIMITS, utf8Length } from "../../core/limits.ts";

/**
 * Lets a connection's lines through in order, but for the time in which one of them is still being worked on outside
 * (a password takes long): then what comes after it waits.
 */
export class Turnstile {
  #holds = 0;
  #waiting: (() => void)[] = [];
  #bytes = 0;

  /** Takes what a line leads to, now or in its turn; false if more waits than the server holds. */
  pass(text: string, run: () => void): boolean {
    if (this.#holds === 0) {
      run();
      return true;
    }
    this.#waiting.push(run);
    // Empty lines take room too.
    this.#bytes += utf8Length(text) + 2;
    return this.#bytes <= LIMITS.ircWaitingBytes;
  }

  /** Lets nothing through until the returned function is called, once; holds may overlap. */
  hold(): () => void {
    this.#holds++;
    return () => {
      if (--this.#holds === 0) this.#drain();
    };
  }

  /** What comes out may hold again; the rest then goes on waiting. */
  #drain(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    for (const [i, run] of waiting.entries()) {
      run();
      if (this.#holds === 0) continue;
      this.#waiting = [...waiting.slice(i + 1), ...this.#waiting];
      return;
    }
  }
}
