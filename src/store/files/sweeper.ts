import { join } from "node:path";
import type { FileRef } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Clock } from "../../core/ports.ts";
import type { Contents, Use } from "./contents.ts";
import { type Disk, namesIn, removeFile } from "./disk.ts";
import type { FileRows } from "./file-rows.ts";
import type { RecentHashes } from "./recent.ts";
import type { Unshared, UnsharedFiles } from "./unshared.ts";

/** Files of an upload. */
const LEFTOVER = /^([a-z2-7]{26})\.(?:part|json(?:\.new)?)$/;

/** What is swept. */
export interface SweeperParts {
  readonly disk: Disk;
  /** The folder of the records of unshared files. */
  readonly dir: string;
  readonly unshared: UnsharedFiles;
  readonly contents: Contents;
  readonly recent: RecentHashes;
  readonly rows: FileRows;
  readonly clock: Clock;
  /** Forgets an unshared file; its content stays until it is swept. */
  readonly forget: (one: Unshared) => Promise<void>;
  /** Called when a sweep that nobody waits for failed. */
  readonly onTrouble: (cause: unknown) => void;
}

/** Removes what nobody needs any more, one sweep after the other. */
export class Sweeper implements Use {
  readonly #parts: SweeperParts;
  #last: Promise<void> = Promise.resolve();
  /** The sweep that begins when the last one is through. */
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerMs = 0;
  /** Contents that are looked at when the timer is through; if there are too many, all. */
  readonly #soon = new Set<string>();
  #isAllDue = false;
  #isClosed = false;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  /** @throws Error (rejects) if it can't go on; the next sweep does what is left */
  sweep(): Promise<void> {
    this.#next ??= this.#then(async () => {
      this.#next = undefined;
      await this.#sweepRecords();
      await this.#sweepLeftovers();
      await this.#sweepContents();
    });
    return this.#next;
  }

  /** Looks soon whether these contents are still needed; or at everything, if none are named. */
  soon(files?: readonly FileRef[]): void {
    if (!files) this.#isAllDue = true;
    this.#lookAt(files?.map(({ hash }) => hash) ?? [], LIMITS.sweepSoonMs);
  }

  /** Fulfilled once no sweep is under way. */
  swept(): Promise<void> {
    return this.#last;
  }

  /** Waits for what is under way; nothing is swept from then on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#last;
  }

  mayGo(hash: string): boolean {
    const { unshared, recent, clock } = this.#parts;
    return !(this.#isClosed || unshared.isClaimed(hash) || recent.has(hash, clock()));
  }

  unused(hashes: readonly string[]): Promise<readonly string[]> {
    return this.#parts.rows.unused(hashes);
  }

  #then(sweep: () => Promise<void>): Promise<void> {
    const swept = this.#last.then(sweep);
    this.#last = swept.catch(() => {});
    return swept;
  }

  #lookAt(hashes: readonly string[], afterMs: number): void {
    for (const hash of hashes) this.#soon.add(hash);
    if (this.#soon.size > LIMITS.sweepSoonFiles) {
      this.#soon.clear();
      this.#isAllDue = true;
    }
    if (this.#isClosed || (this.#timer && this.#timerMs <= afterMs)) return;
    clearTimeout(this.#timer);
    this.#timerMs = afterMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#look().catch(this.#parts.onTrouble);
    }, afterMs).unref();
  }

  async #look(): Promise<void> {
    const isAll = this.#isAllDue;
    this.#isAllDue = false;
    if (isAll) await this.sweep();
    await this.#then(() => this.#sweepSome());
  }

  /** Those that were looked up a moment ago are looked at again. */
  async #sweepSome(): Promise<void> {
    const { contents, recent, clock } = this.#parts;
    const hashes = [...this.#soon];
    this.#soon.clear();
    for (let at = 0; at < hashes.length; at += LIMITS.sweepBatch) {
      await contents.removeUnused(hashes.slice(at, at + LIMITS.sweepBatch), this);
    }
    const later = hashes.filter((hash) => recent.has(hash, clock()));
    if (later.length > 0) this.#lookAt(later, LIMITS.sharingMs);
  }

  /** What was shared is kept by its message, what is too old by nobody. */
  async #sweepRecords(): Promise<void> {
    const { unshared, rows, clock, forget } = this.#parts;
    for (const one of unshared.all()) {
      if (this.#isClosed) return;
      if (isOld(one, clock()) || (one.whole && (await rows.find(one.id)))) await forget(one);
    }
  }

  /** Files without a record: what a crash or a failing disk left. */
  async #sweepLeftovers(): Promise<void> {
    const { disk, dir, unshared } = this.#parts;
    for await (const name of namesIn(disk, dir)) {
      if (this.#isClosed) return;
      const [, id] = LEFTOVER.exec(name) ?? [];
      if (id !== undefined && !unshared.get(id)) await removeFile(disk, join(dir, name));
    }
  }

  async #sweepContents(): Promise<void> {
    const { contents } = this.#parts;
    let batch: string[] = [];
    for await (const hash of contents.hashes()) {
      if (this.#isClosed) return;
      batch.push(hash);
      if (batch.length < LIMITS.sweepBatch) continue;
      await contents.removeUnused(batch, this);
      batch = [];
    }
    await contents.removeUnused(batch, this);
  }
}

/** Whether an upload that goes on no longer, or a file that nobody has shared, was kept for as long as it is. */
export function isOld(one: Unshared, now: number): boolean {
  if (one.stop) return false;
  return one.whole ? one.whole.at + LIMITS.unsharedMs <= now : one.touched + LIMITS.unfinishedMs <= now;
}
