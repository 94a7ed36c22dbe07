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
    if (!isAlwaysTaken(draft) && this.#isFull) return refuse("busy");
    this.#push(draft);
    return undefined;
  }

  #push(draft: Draft): void {
    const body = JSON.stringify(draft);
    const size = utf8Length(body);
    this.#drafts.push(draft);
    this.#bodies.push(body);
    this.#sizes.push(size);
    this.#waiting++;
    this.#waitingBytes += size;
  }

  /**
   * Sends the drafts on their way that go together: all that gather, or the first of very many or very large ones.
   * @param bytes that they may have together; one may have more
   */
  gather(bytes: number = LIMITS.logBatchBytes): Gathered {
    const count = batchCount(this.#sizes, bytes);
    const drafts = this.#drafts;
    const bodies = this.#bodies;
    const sizes = this.#sizes;
    this.#drafts = drafts.splice(count);
    this.#bodies = bodies.splice(count);
    this.#sizes = sizes.splice(count);
    return { drafts, lines: `${bodies.join("\n")}\n`, bytes: sumOf(sizes) };
  }

  /**
   * Gives back what gathers, but for what is always taken; none of it has been on its way.
   * @param isKept says what else stays
   */
  giveBack(isKept: (draft: Draft) => boolean): readonly Draft[] {
    const kept = new DraftQueue();
    const given: Draft[] = [];
    for (const draft of this.#drafts) {
      if (isAlwaysTaken(draft) || isKept(draft)) kept.#push(draft);
      else given.push(draft);
    }
    this.#waiting -= given.length;
    this.#waitingBytes -= sumOf(this.#sizes) - sumOf(kept.#sizes);
    this.#drafts = kept.#drafts;
    this.#bodies = kept.#bodies;
    this.#sizes = kept.#sizes;
    return given;
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

/** Whether it is taken however much waits, and whether or not anything can be written: nobody is left to send it again. */
export function isAlwaysTaken({ act }: Draft): boolean {
  return act.type === "close" || act.type === "start" || act.type === "lost";
}

/** How many of the drafts of these sizes make one batch: what a batch holds is told to everybody in one turn. */
function batchCount(sizes: readonly number[], max: number): number {
  let bytes = 0;
  for (let count = 0; count < sizes.length; count++) {
    bytes += sizes[count] ?? 0;
    if (count >= LIMITS.logBatch || (bytes > max && count > 0)) return count;
  }
  return sizes.length;
}

function sumOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}
