import { RATES } from "../../core/rates.ts";
import { addressKey } from "../../wire/address-key.ts";
import { Crowd } from "../crowd.ts";

/** What is remembered of a sign-in that has begun elsewhere and not come back. */
export interface Awaited {
  /** By which it is known when it comes back. */
  readonly state: string;
  /** The address that it was begun from. */
  readonly from: string;
  /** When it is over, by the clock. */
  readonly until: number;
}

/**
 * Sign-ins that have begun and not come back: so many of one address, and so many in all. A newcomer beyond that takes the
 * place of the oldest of its own address, or of the address that has most, so who begins many pushes out their own.
 */
export class PendingSignIns<T extends Awaited> {
  /** By `state`, the oldest first. */
  readonly #pending = new Map<string, T>();
  readonly #crowd = new Crowd<T>();

  /** Remembers one, and forgets those that are over. @param now by the clock */
  add(newcomer: T, now: number): void {
    for (const pending of this.#pending.values()) {
      if (pending.until > now) break;
      this.#forget(pending);
    }
    const key = addressKey(newcomer.from);
    if (this.#crowd.sizeOf(key) >= RATES.signInsElsewherePerAddress.most) this.#forget(this.#crowd.firstOf(key));
    else if (this.#crowd.size >= RATES.signInsElsewhere.most) this.#forget(this.#crowd.firstOfLargest());
    this.#pending.set(newcomer.state, newcomer);
    this.#crowd.add(key, newcomer);
  }

  /** The one that has come back, if it is not over and is the one that is meant; it is forgotten then. */
  take(state: string, now: number, isMeant: (pending: T) => boolean): T | undefined {
    const pending = this.#pending.get(state);
    if (!pending || pending.until <= now || !isMeant(pending)) return undefined;
    this.#forget(pending);
    return pending;
  }

  #forget(pending: T | undefined): void {
    if (!pending) return;
    this.#pending.delete(pending.state);
    this.#crowd.remove(addressKey(pending.from), pending);
  }
}
