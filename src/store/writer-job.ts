/** The state as text, and the entry that it follows. */
export interface SnapshotRow {
  readonly seq: number;
  readonly body: string;
}

/** What is to be removed because it is too old or too much, in this order: rows of the history, or files of messages. */
export interface Prune {
  readonly of: "history" | "file";
  /** The rowids of the rows, or the seqs of the messages. */
  readonly ids: readonly number[];
}

/** So many entries, one after the other, of one time. */
export interface Span {
  readonly at: number;
  readonly count: number;
}

/** What the writer commits in one transaction. It is few long texts, since that is quick to copy from thread to thread. */
export interface Job {
  /** The seq of the first draft. */
  readonly first: number;
  /** The times of the drafts. */
  readonly spans: readonly Span[];
  /** Drafts as JSON, a line each. */
  readonly drafts: string;
  /** Where a log that is elsewhere stands after them. */
  readonly mark?: string;
  /** Rows of history as `rowLine` writes them, a line each. */
  readonly history: string;
  /** Takes the place of the last one, and of the log up to its seq. */
  readonly snapshot?: SnapshotRow;
  /** As much of it is removed as takes no time. */
  readonly prune?: Prune;
}

/**
 * What became of a job: durable (how many milliseconds that took, and how much of `Job.prune` was removed), or undone, and
 * why.
 */
export type Verdict =
  | { readonly ms: number; readonly pruned: number; readonly failure?: undefined }
  | { readonly failure: string };

/** What the writer is told. With `clean` it sees to it that nothing of what was deleted is left in the WAL. */
export type ToWriter = Job | "clean" | "close";

/** What the writer answers: that it is ready, then one verdict for each job, and whether each `clean` has succeeded. */
export type FromWriter = Verdict | "ready" | { readonly isClean: boolean };

/** What the writer is started with. */
export interface WriterData {
  readonly file: string;
  readonly maxPages: number;
}
