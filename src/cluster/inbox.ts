import type { Draft, Entry } from "../core/commands.ts";
import type { Gathered } from "../core/draft-queue.ts";
import { LIMITS } from "../core/limits.ts";
import type { Batch } from "../core/ports.ts";
import type { StreamMessage } from "./ports.ts";
import { markOf, type Position } from "./position.ts";

/** A message of the stream that was read for the first time. */
export interface Received {
  readonly message: StreamMessage;
  readonly drafts: readonly Draft[];
  /** Where the stream stands after it. */
  readonly position: Position;
  /** There if its drafts were taken here: then they are the very objects. */
  readonly gathered?: Gathered;
}

interface Item extends Received {
  readonly entries: readonly Entry[];
}

/** What was read in the stream and is not on this node's disk yet. */
export class Inbox {
  #seq: number;
  #at: number;
  #items: Item[] = [];
  #bytes = 0;
  readonly #flying = new Map<Batch, readonly Item[]>();

  /** @param seq of the last entry before, and its time */
  constructor(seq: number, at: number) {
    this.#seq = seq;
    this.#at = at;
  }

  /** Whether something is to go to the disk. */
  get isWaiting(): boolean {
    return this.#items.length > 0;
  }

  /** Whether more may come. */
  get hasRoom(): boolean {
    return this.#bytes < LIMITS.logQueueBytes;
  }

  /** Makes entries of a message: each has the next seq, and a time that does not go back. */
  add(received: Received): void {
    const { message, drafts } = received;
    this.#at = Math.max(this.#at, message.at);
    const entries = drafts.map(({ node, session, act }) => ({ seq: ++this.#seq, at: this.#at, node, session, act }));
    this.#items.push({ ...received, entries });
    this.#bytes += message.lines.length;
  }

  /** What goes to the disk next: all that waits, or the first of very much. */
  take(): Batch {
    const items = this.#items.splice(0, this.#count());
    const drafts = items.flatMap(({ gathered, entries }): readonly (Draft | undefined)[] =>
      gathered ? gathered.drafts : entries.map(() => undefined),
    );
    const last = items.at(-1);
    const batch: Batch = {
      entries: items.flatMap(({ entries }) => entries),
      drafts,
      lines: items.map(({ message }) => message.lines).join(""),
      ...(last && { mark: markOf(last.position) }),
    };
    this.#flying.set(batch, items);
    return batch;
  }

  /** It is there. @returns what was taken here of it */
  landed(batch: Batch): readonly Gathered[] {
    const items = this.#flying.get(batch) ?? [];
    this.#flying.delete(batch);
    for (const { message } of items) this.#bytes -= message.lines.length;
    return items.flatMap(({ gathered }) => gathered ?? []);
  }

  /** It is not, and is taken again. */
  failed(batch: Batch): void {
    this.#items.unshift(...(this.#flying.get(batch) ?? []));
    this.#flying.delete(batch);
  }

  /** Forgets what waits; nothing of it goes to the disk any more. */
  clear(): void {
    this.#items = [];
    this.#bytes = 0;
  }

  /** How many messages go together; the first one does in any case. */
  #count(): number {
    let entries = 0;
    let bytes = 0;
    for (const [i, item] of this.#items.entries()) {
      entries += item.entries.length;
      bytes += item.message.lines.length;
      if (i > 0 && (entries > LIMITS.logBatch || bytes > LIMITS.logBatchBytes)) return i;
    }
    return this.#items.length;
  }
}
