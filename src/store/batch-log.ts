import { type Refusal, refuse } from "../core/answers.ts";
import type { Draft, Entry } from "../core/commands.ts";
import { LIMITS } from "../core/limits.ts";
import type { Clock, Follower, Log } from "../core/ports.ts";
import type { KeptEvents } from "./kept.ts";
import type { LogWriter } from "./log-writer.ts";
import type { Snapshots } from "./snapshots.ts";
import type { Upkeep } from "./upkeep.ts";
import type { Job, Verdict } from "./writer-job.ts";

/** What a log is made of. */
export interface BatchLogParts {
  readonly writer: Pick<LogWriter, "commit">;
  readonly kept: KeptEvents;
  readonly snapshots: Snapshots;
  /** Says what commits take along besides. */
  readonly upkeep: Pick<Upkeep, "take" | "settle">;
  readonly clock: Clock;
  /** The seq and the time of the last entry so far. */
  readonly seq: number;
  readonly at: number;
  /** Called after each commit. It MUST NOT block. @param ms how long it took; nothing if it failed */
  readonly onCommit: (ms: number | undefined) => void;
}

/** Drafts that are committed together. */
interface Batch {
  readonly drafts: readonly Draft[];
  readonly lines: string;
  readonly bytes: number;
}

const NOTHING: Batch = { drafts: [], lines: "", bytes: 0 };

/** Figures of the log, for those who watch the server. */
export interface LogFigures {
  /** Drafts that were taken and have not come back, and the bytes of their JSON. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** How long the last commit took, in milliseconds. */
  readonly lastCommitMs: number;
  /** Commits that succeeded and that failed since the start. */
  readonly commits: number;
  readonly failures: number;
  /** Why the last commit failed; undefined if it did not. */
  readonly failure: string | undefined;
}

/**
 * A log that commits together what arrives together: while one batch is on its way to the disk, the next one gathers.
 * There is never more than one on its way, so the disk sets the pace and the batches grow with the load.
 */
export class BatchLog implements Log {
  readonly #writer: BatchLogParts["writer"];
  readonly #kept: KeptEvents;
  readonly #snapshots: Snapshots;
  readonly #upkeep: BatchLogParts["upkeep"];
  readonly #clock: Clock;
  readonly #onCommit: BatchLogParts["onCommit"];
  #follower: Follower | undefined;
  #seq: number;
  #at: number;
  #drafts: Draft[] = [];
  #bodies: string[] = [];
  /** Bytes of each draft that gathers; their sum with those on their way is `#waitingBytes`. */
  #sizes: number[] = [];
  #waiting = 0;
  #waitingBytes = 0;
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

  constructor(parts: BatchLogParts) {
    this.#writer = parts.writer;
    this.#kept = parts.kept;
    this.#snapshots = parts.snapshots;
    this.#upkeep = parts.upkeep;
    this.#clock = parts.clock;
    this.#onCommit = parts.onCommit;
    this.#seq = parts.seq;
    this.#at = parts.at;
  }

  get figures(): LogFigures {
    return {
      waiting: this.#waiting,
      waitingBytes: this.#waitingBytes,
      lastCommitMs: this.#lastCommitMs,
      commits: this.#commits,
      failures: this.#failures,
      failure: this.#failure,
    };
  }

