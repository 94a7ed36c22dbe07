/** A stream of bytes ended before it was through. */
export class BrokenOff extends Error {
  override readonly name: string = "BrokenOff";
}

/** Ends the wait for a stream's next piece, which may never come. */
export class Stop {
  #reject: ((why: Error) => void) | undefined;
  #why: Error | undefined;

  /** Whether it was said that it is to end. */
  get isStopped(): boolean {
    return this.#why !== undefined;
  }

  /** Lets the stream be broken off for that reason. */
  now(why: Error): void {
    this.#why ??= why;
    this.#reject?.(this.#why);
  }

  /**
   * The pieces of a stream, until it ends or is stopped.
   * @throws BrokenOff whose cause is why it was stopped, or what the stream threw
   */
  async *through<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    const iterator = source[Symbol.asyncIterator]();
    let hasEnded = false;
    try {
      for (;;) {
        const next = await this.#next(iterator);
        hasEnded = next.done === true;
        if (next.done) return;
        yield next.value;
      }
    } finally {
      // Not waited for: it may stand behind a piece that never comes.
      if (!hasEnded) iterator.return?.().catch(() => {});
    }
  }

  /**
   * What comes of some work, unless it is stopped before: then it is not waited for any more. One thing at a time.
   * @throws Error (rejects) why it was stopped, or what the work threw
   */
  or<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#reject = reject;
      if (this.#why) reject(this.#why);
      work.then(resolve, reject);
    });
  }

  async #next<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T>> {
    try {
      return await this.or(iterator.next());
    } catch (cause) {
      throw new BrokenOff("The upload broke off.", { cause });
    }
  }
}
