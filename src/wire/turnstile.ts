import { LIMITS } from "../core/limits.ts";
import { utf8Length } from "../core/utf8.ts";

/** What waits for its turn, with what waits behind it. */
interface Waiting {
  readonly bytes: number;
  readonly run: () => void;
  next?: Waiting;
}

/**
 * Lets a connection's lines through in order, but for the time in which one of them is still being worked on outside
 * (a password takes long): then what comes after it waits.
 */
export class Turnstile {
  #holds = 0;
  #first: Waiting | undefined;
  #last: Waiting | undefined;
  #lines = 0;
  #bytes = 0;

  /** Takes what a line leads to, now or in its turn; false, and it is not taken, if more waits than the server holds. */
  pass(text: string, run: () => void): boolean {
    if (this.#holds === 0 && !this.#first) {
      run();
      return true;
    }
    const bytes = utf8Length(text);
    if (this.#lines >= LIMITS.ircWaitingLines || this.#bytes + bytes > LIMITS.ircWaitingBytes) return false;
    const waiting: Waiting = { bytes, run };
    if (this.#last) this.#last.next = waiting;
    else this.#first = waiting;
    this.#last = waiting;
    this.#lines++;
    this.#bytes += bytes;
    return true;
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
    for (let next = this.#take(); next; next = this.#take()) next.run();
  }

  #take(): Waiting | undefined {
    const first = this.#first;
    if (this.#holds > 0 || !first) return undefined;
    this.#first = first.next;
    if (!first.next) this.#last = undefined;
    this.#lines--;
    this.#bytes -= first.bytes;
    return first;
  }
}
