import { LIMITS } from "../core/limits.ts";
import type { Batch, EntrySource } from "../core/ports.ts";
import type { KeptEvents } from "./kept.ts";
import type { LogWriter } from "./log-writer.ts";
import type { Snapshots } from "./snapshots.ts";
import type { Upkeep } from "./upkeep.ts";
import type { Job, Span, Verdict } from "./writer-job.ts";

/** What a committer is made of. */
export interface CommitterParts {
  readonly writer: Pick<LogWriter, "commit">;
  readonly kept: KeptEvents;
  readonly snapshots: Snapshots;
  /** Says what commits take along besides. */
  readonly upkeep: Pick<Upkeep, "take" | "settle">;
  /** Called after each commit. It MUST NOT block. @param ms how long it took; nothing if it failed */
  readonly onCommit: (ms: number | undefined) => void;
}

/** Figures of commits, for those who watch the server. */
export interface CommitFigures {
  /** How long the last commit took, in milliseconds. */
  readonly lastCommitMs: number;
  /** Commits that succeeded and that failed since the start. */
  readonly commits: number;
  readonly failures: number;
  /** Why the last commit failed; undefined if it did not. */
  readonly failure: string | undefined;
}

const NOTHING: Batch = { entries: [], drafts: [], lines: "" };

/**
 * Commits what a source has, one batch at a time: while one is on its way to the disk, the next one gathers there. So the
 * disk sets the pace, and the batches grow with the load.
 */
export class Committer {
  readonly #writer: CommitterParts["writer"];
  readonly #kept: KeptEvents;
  readonly #snapshots: Snapshots;
  readonly #upkeep: CommitterParts["upkeep"];
  readonly #onCommit: CommitterParts["onCommit"];
  #source: EntrySource | undefined;
  #isFlying = false;
  #isWoken = false;
  #isNudged = false;
  #isClosed = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  /** Called once nothing is on its way any more. */
  #landed: (() => void) | undefined;
  #lastCommitMs = 0;
  #commits = 0;
  #failures = 0;
  #failure: string | undefined;

  constructor(parts: CommitterParts) {
    this.#writer = parts.writer;
    this.#kept = parts.kept;
    this.#snapshots = parts.snapshots;
    this.#upkeep = parts.upkeep;
    this.#onCommit = parts.onCommit;
  }

  get figures(): CommitFigures {
    return {
      lastCommitMs: this.#lastCommitMs,
      commits: this.#commits,
      failures: this.#failures,
      failure: this.#failure,
    };
  }

  /** Names the source. Exactly once. */
  attach(source: EntrySource): void {
    if (this.#source) throw new Error("there is a source already");
    this.#source = source;
  }

  /** Sends at the end of this turn of the event loop, with all that came in it. */
  wake(): void {
    if (this.#isWoken || this.#isFlying) return;
    this.#isWoken = true;
    setImmediate(() => {
      this.#isWoken = false;
      this.#send();
    });
  }

  /** Sees to it that events that were just kept come to the disk even if nothing else happens. */
  keepSoon(): void {
    const commits = this.#commits;
    this.#timer ??= setTimeout(() => this.#onTimer(commits), LIMITS.keepMs);
  }

  /** Commits soon what is to be taken along, even if nothing else waits. */
  nudge(): void {
    if (this.#isClosed) return;
    // What is on its way, or about to go, takes it along.
    if (this.#isFlying || this.#source?.isWaiting) this.#isNudged = true;
    else this.#commit(NOTHING, undefined);
  }

  /**
   * Commits all that waits, then a last snapshot. Nothing is taken from then on.
   * @param drained called in between, when nothing waits
   */
  async close(drained: () => void = () => {}): Promise<void> {
    while (!this.#isClosed && (this.#isFlying || this.#source?.isWaiting)) {
      this.#send();
      await new Promise<void>((resolve) => {
        this.#landed = resolve;
      });
    }
    drained();
    if (this.#isStopped) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await new Promise<void>((resolve) => {
      this.#landed = resolve;
      this.#commit(NOTHING, this.#snapshots.takeIfNew());
    });
  }

  /** After something broke: takes nothing and tells nothing from now on; what was taken may or may not be durable. */
  stop(): void {
    this.#isClosed = true;
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#landed?.();
  }

  #send(): void {
    if (this.#isFlying || this.#isClosed || !this.#source?.isWaiting) return;
    this.#commit(this.#source.take(), this.#snapshots.takeIfDue());
  }

  #commit(batch: Batch, snapshot: ReturnType<Snapshots["takeIfDue"]>): void {
    this.#isFlying = true;
    this.#isNudged = false;
    const { prune, snapshot: isWanted } = this.#upkeep.take();
    const row = snapshot ?? (isWanted ? this.#snapshots.take() : undefined);
    const job: Job = {
      first: batch.entries[0]?.seq ?? 0,
      spans: spansOf(batch),
      drafts: batch.lines,
      history: this.#kept.send(),
      ...(batch.mark !== undefined && { mark: batch.mark }),
      ...(row && { snapshot: row }),
      ...(prune && { prune }),
    };
    this.#writer.commit(job, (verdict) => this.#land(batch, verdict));
  }

  #land(batch: Batch, verdict: Verdict): void {
    if (this.#isStopped) return;
    this.#isFlying = false;
    this.#kept.settle(verdict.failure === undefined);
    this.#upkeep.settle(verdict);
    const isBack = this.#failure !== undefined && verdict.failure === undefined;
    this.#failure = verdict.failure;
    this.#onCommit(verdict.failure === undefined ? verdict.ms : undefined);
    if (verdict.failure === undefined) {
      this.#commits++;
      this.#lastCommitMs = verdict.ms;
      // The next batch goes first, so that the disk works while this one is delivered.
      this.#send();
      // Whoever waits for the disk to work again (the hub, with closes that were refused) is told even when nothing came.
      if (batch.entries.length > 0 || isBack) this.#source?.landed(batch);
    } else {
      this.#failures++;
      if (batch.entries.length > 0) this.#source?.failed(batch);
      this.#retrySoon();
    }
    if (this.#isNudged && !this.#source?.isWaiting && !this.#isFlying) this.nudge();
    if (!this.#isFlying) this.#landed?.();
  }

  /** While commits fail, one is tried from time to time, so that it is known when they succeed again. */
  #retrySoon(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    const commits = this.#commits;
    this.#timer = setTimeout(() => this.#onTimer(commits), LIMITS.logRetryMs);
  }

  /** @param commits - how many there had been when the timer was set */
  #onTimer(commits: number): void {
    this.#timer = undefined;
    if (this.#isClosed || (this.#kept.size === 0 && this.#failure === undefined)) return;
    // With traffic, the next commit takes along what was kept; one more would only be in its way.
    if (this.#isFlying || commits !== this.#commits) {
      this.keepSoon();
      return;
    }
    this.#commit(NOTHING, this.#failure === undefined ? undefined : this.#snapshots.take());
  }
}

/** How many entries of a batch, one after the other, are of which time. */
function spansOf({ entries }: Batch): Span[] {
  const spans: { at: number; count: number }[] = [];
  let last: { at: number; count: number } | undefined;
  for (const { at } of entries) {
    if (last?.at === at) last.count++;
    else {
      last = { at, count: 1 };
      spans.push(last);
    }
  }
  return spans;
}
