/** What a server sends over a connection of a test: as a text, and held back where the test wants that. */
export class TestOutput {
  #text = "";
  /** Whoever waits for most of it to have gone out, while nothing does. */
  #stalled: (() => void)[] | undefined;
  /** What was written behind a stream that is on its way. */
  #behind: string | undefined;
  #isOver = false;

  /** Whether a stream is on its way and is not stalled. */
  get isStreaming(): boolean {
    return this.#behind !== undefined && !this.#stalled && !this.#isOver;
  }

  /** As `Line.write`. */
  write(text: string): void {
    if (this.#isOver) return;
    if (this.#behind === undefined) this.#text += text;
    else this.#behind += text;
  }

  /** As `Line.stream`, in UTF-8. */
  stream(source: AsyncIterable<Uint8Array>, done: (isWhole: boolean) => void): void {
    if (this.#isOver) return;
    if (this.#behind === undefined) void this.#send(source, done);
    else done(false);
  }

  /** As `Line.drained`. */
  drained(run: () => void): void {
    this.#whenFlowing(() => {
      if (!this.#isOver) run();
    });
  }

  /** Has all stay with the server until the returned function is called. */
  stall(): () => void {
    this.#stalled = [];
    return () => this.#letGo();
  }

  /** Nothing goes out any more. */
  close(): void {
    this.#isOver = true;
    this.#letGo();
  }

  /** All that came since this was last called. */
  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }

  /** Calls back once nothing stays with the server, or it is over. */
  #whenFlowing(run: () => void): void {
    if (this.#stalled) this.#stalled.push(run);
    else run();
  }

  #letGo(): void {
    const waiting = this.#stalled ?? [];
    this.#stalled = undefined;
    for (const run of waiting) run();
  }

  async #send(source: AsyncIterable<Uint8Array>, done: (isWhole: boolean) => void): Promise<void> {
    const decoder = new TextDecoder();
    let isWhole = true;
    this.#behind = "";
    try {
      for await (const piece of source) {
        await new Promise<void>((go) => this.#whenFlowing(go));
        if (this.#isOver) return;
        this.#text += decoder.decode(piece, { stream: true });
      }
    } catch {
      isWhole = false;
    }
    if (this.#isOver) return;
    this.#text += this.#behind;
    this.#behind = undefined;
    done(isWhole);
  }
}
