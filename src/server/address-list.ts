import { BlockList } from "node:net";
import { type AddressRange, formatAddress, parseAddress } from "../wire/address-range.ts";

/** Ranges of IP addresses, each only of those of its own version: the IPv4 ones are not in `::/0`. Quick, however many. */
export class AddressList {
  readonly #lists = { 4: new BlockList(), 6: new BlockList() } as const;
  #isEmpty = true;

  constructor(ranges: readonly AddressRange[] = []) {
    for (const range of ranges) this.add(range);
  }

  /** Adds all addresses of a range. */
  add({ version, first, bits }: AddressRange): void {
    this.#isEmpty = false;
    this.#lists[version].addSubnet(formatAddress({ version, value: first }), bits, `ipv${version}`);
  }

  /** Whether an address, however it is written, is in one of the ranges; what is no address is in none. */
  has(text: string): boolean {
    const address = this.#isEmpty ? undefined : parseAddress(text);
    if (!address) return false;
    return this.#lists[address.version].check(formatAddress(address), `ipv${address.version}`);
  }
}
