import type { IncomingMessage, ServerResponse } from "node:http";

/** Why a body broke off: the client is gone, or sent nothing for too long, or the server wanted it to end. */
export type BrokeOff = "gone" | "stalled" | "ended";

/** What is thrown to whoever reads a body that breaks off. */
class BodyError extends Error {
  readonly reason: BrokeOff;

  constructor(reason: BrokeOff) {
    super(`The body of the request broke off: ${reason}`);
    this.reason = reason;
  }
}

/**
 * The body of a request, read piece by piece, no faster than its pieces are wanted. Whoever reads it may leave early: the
 * connection stays open, so that an answer can still be given.
 */
export class RequestBody {
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  /** Milliseconds after which nothing more is waited for. */
  readonly stallMs: number;
  /** Never told to return, which would close the connection. */
  readonly #pieces: AsyncIterator<Uint8Array>;
  #brokeOff: BrokeOff | undefined;
  #isAwaited: boolean;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, stallMs: number) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.stallMs = stallMs;
    this.#pieces = incoming[Symbol.asyncIterator]();
    this.#isAwaited = /^100-continue$/i.test(incoming.headers.expect ?? "");
  }

  /** Bytes that the client said it has; nothing if it did not say. */
  get length(): number | undefined {
    const { headers } = this.#incoming;
    if (headers["transfer-encoding"] !== undefined) return undefined;
    return Number(headers["content-length"] ?? 0);
  }

  /** Whether nothing more of it is to come. */
  get isOver(): boolean {
    return this.#incoming.complete || this.length === 0;
  }

  /** Why it broke off, if it did while it was read. */
  get brokeOff(): BrokeOff | undefined {
    return this.#brokeOff;
  }

  /**
   * Its pieces. Time runs only while the next one is waited for.
   * @throws BodyError (rejects)
   */
  async *bytes(signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    // The client waits for this before it sends a body that may not be wanted.
    if (this.#isAwaited) this.#outgoing.writeContinue();
    this.#isAwaited = false;
    for (let next = await this.#next(signal); !next.done; next = await this.#next(signal)) yield next.value;
  }

  /** Reads the rest and throws it away, for at most so long: who still sends does not listen before it is done. */
  async drain(ms: number): Promise<void> {
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, ms);
    await Promise.race([this.#discard(), patience.promise]);
    clearTimeout(timer);
  }

  async #discard(): Promise<void> {
    try {
      while (!(await this.#pieces.next()).done);
    } catch {
      // The client is gone, so there is nothing more to throw away.
    }
  }

  #next(signal: AbortSignal): Promise<IteratorResult<Uint8Array>> {
    return new Promise((resolve, reject) => {
      const fail = (reason: BrokeOff): void => {
        this.#brokeOff ??= reason;
        settled();
        reject(new BodyError(reason));
      };
      const onAbort = (): void => fail("ended");
      const timer = setTimeout(() => fail("stalled"), this.stallMs);
      const settled = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      };
      signal.addEventListener("abort", onAbort);
      if (signal.aborted) {
        onAbort();
        return;
      }
      this.#pieces.next().then(
        (next) => {
          settled();
          resolve(next);
        },
        () => fail("gone"),
      );
    });
  }
}
