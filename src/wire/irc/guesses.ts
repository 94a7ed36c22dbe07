import { RATES } from "../../core/rates.ts";
import { guessDelay } from "../wrong-passwords.ts";
import type { Call } from "./call.ts";
import type { Client } from "./client.ts";

/**
 * The wrong passwords of one connection: each is answered later than the one before, and there are only so many. They
 * count for its address too, and for what they were to open, beyond the connection.
 */
export class Guesses {
  readonly #client: Client;
  #count = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Whether so many were wrong, from this address or for what is to be opened, that no other is looked at now. */
  isBarred(opens: string | undefined): boolean {
    const { line, server } = this.#client;
    return server.wrong.isBarred(line.peer.host, opens, line.now());
  }

  /**
   * Notes a try that was wrong.
   *
   * @param opens what it was to open, as `accountGuess` and `operatorGuess` have it
   */
  count(opens: string | undefined): void {
    const { line, server } = this.#client;
    this.#count++;
    server.wrong.count(line.peer.host, opens, line.now());
  }

  /** Answers a wrong password, in its time; until then the client is not heard, and the last one is its end. */
  refuse(call: Call, opens: string | undefined, answer: () => void): void {
    this.count(opens);
    this.#answer(call, guessDelay(this.#count), answer);
  }

  /** Answers a wrong password that was counted already, as `refuse` does. */
  delay(call: Call, answer: () => void): void {
    this.#count++;
    this.#answer(call, guessDelay(this.#count), answer);
  }

  /** Answers a try that was not looked at, after the longest time. */
  bar(call: Call, answer: () => void): void {
    this.#count++;
    this.#answer(call, guessDelay(RATES.wrongPerConnection.most), answer);
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

  #answer(call: Call, wait: number, answer: () => void): void {
    const release = this.hold(call);
    this.#client.line.timer(wait, () => {
      answer();
      if (this.#count >= RATES.wrongPerConnection.most) {
        this.#client.line.note(`closed after ${this.#count} wrong passwords`);
        this.#client.close("Too many wrong passwords");
      }
      release();
    });
  }
}