  /** Names the one who follows. Exactly once, before the first append. */
  attach(follower: Follower): void {
    if (this.#follower) throw new Error("the log has its follower already");
    this.#follower = follower;
  }

  append(draft: Draft): Refusal | undefined {
    if (!this.#follower) throw new Error("the log has no follower yet");
    if (this.#isClosed) return refuse("not-durable");
    const { type } = draft.act;
    if (type !== "close" && type !== "start" && this.#isFull) return refuse("busy");
    const body = JSON.stringify(draft);
    const size = Buffer.byteLength(body);
    this.#drafts.push(draft);
    this.#bodies.push(body);
    this.#sizes.push(size);
    this.#waiting++;
    this.#waitingBytes += size;
    this.#wake();
    return undefined;
  }

  /** Sees to it that events that were just kept come to the disk even if nothing else happens. */
  keepSoon(): void {
    const commits = this.#commits;
    this.#timer ??= setTimeout(() => this.#onTimer(commits), LIMITS.keepMs);
  }

  /** Commits soon what is to be taken along, even if nothing else waits. */
  nudge(): void {
    if (this.#isClosed) return;
    // The batch that gathers, or what is sent when this one has landed, takes it along.
    if (this.#isFlying || this.#drafts.length > 0) this.#isNudged = true;
    else this.#commit(NOTHING, undefined);
  }

  /** Commits all that waits, then a last snapshot. Nothing is taken from then on. */
  async close(): Promise<void> {
    while (!this.#isClosed && (this.#isFlying || this.#drafts.length > 0)) {
      this.#send();
      await new Promise<void>((resolve) => {
        this.#landed = resolve;
      });
    }
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

  get #isFull(): boolean {
    return this.#waiting >= LIMITS.logQueue || this.#waitingBytes >= LIMITS.logQueueBytes;
  }

  /** Sends at the end of this turn of the event loop, with all that came in it. */
  #wake(): void {
    if (this.#isWoken || this.#isFlying) return;
    this.#isWoken = true;
    setImmediate(() => {
      this.#isWoken = false;
      this.#send();
    });
  }

  #send(): void {
    if (this.#isFlying || this.#isClosed || this.#drafts.length === 0) return;
    this.#commit(this.#gathered(), this.#snapshots.takeIfDue());
  }

  #commit(batch: Batch, snapshot: ReturnType<Snapshots["takeIfDue"]>): void {
    this.#isFlying = true;
    this.#isNudged = false;
    const first = this.#seq + 1;
    const at = Math.max(this.#clock(), this.#at);
    const { prune, snapshot: isWanted } = this.#upkeep.take();
    const row = snapshot ?? (isWanted ? this.#snapshots.take() : undefined);
    const job: Job = {
      first,
      at,
      drafts: batch.lines,
      history: this.#kept.send(),
      ...(row && { snapshot: row }),
      ...(prune && { prune }),
    };
    this.#writer.commit(job, (verdict) => this.#land(batch, at, verdict));
  }

  /** Takes the drafts that go together: all, or the first of very many or very large ones. */
  #gathered(): Batch {
    const drafts = this.#drafts;
    const bodies = this.#bodies;
    const sizes = this.#sizes;
    const count = batchCount(sizes);
    this.#drafts = drafts.splice(count);
    this.#bodies = bodies.splice(count);
    this.#sizes = sizes.splice(count);
    return { drafts, lines: `${bodies.join("\n")}\n`, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  }

  #land(batch: Batch, at: number, verdict: Verdict): void {
    if (this.#isStopped) return;
    this.#isFlying = false;
    this.#waiting -= batch.drafts.length;
    this.#waitingBytes -= batch.bytes;
    this.#kept.settle(verdict.failure === undefined);
    this.#upkeep.settle(verdict);
    const isBack = this.#failure !== undefined && verdict.failure === undefined;
    this.#failure = verdict.failure;
    this.#onCommit(verdict.failure === undefined ? verdict.ms : undefined);
    if (verdict.failure === undefined) {
      this.#commits++;
      this.#lastCommitMs = verdict.ms;
      this.#follow(batch.drafts, at);
      // Whoever waits for the log to work again (the hub, with closes that were refused) is told even when nothing came.
      if (isBack && batch.drafts.length === 0) this.#follower?.follow([], []);
    } else {
      this.#failures++;
      for (const draft of batch.drafts) this.#follower?.refused(draft, refuse("not-durable"));
      if (this.#drafts.length > 0) this.#wake();
      this.#retrySoon();
    }
    if (this.#isNudged && this.#drafts.length === 0 && !this.#isFlying) this.nudge();
    if (!this.#isFlying) this.#landed?.();
  }

  #follow(drafts: readonly Draft[], at: number): void {
    const first = this.#seq + 1;
    this.#seq += drafts.length;
    if (drafts.length > 0) this.#at = at;
    // The next batch goes first, so that the disk works while this one is delivered.
    this.#send();
    if (drafts.length === 0) return;
    const entries: Entry[] = drafts.map(({ node, session, act }, i) => ({ seq: first + i, at, node, session, act }));
    this.#follower?.follow(entries, drafts);
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

/** How many of the drafts of these sizes make one batch: what a batch holds is told to everybody in one turn. */
function batchCount(sizes: readonly number[]): number {
  let bytes = 0;
  for (let count = 0; count < sizes.length; count++) {
    bytes += sizes[count] ?? 0;
    if (count >= LIMITS.logBatch || (bytes > LIMITS.logBatchBytes && count > 0)) return count;
  }
  return sizes.length;
}
