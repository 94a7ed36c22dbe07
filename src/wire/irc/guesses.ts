import { LIMITS } from "../../core/limits.ts";
import { nickKey } from "../../core/names.ts";
import { addressKey } from "../address-key.ts";
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
    const now = line.now();
    if (server.wrong.addresses.isUsedUp(addressKey(line.peer.host), now)) return true;
    return opens !== undefined && server.wrong.targets.isUsedUp(opens, now);
  }

  /**
   * Notes a try that was wrong.
   *
   * @param opens what it was to open, as `accountGuess` and `operatorGuess` have it
   */
  count(opens: string | undefined): void {
    const { line, server } = this.#client;
    const now = line.now();
    this.#count++;
    server.wrong.addresses.count(addressKey(line.peer.host), now);
    if (opens !== undefined) server.wrong.targets.count(opens, now);
  }

  /** Answers a wrong password, in its time; until then the client is not heard, and the last one is its end. */
  refuse(call: Call, opens: string | undefined, answer: () => void): void {
    this.count(opens);
    this.#answer(call, delayOf(this.#count), answer);
  }

  /** Answers a try that was not looked at, after the longest time. */
  bar(call: Call, answer: () => void): void {
    this.#count++;
    this.#answer(call, delayOf(LIMITS.loginAttempts), answer);
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
      if (this.#count >= LIMITS.loginAttempts) {
        this.#client.line.note(`closed after ${this.#count} wrong passwords`);
        this.#client.close("Too many wrong passwords");
      }
      release();
    });
  }
}

/** What a try to sign in to an account is to open, whether there is one of that name or not. */
export function accountGuess(name: string): string {
  return `account ${nickKey(name)}`;
}

/** What a try to become an operator of the server is to open. */
export function operatorGuess(name: string): string {
  return `operator ${name}`;
}

/** How long a connection's wrong password waits for its answer, by how many there have been. */
function delayOf(count: number): number {
  return LIMITS.loginDelayMs * 2 ** (Math.min(count, LIMITS.loginAttempts) - 1);
}
