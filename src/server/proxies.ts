import { parseRange } from "../wire/address-range.ts";
import { AddressList } from "./address-list.ts";

/** Addresses of proxies, whose word is taken for whom they connect. */
export class Proxies {
  readonly #list = new AddressList();

  /**
   * Adds an address, or a range of them such as `192.0.2.0/24`.
   * @returns false if it is neither
   */
  add(text: string): boolean {
    const range = parseRange(text);
    if (range) this.#list.add(range);
    return range !== undefined;
  }

  /** Whether an address is one of theirs. */
  trusts(address: string): boolean {
    return this.#list.has(address);
  }
}
