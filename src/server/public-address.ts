import { type AddressRange, formatAddress, parseAddress, parseRange } from "../wire/address-range.ts";
import { AddressList } from "./address-list.ts";

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
const TRANSLATED = "64:ff9b::/96";

const notPublic = listOf(...NOT_PUBLIC_4, ...NOT_PUBLIC_6);
const givenOut6 = listOf(...GIVEN_OUT_6);
const translated = listOf(TRANSLATED);

/**
 * Whether an IP address is one of the internet at large: not of this machine, its network, its provider, or of a range
 * that is kept for something else, be it in the clothes of IPv6. What is no address is not public.
 */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  if (!address) return false;
  if (translated.has(text)) return isPublicAddress(formatAddress({ version: 4, value: address.value & 0xffffffffn }));
  return (address.version === 4 || givenOut6.has(text)) && !notPublic.has(text);
}

function listOf(...ranges: readonly string[]): AddressList {
  return new AddressList(ranges.map(rangeOf));
}

/** One that can't be read must not be left out quietly. */
function rangeOf(text: string): AddressRange {
  const range = parseRange(text);
  if (!range) throw new Error(`${text} is no range of addresses`);
  return range;
}
