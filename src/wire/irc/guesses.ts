import { LIMITS } from "../../core/limits.ts";
import type { Call } from "./call.ts";
import type { Client } from "./client.ts";

/** The wrong passwords of one connection: each is answered later than the one before, and there are only so many. */
export class Guesses {
  readonly #client: Client;
  #count = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Answers a wrong password, in its time; until then the client is not heard, and the last one is its end. */
  refuse(call: Call, answer: () => void): void {
    const release = this.hold(call);
    const wait = LIMITS.loginDelayMs * 2 ** this.#count++;
    this.#client.line.timer(wait, () => {
      answer();
      if (this.#count >= LIMITS.loginAttempts) {
        this.#client.line.note(`closed after ${this.#count} wrong passwords`);
        this.#client.close("Too many wrong passwords");
      }
      release();
    });
  }

  /** What the client sends from now on waits until the returned function is called. */
  hold(call: Call): () => void {
    const done = call.later();
    const release = this.#client.turnstile.hold();
    return () => {
      done();
      release();
    };
  }
}
