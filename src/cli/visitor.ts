/** Somebody who talks to a server, in whatever dialect. */
export interface Visitor {
  /** The dialect, for people. */
  readonly dialect: string;
  readonly name: string;
  /** Whether something may be said just now. */
  readonly isReady: boolean;
  /** Says something. To be called only when ready. */
  say(text: string): void;
  /** Says goodbye. `gone` is settled when the connection has ended. */
  leave(): void;
  /** Whether the visitor got in; the reason as a clause if not. */
  readonly arrived: Promise<string | undefined>;
  /** Settled when the connection has ended, by whomever. */
  readonly gone: Promise<void>;
}

/** What of a visitor is told once. */
export class Stay {
  readonly #arrived = Promise.withResolvers<string | undefined>();
  readonly #gone = Promise.withResolvers<void>();
  #isHere = false;

  get arrived(): Promise<string | undefined> {
    return this.#arrived.promise;
  }

  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Whether the visitor is in and has not left. */
  get isHere(): boolean {
    return this.#isHere;
  }

  begin(): void {
    this.#isHere = true;
    this.#arrived.resolve(undefined);
  }

  end(why = "the server hung up"): void {
    this.#isHere = false;
    this.#arrived.resolve(why);
    this.#gone.resolve();
  }
}
