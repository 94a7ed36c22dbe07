import { LIMITS } from "../core/limits.ts";
import type { FoundPage } from "../core/ports.ts";
import type { SearchJob } from "./search-query.ts";
import { startThread, type Thread } from "./thread.ts";

/** What the thread is started with. */
export interface SearchData {
  /** The database, and the index beside it. */
  readonly file: string;
  readonly indexFile: string;
}

/** What it is told: to look at what is new (and to say so, if there is an id, once it has), to search, to end. */
export type ToSearch =
  | { readonly id?: number; readonly query?: undefined }
  | { readonly id: number; readonly query: SearchJob }
  | "close";

/**
 * What it answers: a `FoundPage` as JSON, or "" when it has looked; or why there is no answer. Unasked it says that the
 * index is kept up, and when it is so no longer, why.
 */
export type FromSearch =
  | { readonly id: number; readonly found: string }
  | { readonly id: number; readonly failure: string }
  | { readonly trouble: Error | undefined };

interface Waiting {
  resolve(found: string): void;
  reject(error: Error): void;
}

/**
 * The thread that keeps the index and searches in it, seen from here. It starts when there is something for it to do. If it
 * dies, only searches fail. The next search starts it again, or what is new, but that not at once.
 */
export class SearchThread {
  readonly #data: SearchData;
  readonly #onTrouble: (cause: unknown) => void;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Thread | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** Whether the index was not kept up when that was last heard of. */
  #isInTrouble = false;
  #lastId = 0;

  /** @param onTrouble - called with the cause once the index can't be kept up, and again only after it could */
  constructor(data: SearchData, onTrouble: (cause: unknown) => void) {
    this.#data = data;
    this.#onTrouble = onTrouble;
  }

  /** How many searches have no answer yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Something came to the disk: it is looked at soon, together with what comes in the meantime. */
  wake(): void {
    if (this.#isClosed) return;
    const hasDied = this.#isInTrouble && !this.#thread;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#start().post({} satisfies ToSearch);
      },
      hasDied ? LIMITS.searchRetryMs : LIMITS.searchIndexMs,
    );
  }

  /**
   * Fulfilled when all that is on disk now can be found.
   * @throws Error (rejects) if the index can't be written, or as `search` does
   */
  async caughtUp(): Promise<void> {
    await this.#ask((id) => ({ id }));
  }

  /** @throws Error (rejects) if the index can't be read, too many searches wait, or the store is closed */
  async search(query: SearchJob): Promise<FoundPage> {
    return JSON.parse(await this.#ask((id) => ({ id, query })));
  }

  /** Searches nothing from now on; what was asked for and has no answer yet is rejected. */
  stop(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#rejectAll(new Error("the store is closed"));
  }

  /** Ends the thread. What is not in the index yet will be looked at after the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#thread?.close("close" satisfies ToSearch);
    this.stop();
  }

  #ask(message: (id: number) => ToSearch): Promise<string> {
    if (this.#isClosed) return Promise.reject(new Error("the store is closed"));
    if (this.#waiting.size >= LIMITS.searches) return Promise.reject(new Error("too many searches wait"));
    const id = ++this.#lastId;
    this.#start().post(message(id));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #start(): Thread {
    this.#thread ??= startThread(
      "search-worker",
      this.#data,
      (answer: FromSearch) => this.#take(answer),
      (cause) => this.#lose(cause),
    );
    return this.#thread;
  }

  #lose(cause: unknown): void {
    this.#thread = undefined;
    this.#rejectAll(new Error("the search is out of order", { cause }));
    this.#inTrouble(cause);
    this.#wakeAnew();
  }

  #inTrouble(cause: unknown): void {
    const isNews = !this.#isInTrouble && !this.#isClosed;
    this.#isInTrouble = true;
    if (isNews) this.#onTrouble(cause);
  }

  #outOfTrouble(): void {
    if (!this.#isInTrouble) return;
    this.#isInTrouble = false;
    this.#wakeAnew();
  }

  /** How soon what is new is looked at is another matter now. */
  #wakeAnew(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.wake();
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #take(answer: FromSearch): void {
    if ("trouble" in answer) {
      if (answer.trouble) this.#inTrouble(answer.trouble);
      else this.#outOfTrouble();
      return;
    }
    const asker = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("failure" in answer) asker?.reject(new Error(answer.failure));
    else asker?.resolve(answer.found);
  }
}
