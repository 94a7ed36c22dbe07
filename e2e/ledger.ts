/** What clients of a cluster were promised and shown, to be compared with what it has in the end. */
export class Ledger {
  /** Texts that somebody got an acknowledgement for, and the seq if it told one. */
  readonly acknowledged = new Map<string, number | undefined>();
  /** Texts that were refused, and were not said again. */
  readonly refused = new Set<string>();
  /** Texts that somebody saw, and their seqs. */
  readonly shown = new Map<string, number>();
  /** What should never happen, and did. */
  readonly wrongs: string[] = [];
  readonly #waiting = new Set<() => void>();

  /** A text was acknowledged. */
  ok(text: string, seq?: number): void {
    const before = this.acknowledged.get(text);
    if (before !== undefined && seq !== undefined && before !== seq) {
      this.wrongs.push(`"${text}" was acknowledged as ${before}, and as ${seq} when it was said again`);
    }
    this.refused.delete(text);
    this.acknowledged.set(text, seq ?? before);
    this.#tell();
  }

  /** A text was refused, in the dialect's words. */
  no(text: string): void {
    this.refused.add(text);
    this.#tell();
  }

  /** Somebody saw a text. */
  saw(text: string, seq: number): void {
    const before = this.shown.get(text);
    if (before !== undefined && before !== seq) this.wrongs.push(`"${text}" was shown as ${before} and as ${seq}`);
    this.shown.set(text, seq);
  }

  /** Waits until so many texts more are acknowledged. */
  more(count: number, patience?: number): Promise<void> {
    const enough = this.acknowledged.size + count;
    return this.until(`${count} acknowledgements`, () => this.acknowledged.size >= enough, patience);
  }

  /** Waits for something that an acknowledgement or a refusal may bring about. */
  async until(what: string, isSo: () => boolean, patience = 30_000): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (!isSo()) return;
        clearTimeout(timeout);
        this.#waiting.delete(look);
        resolve();
      };
      const timeout = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`waited in vain for ${what}`));
      }, patience);
      this.#waiting.add(look);
    });
  }

  #tell(): void {
    for (const look of this.#waiting) look();
  }
}
