import type { Cell } from "./history-row.ts";

/** The state as text, and the entry that it follows. */
export interface SnapshotRow {
  readonly seq: number;
  readonly body: string;
}

/** What the writer commits in one transaction. It is flat, because it is copied from thread to thread. */
export interface Job {
  /** The seq of the first draft. */
  readonly first: number;
  /** The time of all drafts. */
  readonly at: number;
  /** Drafts as JSON. */
  readonly drafts: readonly string[];
  /** Rows of history, `ROW_CELLS` cells each. */
  readonly history: readonly Cell[];
  /** Takes the place of the last one, and of the log up to its seq. */
  readonly snapshot?: SnapshotRow;
}

/** What became of a job: durable (and how many milliseconds that took), or undone, and why. */
export type Verdict = { readonly ms: number; readonly failure?: undefined } | { readonly failure: string };

/** What the writer is told. */
export type ToWriter = Job | "close";

/** What the writer answers: that it is ready, then one verdict for each job. */
export type FromWriter = Verdict | "ready";

/** What the writer is started with. */
export interface WriterData {
  readonly file: string;
  readonly maxPages: number;
}
