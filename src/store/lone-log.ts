import { type Refusal, refuse } from "../core/answers.ts";
import type { Draft, Entry } from "../core/commands.ts";
import { DraftQueue, type Gathered } from "../core/draft-queue.ts";
import type { Batch, Clock, EntrySource, Follower, Log } from "../core/ports.ts";

/** What a lone server's log is made of. */
export interface LoneLogParts {
  /** Has what waits taken in a later turn. */
  readonly wake: () => void;
  readonly clock: Clock;
  /** The seq and the time of the last entry so far. */
  readonly seq: number;
  readonly at: number;
}

/** The log of a lone server: the order in which drafts come is the order of the entries, and the time is its own. */
export class LoneLog implements Log, EntrySource {
  readonly #wake: () => void;
  readonly #clock: Clock;
  readonly #queue = new DraftQueue();
  #follower: Follower | undefined;
  #seq: number;
  #at: number;
  #isClosed = false;
  /** What is on its way to the disk, and what has come there and is told next. */
  readonly #flying = new Map<Batch, Gathered>();

  constructor({ wake, clock, seq, at }: LoneLogParts) {
    this.#wake = wake;
    this.#clock = clock;
    this.#seq = seq;
    this.#at = at;
  }

  /** Drafts that were taken and have not come back, and the bytes of their JSON. */
  get waiting(): { readonly waiting: number; readonly waitingBytes: number } {
    const { waiting, waitingBytes } = this.#queue;
    return { waiting, waitingBytes };
  }

  /** Names the one who follows. Exactly once, before the first append. */
  attach(follower: Follower): void {
    if (this.#follower) throw new Error("the log has its follower already");
    this.#follower = follower;
  }

  append(draft: Draft): Refusal | undefined {
    if (!this.#follower) throw new Error("the log has no follower yet");
    if (this.#isClosed) return refuse("not-durable");
    const refusal = this.#queue.add(draft);
    if (!refusal) this.#wake();
    return refusal;
  }

  /** Nothing is taken from now on. */
  close(): void {
    this.#isClosed = true;
  }

  get isWaiting(): boolean {
    return this.#queue.gathering > 0;
  }

  take(): Batch {
    const gathered = this.#queue.gather();
    const { drafts, lines } = gathered;
    const first = this.#seq + 1;
    const at = Math.max(this.#clock(), this.#at);
    this.#seq += drafts.length;
    this.#at = at;
    const entries: Entry[] = drafts.map(({ node, session, act }, i) => ({ seq: first + i, at, node, session, act }));
    const batch: Batch = { entries, drafts, lines };
    this.#flying.set(batch, gathered);
    return batch;
  }

  landed(batch: Batch): void {
    this.#cameBack(batch);
    this.#follower?.follow(batch.entries, batch.drafts);
  }

  failed(batch: Batch): void {
    const gathered = this.#cameBack(batch);
    this.#seq -= batch.entries.length;
    for (const draft of gathered?.drafts ?? []) this.#follower?.refused(draft, refuse("not-durable"));
    if (this.isWaiting) this.#wake();
  }

  #cameBack(batch: Batch): Gathered | undefined {
    const gathered = this.#flying.get(batch);
    this.#flying.delete(batch);
    if (gathered) this.#queue.cameBack(gathered);
    return gathered;
  }
}
