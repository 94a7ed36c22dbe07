import { LIMITS } from "../core/limits.ts";
import type { Clock } from "../core/ports.ts";
import { removesNothing } from "../core/retention.ts";
import type { PruneQuestion } from "./prune-plan.ts";
import { startThread, type Thread } from "./thread.ts";
import type { Prune, Verdict } from "./writer-job.ts";

/** What the thread that seeks what is to be removed is started with. */
export interface PruneData extends PruneQuestion {
  readonly file: string;
}

/** What it is told: how much of what it gave last was removed, so that it goes on, or to end. */
export type ToPrune = { readonly removed: number } | "close";

/** What it gives: what is to be removed next, or that a snapshot is to be taken first; nothing if that was all. */
export type FromPrune = { readonly next: Prune | "snapshot" | undefined };

/** What a pruner is made of. */
export interface PrunerParts {
  readonly file: string;
  readonly clock: Clock;
  /** How often it is looked for what is to be removed, in milliseconds. */
  readonly everyMs: number;
  /** The rules as they are after an entry, and the seq of that. */
  rules(): Pick<PruneQuestion, "rules" | "seq">;
  /** Asks for a commit, which takes along what there is. */
  nudge(): void;
  /** Something was removed; `isAll` once nothing is left to be. */
  onRemoved(isAll: boolean): void;
  /** It can't be looked for; that is tried again the next time. */
  onTrouble(cause: unknown): void;
}

/**
 * Removes what is too old or too much: from time to time a thread of its own seeks it, and the commits take it along in
 * small parts with rests between them, so that nobody who waits for a commit waits for more than such a part.
 */
export class Pruner {
  readonly #parts: PrunerParts;
  #timer: NodeJS.Timeout | undefined;
  #thread: Thread | undefined;
  #ended: Promise<void> | undefined;
  /** What is to be removed next, whether it is on its way, and when (by `performance.now`) it may go. */
  #next: FromPrune["next"];
  #isTaken = false;
  #restUntil = 0;
  #isStopped = false;
  #hasRemoved = false;
  #removed = 0;
  #passes = 0;

  constructor(parts: PrunerParts) {
    this.#parts = parts;
  }

  /** How much was removed so far: rows of the history, and messages that share their files no more. */
  get removed(): number {
    return this.#removed;
  }

  /** How often it was looked for everything that is to be removed, and that was done. */
  get passes(): number {
    return this.#passes;
  }

  /** From now on it is looked for what is to be removed. */
  start(): void {
    this.#schedule(Math.min(LIMITS.pruneStartMs, this.#parts.everyMs));
  }

  /** What the commit that is about to go is to remove, or that it is to take a snapshot along. */
  take(): FromPrune["next"] {
    if (!this.#next || this.#isTaken || this.#isStopped || performance.now() < this.#restUntil) return undefined;
    clearTimeout(this.#timer);
    this.#isTaken = true;
    return this.#next;
  }

  /** Takes what became of a commit. */
  settle(verdict: Verdict): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    this.#next = undefined;
    if (this.#isStopped) return;
    if (verdict.failure !== undefined) {
      this.#end();
      return;
    }
    if (verdict.pruned > 0) {
      this.#removed += verdict.pruned;
      this.#hasRemoved = true;
      this.#parts.onRemoved(false);
    }
    this.#restUntil = performance.now() + Math.max(LIMITS.pruneRestMs, LIMITS.pruneRest * verdict.ms);
    this.#thread?.post({ removed: verdict.pruned } satisfies ToPrune);
  }

  /** Nothing is removed from now on. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Ends the thread too. */
  async close(): Promise<void> {
    this.stop();
    this.#closeThread();
    await this.#ended;
  }

  #schedule(afterMs: number): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => this.#begin(), afterMs);
  }

  #begin(): void {
    const { file, clock } = this.#parts;
    const { rules, seq } = this.#parts.rules();
    if (removesNothing(rules)) {
      this.#end();
      return;
    }
    this.#hasRemoved = false;
    this.#thread = startThread(
      "prune-worker",
      { file, rules, seq, now: clock() } satisfies PruneData,
      ({ next }: FromPrune) => this.#hold(next),
      (cause) => this.#lose(cause),
    );
  }

  /** The next commit takes it along, or one that there is only for this. */
  #hold(next: FromPrune["next"]): void {
    if (this.#isStopped) return;
    this.#next = next;
    if (next) this.#timer = setTimeout(() => this.#ask(), Math.max(0, this.#restUntil - performance.now()));
    else {
      this.#passes++;
      if (this.#hasRemoved) this.#parts.onRemoved(true);
      this.#end();
    }
  }

  #ask(): void {
    // Timers may be early by a little.
    this.#restUntil = 0;
    this.#parts.nudge();
  }

  #lose(cause: unknown): void {
    this.#thread = undefined;
    this.#next = undefined;
    if (this.#isStopped) return;
    this.#parts.onTrouble(cause);
    this.#end();
  }

  #end(): void {
    this.#closeThread();
    this.#schedule(this.#parts.everyMs);
  }

  #closeThread(): void {
    this.#ended = this.#thread?.close("close" satisfies ToPrune) ?? this.#ended;
    this.#thread = undefined;
  }
}
