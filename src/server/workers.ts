/** Who may wait for workers. */
export interface Room {
  /** Jobs that wait, of everybody together. */
  readonly all: number;
  /** Jobs of one that wait. */
  readonly each: number;
}

/**
 * Runs what takes long, a few jobs at a time; the rest waits. Turns go round those who wait, each in their own order, so
 * that nobody waits for all that another wants. What is too much is told so at once.
 */
export class Workers {
  readonly #most: number;
  readonly #room: Room;
  /** What waits, by whose it is; whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #count = 0;
  #running = 0;

  /** @param most how many run at a time */
  constructor(most: number, room: Room) {
    this.#most = most;
    this.#room = room;
  }

  /**
   * @param who whose job it is
   * @throws (rejects) whatever the job does
   */
  async run<T>(who: string, job: () => Promise<T>): Promise<T | "busy"> {
    if (this.#running >= this.#most) {
      const own = this.#waiting.get(who) ?? [];
      if (this.#count >= this.#room.all || own.length >= this.#room.each) return "busy";
      // Who is done leaves its place to who waits.
      await new Promise<void>((resolve) => this.#wait(who, own, resolve));
    } else this.#running++;
    try {
      return await job();
    } finally {
      const next = this.#next();
      if (next) next();
      else this.#running--;
    }
  }

  #wait(who: string, own: (() => void)[], begin: () => void): void {
    own.push(begin);
    this.#waiting.set(who, own);
    this.#count++;
  }

  #next(): (() => void) | undefined {
    const [first] = this.#waiting;
    if (!first) return undefined;
    const [who, own] = first;
    const next = own.shift();
    this.#waiting.delete(who);
    if (own.length > 0) this.#waiting.set(who, own);
    this.#count--;
    return next;
  }
}
