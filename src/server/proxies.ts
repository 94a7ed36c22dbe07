import { BlockList, isIPv6 } from "node:net";
import { normalAddress } from "./addresses.ts";

/** Addresses of proxies, whose word is taken for whom they connect. */
export class Proxies {
  readonly #list = new BlockList();

  /**
   * Adds an address, or a range of them such as `192.0.2.0/24`.
   * @returns false if it is neither
   */
  add(text: string): boolean {
    const [, written = "", bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const address = normalAddress(written);
    if (address === undefined) return false;
    const most = isIPv6(address) ? 128 : 32;
    const length = bits === undefined ? most : Number(bits);
    if (length > most) return false;
    this.#list.addSubnet(address, length, familyOf(address));
    return true;
  }

  /** Whether an address is one of theirs. */
  trusts(address: string): boolean {
    const normal = normalAddress(address);
    return normal !== undefined && this.#list.check(normal, familyOf(normal));
  }
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}
