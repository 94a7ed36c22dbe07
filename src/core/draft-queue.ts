import { type Refusal, refuse } from "./answers.ts";
import type { Draft } from "./commands.ts";
import { LIMITS } from "./limits.ts";
import { utf8Length } from "./utf8.ts";

/** Drafts that go on their way together. */
export interface Gathered {
  readonly drafts: readonly Draft[];
  /** Each draft as JSON, with a line end. */
  readonly lines: string;
  /** Of the JSON, in UTF-8. */
  readonly bytes: number;
}

/** Drafts that a log took and that have not come back: those that gather, and those that are on their way. */
export class DraftQueue {
  #drafts: Draft[] = [];
  #bodies: string[] = [];
  /** Bytes of each draft that gathers. */
  #sizes: number[] = [];
  #waiting = 0;
  #waitingBytes = 0;

  /** How many have not come back. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The bytes of their JSON. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** How many gather. */
  get gathering(): number {
    return this.#drafts.length;
  }

  /** Takes a draft, unless too much waits already; what the port `Log` always takes, it always takes. */
  add(draft: Draft): Refusal | undefined {
    const { type } = draft.act;
    const isTaken = type === "close" || type === "start" || type === "lost";
    if (!isTaken && this.#isFull) return refuse("busy");
    const body = JSON.stringify(draft);
    const size = utf8Length(body);
    this.#drafts.push(draft);
    this.#bodies.push(body);
    this.#sizes.push(size);
    this.#waiting++;
    this.#waitingBytes += size;
    return undefined;
  }

  /** Sends the drafts on their way that go together: all that gather, or the first of very many or very large ones. */
  gather(): Gathered {
    const count = batchCount(this.#sizes);
    const drafts = this.#drafts;
    const bodies = this.#bodies;
    const sizes = this.#sizes;
    this.#drafts = drafts.splice(count);
    this.#bodies = bodies.splice(count);
    this.#sizes = sizes.splice(count);
    return { drafts, lines: `${bodies.join("\n")}\n`, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  }

  /** They have come back, whether as entries or refused. */
  cameBack({ drafts, bytes }: Gathered): void {
    this.#waiting -= drafts.length;
    this.#waitingBytes -= bytes;
  }

  get #isFull(): boolean {
    return this.#waiting >= LIMITS.logQueue || this.#waitingBytes >= LIMITS.logQueueBytes;
  }
}

/** How many of the drafts of these sizes make one batch: what a batch holds is told to everybody in one turn. */
function batchCount(sizes: readonly number[]): number {
  let bytes = 0;
  for (let count = 0; count < sizes.length; count++) {
    bytes += sizes[count] ?? 0;
    if (count >= LIMITS.logBatch || (bytes > LIMITS.logBatchBytes && count > 0)) return count;
  }
  return sizes.length;
}
