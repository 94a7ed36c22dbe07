import { apply } from "../../core/apply.ts";
import type { Entry } from "../../core/commands.ts";
import { keptOf } from "../../core/keeping.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Batch, EntrySource, Kept, Replica } from "../../core/ports.ts";
import { restore, snapshot } from "../../core/snapshot.ts";
import { emptyState, type State } from "../../core/state.ts";
import type { Setting } from "./setting.fixture.ts";
import type { Turns } from "./timeline.fixture.ts";

/** What a node has on its disk: it outlasts its runs. */
export class Disk {
  readonly entries: Entry[] = [];
  /** The history, in the order in which it was kept. */
  readonly kept: Kept[] = [];
  snapshot: { readonly seq: number; readonly body: string } | undefined;
  mark: string | undefined;

  /** Another one with all that this one has. */
  copy(): Disk {
    const disk = new Disk();
    disk.entries.push(...this.entries);
    disk.kept.push(...this.kept);
    disk.snapshot = this.snapshot;
    disk.mark = this.mark;
    return disk;
  }
}

/** The state that a disk adds up to. What a crash kept out of the history is put there. */
export function recover(disk: Disk): State {
  const state = disk.snapshot ? restore(disk.snapshot.body) : emptyState();
  const recorded = disk.kept.at(-1)?.event.seq ?? 0;
  for (const entry of disk.entries.slice(state.seq)) {
    const outcome = apply(state, entry);
    if (outcome.refusal) continue;
    const kept = outcome.emissions.flatMap((emission) => keptOf(state, entry, emission));
    disk.kept.push(...kept.filter(({ event }) => event.seq > recorded));
  }
  return state;
}

interface Job {
  readonly batch: Batch;
  readonly kept: readonly Kept[];
  readonly snapshot: Disk["snapshot"];
}

const NOTHING: Batch = { entries: [], drafts: [], lines: "" };

/** A replica that goes about its source as the store's committer does, with a disk that takes its time and may fail. */
export class SimulatedReplica implements Replica {
  readonly mark: string | undefined;
  readonly #disk: Disk;
  readonly #state: State;
  readonly #turns: Turns;
  readonly #setting: Setting;
  readonly #onTold: () => void;
  #source: EntrySource | undefined;
  /** What is kept and not on the disk yet. */
  #kept: readonly Kept[] = [];
  #flying: Job | undefined;
  #isWoken = false;
  #isFailing = false;
  #retry: (() => void) | undefined;

  /** @param onTold called when the disk took something, or did not */
  constructor(disk: Disk, state: State, turns: Turns, setting: Setting, onTold: () => void) {
    this.mark = disk.mark;
    this.#onTold = onTold;
    this.#disk = disk;
    this.#state = state;
    this.#turns = turns;
    this.#setting = setting;
  }

  /** Whether the disk did not take what it was given last. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Whether there is anything left to do. */
  get isBusy(): boolean {
    return this.#flying !== undefined || this.#isFailing || this.#source?.isWaiting === true;
  }

  /** All that the history has, on the disk or not yet. */
  get history(): readonly Kept[] {
    return [...this.#disk.kept, ...this.#kept];
  }

  keep(kept: Kept): void {
    this.#kept = [...this.#kept, kept];
  }

  attach(source: EntrySource): void {
    this.#source = source;
  }

  wake(): void {
    if (this.#isWoken || this.#flying) return;
    this.#isWoken = true;
    this.#turns.after(0, () => {
      this.#isWoken = false;
      this.#send();
    });
  }

  /** The run is over. What was on its way may have come to the disk. */
  crash(): void {
    if (this.#flying && this.#setting.chance.once(2)) this.#write(this.#flying);
  }

  #send(): void {
    if (!this.#flying && this.#source?.isWaiting) this.#commit(this.#source.take());
  }

  #commit(batch: Batch): void {
    const { chance } = this.#setting;
    const { seq } = this.#state;
    const job: Job = {
      batch,
      kept: this.#kept,
      snapshot: chance.once(30) && seq > 0 ? { seq, body: snapshot(this.#state) } : undefined,
    };
    this.#flying = job;
    this.#turns.after(this.#setting.delay(15), () => this.#land(job, !this.#setting.fails("failedCommit")));
  }

  #land(job: Job, isOnDisk: boolean): void {
    const { batch } = job;
    this.#flying = undefined;
    if (!isOnDisk) {
      this.#isFailing = true;
      this.#onTold();
      if (batch.entries.length > 0) this.#source?.failed(batch);
      this.#retry?.();
      this.#retry = this.#turns.after(LIMITS.logRetryMs, () => {
        if (this.#isFailing && !this.#flying) this.#commit(NOTHING);
      });
      return;
    }
    const isBack = this.#isFailing;
    this.#isFailing = false;
    this.#onTold();
    this.#write(job);
    this.#kept = this.#kept.slice(job.kept.length);
    this.#send();
    if (batch.entries.length > 0 || isBack) this.#source?.landed(batch);
  }

  #write({ batch, kept, snapshot: taken }: Job): void {
    const disk = this.#disk;
    for (const entry of batch.entries) {
      const last = disk.entries.at(-1);
      if (entry.seq !== (last?.seq ?? 0) + 1) this.#setting.problem(`seq ${entry.seq} comes behind ${last?.seq}`);
      if (entry.at < (last?.at ?? 0)) this.#setting.problem(`the time goes back at seq ${entry.seq}`);
      disk.entries.push(entry);
    }
    disk.kept.push(...kept);
    if (batch.mark !== undefined) disk.mark = batch.mark;
    if (taken) disk.snapshot = taken;
  }
}
