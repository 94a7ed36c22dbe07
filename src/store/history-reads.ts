import type { FileRef } from "../core/files.ts";
import { LIMITS } from "../core/limits.ts";
import type { HistoryPage, HistoryQuery, Kept, Latest, LatestQuery } from "../core/ports.ts";
import type { FileQuestion, Share } from "./file-queries.ts";
import { startThread, type Thread } from "./thread.ts";

/** A page that the reader is asked for. */
export interface PageQuestion extends HistoryQuery {
  readonly type: "page";
  /** The seqs of messages that are not part of the answer though they may be on disk. */
  readonly redacted: readonly number[];
}

/** Places that the reader is asked for. */
export interface LatestQuestion extends LatestQuery {
  readonly type: "latest";
  /** As for a page. */
  readonly redacted: readonly number[];
  /** Places whose latest messages are not on disk yet. */
  readonly except: readonly string[];
}

/** A message that the reader is asked for. */
export interface FindQuestion {
  readonly type: "find";
  readonly seq: number;
}

/** The first seq of a time or later, which the reader is asked for. */
export interface SinceQuestion {
  readonly type: "since";
  readonly at: number;
}

/** What the reader is asked. */
export interface ReadJob {
  readonly id: number;
  readonly question: PageQuestion | LatestQuestion | FindQuestion | SinceQuestion | FileQuestion;
}

/** What the reader answers, as JSON: a `HistoryPage`, `Latest[]`, a `Kept` or null, a seq, or about files; or why it can't. */
export type ReadAnswer =
  | { readonly id: number; readonly found: string }
  | { readonly id: number; readonly failure: string };

/** What the reader is told. */
export type ToReader = ReadJob | "close";

interface Waiting {
  resolve(found: string): void;
  reject(error: Error): void;
}

/** Reads of the history on disk, in a thread of their own so that they delay no commit; it starts with the first. */
export class HistoryReads {
  readonly #file: string;
  readonly #onFatal: (cause: unknown) => void;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Thread | undefined;
  #isClosed = false;
  #lastId = 0;

  /** @param onFatal - called once if the thread ends unasked */
  constructor(file: string, onFatal: (cause: unknown) => void) {
    this.#file = file;
    this.#onFatal = onFatal;
  }

  /** How many reads have no answer yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** @throws Error (rejects) if the disk can't be read, too many reads wait, or the store is closed */
  async read(query: Omit<PageQuestion, "type">): Promise<HistoryPage> {
    return JSON.parse(await this.#ask({ ...query, type: "page" }));
  }

  /**
   * The places that a query asks for.
   * @throws Error (rejects) as `read` does
   */
  async latest(query: Omit<LatestQuestion, "type">): Promise<Latest[]> {
    return JSON.parse(await this.#ask({ ...query, type: "latest" }));
  }

  /**
   * The message of that seq.
   * @throws Error (rejects) as `read` does
   */
  async find(seq: number): Promise<Kept | undefined> {
    return JSON.parse(await this.#ask({ type: "find", seq })) ?? undefined;
  }

  /**
   * The first seq of that time or later.
   * @throws Error (rejects) as `read` does
   */
  async seqSince(at: number): Promise<number> {
    return JSON.parse(await this.#ask({ type: "since", at }));
  }

  /**
   * The messages that share a file.
   * @throws Error (rejects) as `read` does
   */
  async shares(question: Extract<FileQuestion, { type: "shares" }>): Promise<Share[]> {
    return JSON.parse(await this.#ask(question));
  }

  /**
   * Files that were shared in a place.
   * @throws Error (rejects) as `read` does
   */
  async files(question: Extract<FileQuestion, { type: "files" }>): Promise<FileRef[]> {
    return JSON.parse(await this.#ask(question));
  }

  /**
   * Bytes of an owner's files.
   * @throws Error (rejects) as `read` does
   */
  async used(question: Extract<FileQuestion, { type: "used" }>): Promise<number> {
    return JSON.parse(await this.#ask(question));
  }

  /**
   * Hashes that no message shares.
   * @throws Error (rejects) as `read` does
   */
  async unused(question: Extract<FileQuestion, { type: "unused" }>): Promise<string[]> {
    return JSON.parse(await this.#ask(question));
  }

  /** Reads nothing from now on; what was asked for and has no answer yet is rejected. */
  stop(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(new Error("the store is closed"));
    this.#waiting.clear();
  }

  /** Answers what was asked before, and ends the thread. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#thread?.close("close" satisfies ToReader);
    this.stop();
  }

  #ask(question: ReadJob["question"]): Promise<string> {
    if (this.#isClosed) return Promise.reject(new Error("the store is closed"));
    if (this.#waiting.size >= LIMITS.historyReads) return Promise.reject(new Error("too many reads of history wait"));
    this.#thread ??= startThread(
      "reader-worker",
      this.#file,
      (answer: ReadAnswer) => this.#take(answer),
      this.#onFatal,
    );
    const id = ++this.#lastId;
    this.#thread.post({ id, question } satisfies ToReader);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #take(answer: ReadAnswer): void {
    const asker = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("failure" in answer) asker?.reject(new Error(answer.failure));
    else asker?.resolve(answer.found);
  }
}
