import type { Rate } from "../core/rates.ts";
import { Bucket } from "./bucket.ts";

/** Lets somebody in when their turn comes. */
type Admit = () => void;

/**
 * Lets those who come in at a rate. Who comes too fast waits: turns go round by who sends them, so that nobody waits for
 * all that another sends, and of one's own the newest is first: who still wants to come in is rather the one that knocked
 * last, and whoever knocks without end would else keep out all others of the same address.
 */
export class Gate {
  readonly #bucket: Bucket;
  readonly #clock: () => number;
  /** Who waits, by who sends them; whose turn is next comes first. */
  readonly #waiting = new Map<string, Admit[]>();
  #timer: NodeJS.Timeout | undefined;

  /** @param clock milliseconds that never go back */
  constructor({ burst, perSecond }: Pick<Rate, "burst" | "perSecond">, clock: () => number) {
    this.#clock = clock;
    this.#bucket = new Bucket(burst, perSecond, clock());
  }

  /**
   * Somebody comes; `admit` is called when they are let in, at once if they may.
   * @param sender who sends them, such as an address
   * @returns lets them wait no longer; of no use once they are in
   */
  enter(sender: string, admit: Admit): () => void {
    const own = this.#waiting.get(sender) ?? [];
    own.push(admit);
    this.#waiting.set(sender, own);
    this.#turn();
    return () => this.#leave(sender, admit);
  }

  /** Whether nothing is missing, so that nobody could tell it from a new one. */
  isFull(now: number): boolean {
    return this.#bucket.isFull(now);
  }

  #turn(): void {
    const now = this.#clock();
    while (this.#waiting.size > 0 && !this.#timer) {
      const wait = this.#bucket.msUntilOne(now);
      if (wait > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined;
          this.#turn();
        }, wait).unref();
        return;
      }
      this.#bucket.take(1, now);
      this.#next()?.();
    }
  }

  #next(): Admit | undefined {
    const [first] = this.#waiting;
    if (!first) return undefined;
    const [sender, own] = first;
    const next = own.pop();
    this.#waiting.delete(sender);
    if (own.length > 0) this.#waiting.set(sender, own);
    return next;
  }

  #leave(sender: string, admit: Admit): void {
    const own = this.#waiting.get(sender);
    const index = own?.indexOf(admit) ?? -1;
    if (!own || index < 0) return;
    own.splice(index, 1);
    if (own.length === 0) this.#waiting.delete(sender);
  }
}
