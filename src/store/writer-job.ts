/** The state as text, and the entry that it follows. */
export interface SnapshotRow {
  readonly seq: number;
  readonly body: string;
}

/** What the writer commits in one transaction. It is few long texts, since that is quick to copy from thread to thread. */
export interface Job {
  /** The seq of the first draft. */
  readonly first: number;
  /** The time of all drafts. */
  readonly at: number;
  /** Drafts as JSON, a line each. */
  readonly drafts: string;
  /** Rows of history as `rowLine` writes them, a line each. */
  readonly history: string;
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
