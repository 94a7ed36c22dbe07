import type { Address } from "../core/commands.ts";
import { LIMITS } from "../core/limits.ts";

/** When something was told last, and how often it happened since. */
interface Told {
  at: number;
  more: number;
}

/** Tells the console of connections that are turned away: of the first for each reason at once, and then seldom. */
export class TurnedAway {
  readonly #tell: (peer: Address, why: string) => void;
  readonly #clock: () => number;
  readonly #told = new Map<string, Told>();
  #total = 0;

  /** @param clock milliseconds that never go back */
  constructor(tell: (peer: Address, why: string) => void, clock: () => number) {
    this.#tell = tell;
    this.#clock = clock;
  }

  /** How many were turned away. */
  get total(): number {
    return this.#total;
  }

  /** One is turned away. @param why one of a few reasons */
  count(peer: Address, why: string): void {
    this.#total++;
    const now = this.#clock();
    const told = this.#told.get(why);
    if (told && now - told.at < LIMITS.turnedAwayToldMs) {
      told.more++;
      return;
    }
    this.#tell(peer, told?.more ? `${why}; so were ${told.more} others before` : why);
    this.#told.set(why, { at: now, more: 0 });
  }
}
