/** Somebody who talks to a server, in whatever dialect. */
export interface Visitor {
  /** The dialect, for people. */
  readonly dialect: string;
  /** The nick that others see; settled once the visitor has arrived. */
  readonly name: string;
  readonly stay: Omit<Stay, "begin" | "end" | "distrusted">;
  /** Whether something may be said just now. */
  readonly isReady: boolean;
  /** Says something. To be called only when ready. */
  say(text: string): void;
  /** Says goodbye. Their stay ends with the connection. */
  leave(): void;
}

/** What of a visitor is told once. */
export class Stay {
  readonly #arrived = Promise.withResolvers<string | undefined>();
  readonly #gone = Promise.withResolvers<void>();
  #isHere = false;
  #distrust: string | undefined;

  /** Why the server is not the one that was meant, as a sentence, if that is why the visitor did not get in. */
  get distrust(): string | undefined {
    return this.#distrust;
  }

  /** Whether the visitor got in; the reason as a clause if not. */
  get arrived(): Promise<string | undefined> {
    return this.#arrived.promise;
  }

  /** Settled when the connection has ended, by whomever. */
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

  /** The server is not the one that was meant. */
  distrusted(text: string): void {
    this.#distrust = text;
    this.end("it is not trusted");
  }

  end(why = "the server hung up"): void {
    this.#isHere = false;
    this.#arrived.resolve(why);
    this.#gone.resolve();
  }
}
