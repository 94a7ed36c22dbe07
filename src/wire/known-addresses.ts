import { LIMITS } from "../core/limits.ts";

/**
 * From where each account was opened lately: the last few addresses of each, and of only so many accounts. What was
 * longest ago is forgotten first.
 */
export class KnownAddresses {
  /** Each with the latest at the end. */
  readonly #addresses = new Map<string, readonly string[]>();

  /** Whether it is known that something was opened from there. */
  has(opens: string, address: string): boolean {
    return this.#addresses.get(opens)?.includes(address) === true;
  }

  /** It was opened from there just now. */
  note(opens: string, address: string): void {
    const others = (this.#addresses.get(opens) ?? []).filter((other) => other !== address);
    this.#addresses.delete(opens);
    this.#addresses.set(opens, [...others, address].slice(-LIMITS.knownAddresses));
    const [oldest = opens] = this.#addresses.keys();
    if (this.#addresses.size > LIMITS.knownAccounts) this.#addresses.delete(oldest);
  }
}
