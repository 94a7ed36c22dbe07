/** Runs what takes long, a few at a time; the rest waits in order, and what is too much is told so at once. */
export class Workers {
  readonly #most: number;
  readonly #queue: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /**
   * @param most how many run at a time
   * @param queue how many may wait
   */
  constructor(most: number, queue: number) {
    this.#most = most;
    this.#queue = queue;
  }

  /** @throws (rejects) whatever the job does */
  async run<T>(job: () => Promise<T>): Promise<T | "busy"> {
    if (this.#running >= this.#most) {
      if (this.#waiting.length >= this.#queue) return "busy";
      // Who is done leaves its place to who waits.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
