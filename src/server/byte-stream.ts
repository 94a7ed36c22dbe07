import { LIMITS } from "../core/limits.ts";

/** What carries a stream's bytes to the other end. */
export interface BytePipe {
  /** Bytes that were given to it and are not yet with the system. */
  readonly waiting: number;
  /** Sends bytes, which are the pipe's from then on; `sent` is called once the system has them, and never if it can't. */
  sendBytes(bytes: Uint8Array, sent: () => void): void;
}

/** What a stream tells its owner: one of them, once, and nothing after `stop`. */
export interface ByteStreamOwner {
  /** All was given to the pipe. */
  whole(): void;
  /** The source failed. */
  broke(cause: unknown): void;
  /** Nothing went out for `LIMITS.stallMs`: the other end does not read. */
  stalled(): void;
}

/** Bytes that go out no faster than they are read at the other end, so that only `LIMITS.streamBytes` of them wait. */
export class ByteStream {
  readonly #pipe: BytePipe;
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #owner: ByteStreamOwner;
  #isOver = false;
  #wake: () => void = () => {};

  constructor(pipe: BytePipe, source: AsyncIterable<Uint8Array>, owner: ByteStreamOwner) {
    this.#pipe = pipe;
    this.#source = source;
    this.#owner = owner;
  }

  /** Begins. Called once. */
  start(): void {
    this.#send().then(
      () => this.#end(() => this.#owner.whole()),
      (cause: unknown) => this.#end(() => this.#owner.broke(cause)),
    );
  }

  /** Sends nothing more, and lets go of the source. Called any number of times. */
  stop(): void {
    this.#isOver = true;
    this.#wake();
  }

  async #send(): Promise<void> {
    // To return from here is what lets go of the source.
    for await (const piece of this.#source) {
      if (this.#isOver) return;
      this.#pipe.sendBytes(piece, () => this.#wake());
      await this.#room();
      if (this.#isOver) return;
    }
  }

  /** Waits until little enough is on its way. */
  async #room(): Promise<void> {
    while (!this.#isOver && this.#pipe.waiting > LIMITS.streamBytes) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const patience = setTimeout(() => this.#end(() => this.#owner.stalled()), LIMITS.stallMs);
      patience.unref();
      await promise;
      clearTimeout(patience);
    }
  }

  #end(tell: () => void): void {
    if (this.#isOver) return;
    this.stop();
    tell();
  }
}
