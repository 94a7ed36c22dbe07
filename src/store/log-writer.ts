import { startThread, type Thread } from "./thread.ts";
import type { FromWriter, Job, ToWriter, Verdict, WriterData } from "./writer-job.ts";

/** The thread that commits, seen from here. It has one job at a time. */
export class LogWriter {
  readonly #thread: Thread;
  readonly #ready: Promise<void>;
  #opened: (() => void) | undefined;
  #settle: ((verdict: Verdict) => void) | undefined;
  #cleaned: ((isClean: boolean) => void) | undefined;

  /** @param onFatal - called once if the thread, once ready, ends unasked, or if what takes a verdict throws */
  constructor(data: WriterData, onFatal: (cause: unknown) => void) {
    let fail = onFatal;
    this.#ready = new Promise((resolve, reject) => {
      fail = reject;
      this.#opened = () => {
        fail = onFatal;
        resolve();
      };
    });
    const take = (message: FromWriter): void => this.#take(message);
    this.#thread = startThread("writer-worker", data, take, (cause) => fail(cause));
  }

  /** Fulfilled when the database is open, rejected if it can't be. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** Commits a job; `settle` is called in a later turn. The one before must have been settled. */
  commit(job: Job, settle: (verdict: Verdict) => void): void {
    this.#settle = settle;
    this.#thread.post(job satisfies ToWriter);
  }

  /**
   * Sees to it, between two jobs, that nothing of what was deleted before is left in the WAL; `settle` is told in a later
   * turn whether that could be done now. The one before must have been settled.
   */
  clean(settle: (isClean: boolean) => void): void {
    this.#cleaned = settle;
    this.#thread.post("clean" satisfies ToWriter);
  }

  /** Closes the database and ends the thread. */
  async close(): Promise<void> {
    await this.#thread.close("close" satisfies ToWriter);
  }

  #take(message: FromWriter): void {
    if (message === "ready") {
      this.#opened?.();
      return;
    }
    if ("isClean" in message) {
      const cleaned = this.#cleaned;
      this.#cleaned = undefined;
      cleaned?.(message.isClean);
      return;
    }
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(message);
  }
}
