/** One message that was taken back, and the next one. */
interface Redaction {
  readonly seq: number;
  next?: Redaction;
}

/**
 * Tells reads that began before a message was taken back, and may have found it, that it was. Nothing is kept that no
 * read can ask for.
 */
export class Redactions {
  #last: Redaction = { seq: 0 };

  /** A message was taken back. */
  add(seq: number): void {
    const redaction = { seq };
    this.#last.next = redaction;
    this.#last = redaction;
  }

  /** A read begins: what it gets says of a message whether it was taken back since now. */
  watch(): (seq: number) => boolean {
    const now = this.#last;
    return (seq) => {
      for (let at = now.next; at; at = at.next) if (at.seq === seq) return true;
      return false;
    };
  }
}
