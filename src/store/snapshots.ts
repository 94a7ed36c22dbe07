import { snapshot } from "../core/snapshot.ts";
import type { State } from "../core/state.ts";
import type { Recovered } from "./recover.ts";
import type { SnapshotRow } from "./writer-job.ts";

/** Characters of snapshot that one entry is worth, so that a large state is not written too often. */
const CHARACTERS_PER_ENTRY = 32;

/** Knows when a snapshot of the state is due. */
export class Snapshots {
  readonly #state: State;
  readonly #every: number;
  #dueAt: number;
  #takenAt: number;

  constructor(recovered: Omit<Recovered, "takenBack">, every: number) {
    this.#state = recovered.state;
    this.#every = every;
    this.#takenAt = recovered.snapshotSeq;
    this.#dueAt = this.#takenAt + this.#gap(recovered.snapshotLength);
  }

  /** A snapshot, if one is due. One that can't be written is not missed: the log is still there. */
  takeIfDue(): SnapshotRow | undefined {
    return this.#state.seq >= this.#dueAt ? this.take() : undefined;
  }

  /** A snapshot, unless nothing has happened since the last one. */
  takeIfNew(): SnapshotRow | undefined {
    return this.#state.seq > this.#takenAt ? this.take() : undefined;
  }

  /** A snapshot. */
  take(): SnapshotRow {
    const { seq } = this.#state;
    const body = snapshot(this.#state);
    this.#takenAt = seq;
    this.#dueAt = seq + this.#gap(body.length);
    return { seq, body };
  }

  #gap(length: number): number {
    return Math.max(this.#every, Math.ceil(length / CHARACTERS_PER_ENTRY));
  }
}
