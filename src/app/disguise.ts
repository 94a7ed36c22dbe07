import { createHmac } from "node:crypto";
import { addressKey } from "../wire/address-key.ts";
import { keptKey } from "./key-file.ts";

/**
 * How addresses are shown to others: the same address always as the same name, which tells nothing of it to whoever has
 * not the key. An IPv6 address counts by its /64, since one person has all of that.
 * @param data the data folder, where the key is kept from one run to the next
 * @throws Error with the system's code if the key can't be read or written
 */
export function makeDisguise(data: string): (address: string) => string {
  const key = keptKey(data, "cloak.key");
  return (address) => {
    const hidden = createHmac("sha256", key).update(addressKey(address));
    return `${hidden.digest("hex").slice(0, 16)}.cloak`;
  };
}
