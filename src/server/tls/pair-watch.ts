import { LIMITS } from "../../core/limits.ts";
import { checkPair, type Pair, type WrittenPair } from "./pair.ts";

/** What a watch reads, and whom it tells. */
export interface PairWatchParts {
  /** Reads the files; rejects if one of them can't be read. */
  read(): Promise<WrittenPair>;
  /** Milliseconds since 1970. */
  clock(): number;
  /** There is a new pair. */
  changed(pair: Pair): void;
  /** What is in the files now can't be used; the pair from before stays. @param why a sentence */
  bad(why: string): void;
  /** The certificate will end soon, or has. Told once a day. */
  ending(pair: Pair): void;
}

/**
 * Looks from time to time whether the files of a pair have changed. It reads them: they may be links that are put to
 * point elsewhere, and no time or size is taken for proof that nothing changed.
 */
export class PairWatch {
  readonly #parts: PairWatchParts;
  #pair: Pair;
  /** What was wrong the last time, and whether somebody was told of it. */
  #bad: { readonly what: string; isTold: boolean } | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #isLooking = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(pair: Pair, parts: PairWatchParts) {
    this.#pair = pair;
    this.#parts = parts;
  }

  /** The pair that is good at the moment. */
  get pair(): Pair {
    return this.#pair;
  }

  /** Looks now, and then every `LIMITS.certificatePollMs` until it is stopped. It keeps no process alive. */
  start(): void {
    this.#tellEnd();
    this.#timer = setInterval(() => void this.look(), LIMITS.certificatePollMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Looks once. What is bad is told when it is found so twice: one of the files may be half written. Never rejects. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const written = await this.#parts.read().catch((cause: unknown) => String(cause));
    this.#isLooking = false;
    if (typeof written === "string") this.#found(written, `The files can't be read: ${written}`);
    else if (written.cert === this.#pair.cert && written.key === this.#pair.key) this.#bad = undefined;
    else {
      const checked = checkPair(written, this.#parts.clock());
      if (typeof checked === "string") this.#found(`${written.cert}\0${written.key}`, checked);
      else this.#take(checked);
    }
    this.#tellEnd();
  }

  #take(pair: Pair): void {
    this.#pair = pair;
    this.#bad = undefined;
    this.#toldAt = Number.NEGATIVE_INFINITY;
    this.#parts.changed(pair);
  }

  #found(what: string, why: string): void {
    if (this.#bad?.what !== what) this.#bad = { what, isTold: false };
    else if (!this.#bad.isTold) {
      this.#bad.isTold = true;
      this.#parts.bad(why);
    }
  }

  #tellEnd(): void {
    const now = this.#parts.clock();
    const isSoon = this.#pair.expires - now <= LIMITS.certificateSoonMs;
    if (!isSoon || now - this.#toldAt < LIMITS.certificateTellMs) return;
    this.#toldAt = now;
    this.#parts.ending(this.#pair);
  }
}
