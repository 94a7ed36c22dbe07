import { RATES } from "../core/rates.ts";
import { Crowd } from "./crowd.ts";

/** A connection that waits. */
export interface Waiting {
  /** What it counts by: its address, or nothing if that is not known yet. */
  readonly key: string;
  /** Ends it, since its place is needed; it has left by then. */
  shed(): void;
}

/**
 * Where the connections are that are nobody yet: they have not said what they speak, or have asked nothing over HTTP that
 * waits for its answer, or have not said who they are. There are only so many places. A newcomer beyond that takes the
 * place of the one that has waited longest of the address that has most: so who comes with many pushes out their own.
 */
export class WaitingRoom {
  readonly #mostPerAddress: number;
  readonly #crowd = new Crowd<Waiting>();

  /** @param rateLimits whether there is a limit to what one address may have */
  constructor(rateLimits: boolean) {
    this.#mostPerAddress = rateLimits ? RATES.waitingPerAddress.most : Number.POSITIVE_INFINITY;
  }

  /** How many wait. */
  get size(): number {
    return this.#crowd.size;
  }

  /** One comes, and if there is no place for it another has to go. */
  enter(newcomer: Waiting): void {
    if (newcomer.key !== "" && this.#crowd.sizeOf(newcomer.key) >= this.#mostPerAddress) this.shedOneOf(newcomer.key);
    else if (this.#crowd.size >= RATES.waiting.most) this.shedOne();
    this.#crowd.add(newcomer.key, newcomer);
  }

  /** One is somebody now, or gone. Of no use if it does not wait. */
  leave(waiting: Waiting): void {
    this.#crowd.remove(waiting.key, waiting);
  }

  /** Makes room. @returns whether anybody waited */
  shedOne(): boolean {
    return this.#shed(this.#crowd.firstOfLargest());
  }

  /** Makes room of what one address has. @returns whether any of it waited */
  shedOneOf(key: string): boolean {
    return this.#shed(this.#crowd.firstOf(key));
  }

  #shed(waiting: Waiting | undefined): boolean {
    if (!waiting) return false;
    this.leave(waiting);
    waiting.shed();
    return true;
  }
}
