import { LIMITS } from "../../core/limits.ts";
import type { PastEvent } from "../../core/ports.ts";

/** What came while something was asked for: an answer may be older. */
export class Heard {
  #events: PastEvent[] = [];
  #hasOverflowed = false;
  #asking = 0;

  get events(): readonly PastEvent[] {
    return this.#events;
  }

  /** Whether more came than is kept in mind. */
  get hasOverflowed(): boolean {
    return this.#hasOverflowed;
  }

  /** Something is asked for. */
  asked(): void {
    if (this.#asking++ === 0) this.forget();
  }

  /** The answer to that came. */
  answered(): void {
    this.#asking--;
  }

  /** Something came. */
  keep(event: PastEvent): void {
    if (this.#asking === 0) return;
    if (this.#events.length < LIMITS.timelineHeld) this.#events.push(event);
    else this.#hasOverflowed = true;
  }

  forget(): void {
    this.#events = [];
    this.#hasOverflowed = false;
  }

  /** As if nothing had been forgotten since. */
  restore({ events, hasOverflowed }: Pick<Heard, "events" | "hasOverflowed">): void {
    this.#events = [...events];
    this.#hasOverflowed = hasOverflowed;
  }
}
