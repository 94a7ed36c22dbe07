import type { Found, Item } from "./item.ts";

/** A source is not in the order of time. */
export class Unsorted extends Error {
  /** Which of the sources. */
  readonly source: number;

  constructor(source: number) {
    super(`source ${source} is not in the order of time`);
    this.source = source;
  }
}

/**
 * Merges sources, each of which is in the order of time. Of items of one time those of the first source come first; what
 * is known of channels comes as soon as it is read.
 * @param take - is given one after the other; if it throws, that ends it all
 * @throws Unsorted (rejects)
 */
export async function merge(
  sources: readonly AsyncIterable<readonly Found[]>[],
  take: (found: Found) => void,
): Promise<void> {
  const heads = sources.map((source, i) => new Head(i, source, take));
  try {
    for (const head of heads) await head.fill();
    for (;;) {
      const first = earliest(heads);
      if (!first) return;
      // Its items are taken as long as none of another source comes before them.
      const others = heads.filter((head) => head !== first);
      const upTo = Math.min(...others.map((head) => (head.source < first.source ? head.at - 1 : head.at)));
      first.takeUpTo(upTo);
      await first.fill();
    }
  } finally {
    // Whoever breaks off lets go of what is open.
    for (const head of heads) await head.close();
  }
}

/** A source, and how far it has been taken. */
class Head {
  readonly source: number;
  readonly #batches: AsyncIterator<readonly Found[]>;
  readonly #take: (found: Found) => void;
  #batch: readonly Found[] = [];
  #next = 0;
  #item: Item | undefined;
  #last = 0;

  constructor(source: number, batches: AsyncIterable<readonly Found[]>, take: (found: Found) => void) {
    this.source = source;
    this.#batches = batches[Symbol.asyncIterator]();
    this.#take = take;
  }

  /** The time of the next item; infinite behind the last one. */
  get at(): number {
    return this.#item?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Waits for the next item, if it is not there, and there is one. */
  async fill(): Promise<void> {
    while (!this.#item) {
      const { value, done } = await this.#batches.next();
      if (done) return;
      this.#batch = value;
      this.#next = 0;
      this.#advance();
    }
  }

  /** Takes what is there of items up to a time, at least one. */
  takeUpTo(at: number): void {
    while (this.#item) {
      this.#take(this.#item);
      this.#advance();
      if (this.at > at) return;
    }
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }

  #advance(): void {
    this.#item = undefined;
    while (this.#next < this.#batch.length) {
      const found = this.#batch[this.#next++];
      if (!found) continue;
      if (found.told) {
        if (found.at < this.#last) throw new Unsorted(this.source);
        this.#last = found.at;
        this.#item = found;
        return;
      }
      this.#take(found);
    }
  }
}

/** The one whose next item comes first; nothing if all are at their ends. */
function earliest(heads: readonly Head[]): Head | undefined {
  let first: Head | undefined;
  for (const head of heads) if (head.at < (first?.at ?? Number.POSITIVE_INFINITY)) first = head;
  return first;
}
