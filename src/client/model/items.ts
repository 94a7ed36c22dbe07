import type { GapItem, Message, MessageItem, NoteItem } from "./timeline.ts";

/** What has its place in the log. */
export type SettledItem = MessageItem | NoteItem | GapItem;

/** An item with its place. A gap's is between two seqs. */
export interface Placed {
  readonly seq: number;
  readonly item: SettledItem;
}

/** Items in the order of the log, each key once. */
export class Items {
  #placed: Placed[] = [];
  /** The seqs of items, by their keys. */
  readonly #seqs = new Map<string, number>();

  get length(): number {
    return this.#placed.length;
  }

  /** The seq of the first item. */
  get first(): number | undefined {
    return this.#placed[0]?.seq;
  }

  get last(): number | undefined {
    return this.#placed.at(-1)?.seq;
  }

  /** All of them, as a list of its own. */
  list(): SettledItem[] {
    return this.#placed.map(({ item }) => item);
  }

  /** The latest message. */
  lastMessage(): Message | undefined {
    const found = this.#placed.findLast(({ item }) => item.kind === "message")?.item;
    return found?.kind === "message" ? found.message : undefined;
  }

  find(key: string): SettledItem | undefined {
    const index = this.#indexOf(key);
    return index === undefined ? undefined : this.#placed[index]?.item;
  }

  /** The item of a seq. */
  at(seq: number): SettledItem | undefined {
    const found = this.#placed[this.#firstFrom(seq)];
    return found?.seq === seq ? found.item : undefined;
  }

  /** Adds those that are not there, which are in the order of the log. Whether there were any. */
  add(placed: readonly Placed[]): boolean {
    const fresh = placed.filter(({ seq, item }) => {
      if (this.#seqs.has(item.key)) return false;
      this.#seqs.set(item.key, seq);
      return true;
    });
    const [first] = fresh;
    if (!first) return false;
    const last = this.last;
    if (last === undefined || first.seq >= last) this.#placed.push(...fresh);
    else this.#placed = [...fresh, ...this.#placed].sort((one, other) => one.seq - other.seq);
    return true;
  }

  /** Makes another of a message. Whether it is there. */
  change(id: string, make: (item: MessageItem) => MessageItem): boolean {
    const index = this.#indexOf(id);
    const found = index === undefined ? undefined : this.#placed[index];
    if (index === undefined || found?.item.kind !== "message") return false;
    const item = make(found.item);
    if (item !== found.item) this.#placed[index] = { seq: found.seq, item };
    return true;
  }

  /** Has between two seqs these, which are in the order of the log, and of what was there only gaps and what was taken back. */
  replaceBetween(first: number, last: number, placed: readonly Placed[]): void {
    const [begin, end] = [this.#firstFrom(first), this.#firstFrom(last + 1)];
    const before = new Map(this.#placed.slice(begin, end).map((one) => [one.item.key, one]));
    const fresh = placed.map(({ seq, item }) => ({ seq, item: asBefore(item, before.get(item.key)?.item) }));
    for (const { item } of fresh) before.delete(item.key);
    const kept = [...before.values()].filter(({ item }) => stays(item));
    for (const key of before.keys()) this.#seqs.delete(key);
    const all = [...fresh, ...kept].sort((one, other) => one.seq - other.seq);
    for (const { seq, item } of all) this.#seqs.set(item.key, seq);
    this.#placed = [...this.#placed.slice(0, begin), ...all, ...this.#placed.slice(end)];
  }

  /** Lets go of so many from the beginning, or from the end. */
  drop(count: number, from: "beginning" | "end"): void {
    const gone = this.#placed.splice(from === "beginning" ? 0 : Math.max(0, this.#placed.length - count), count);
    for (const { item } of gone) this.#seqs.delete(item.key);
  }

  /** Keeps only those behind a seq. */
  dropUntil(seq: number): void {
    this.drop(this.#firstFrom(seq + 1), "beginning");
  }

  clear(): void {
    this.#placed = [];
    this.#seqs.clear();
  }

  #indexOf(key: string): number | undefined {
    const seq = this.#seqs.get(key);
    if (seq === undefined) return undefined;
    for (let i = this.#firstFrom(seq); this.#placed[i]?.seq === seq; i++) {
      if (this.#placed[i]?.item.key === key) return i;
    }
    return undefined;
  }

  /** The index of the first item of that seq or a later one. */
  #firstFrom(seq: number): number {
    let low = 0;
    let high = this.#placed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#placed[middle]?.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** What was one's own stays so, whatever one is called by now. */
function asBefore(item: SettledItem, before: SettledItem | undefined): SettledItem {
  return item.kind === "message" && before?.kind === "message" ? { ...item, isOwn: before.isOwn } : item;
}

/** Whether something is shown though the server's history does not have it. */
function stays(item: SettledItem): boolean {
  return item.kind === "gap" || (item.kind === "message" && item.message.takenBack !== undefined);
}
