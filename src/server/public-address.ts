import { BlockList, isIPv4, isIPv6 } from "node:net";
import { normalAddress } from "./addresses.ts";

/** Ranges of IPv4 that are nobody's out there (IANA IPv4 Special-Purpose Address Registry; RFC 5771; RFC 1112, 4). */
const NOT_PUBLIC_4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];

/** All that is given out of IPv6 (RFC 4291, 2.4) … */
const GIVEN_OUT_6 = ["2000::/3"];

/** … but for these: protocols, among them Teredo, which holds an IPv4 address; documentation; 6to4, which holds one too. */
const NOT_PUBLIC_6 = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];

/** What a translator makes of an IPv4 address, which it holds in its last 32 bits (RFC 6052, 2.1). */
const TRANSLATED = /^64:ff9b::(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/;

const notPublic4 = listOf(NOT_PUBLIC_4, "ipv4");
const givenOut6 = listOf(GIVEN_OUT_6, "ipv6");
const notPublic6 = listOf(NOT_PUBLIC_6, "ipv6");

/**
 * Whether an IP address is one of the internet at large: not of this machine, its network, its provider, or of a range
 * that is kept for something else, be it in the clothes of IPv6. What is no address is not public.
 */
export function isPublicAddress(text: string): boolean {
  const address = normalAddress(text);
  if (address === undefined) return false;
  if (isIPv4(address)) return !notPublic4.check(address, "ipv4");
  const inner = translated(address);
  if (inner !== undefined) return isPublicAddress(inner);
  return isIPv6(address) && givenOut6.check(address, "ipv6") && !notPublic6.check(address, "ipv6");
}

/** The IPv4 address that a translated one stands for. */
function translated(address: string): string | undefined {
  const [, high = "0", low] = TRANSLATED.exec(address) ?? [];
  if (low === undefined) return undefined;
  const groups = [high, low].map((group) => Number.parseInt(group, 16));
  return groups.flatMap((group) => [group >> 8, group & 0xff]).join(".");
}

function listOf(ranges: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}
