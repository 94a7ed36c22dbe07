import type { BanTarget } from "../core/account-commands.ts";
import { formatRange, parseRange } from "./address-range.ts";

/** How much of an IPv6 address is a network's, all of which one person may have (RFC 6177). */
const PERSON_BITS = 64;

/**
 * A range of addresses to ban, in its one usual form; nothing if the text is none. A single IPv6 address stands for its /64:
 * who has it has all of that.
 */
export function parseBanRange(text: string): string | undefined {
  const range = parseRange(text);
  const isOne = range?.version === 6 && !text.includes("/");
  const meant = isOne ? parseRange(`${text}/${PERSON_BITS}`) : range;
  return meant && formatRange(meant);
}

/**
 * Whom a ban of the server is about, as a person writes it: an address or a range of them (`10.0.0.0/8`), a mask (with `!`
 * or `@`, or with `*` or `?`), or else an account.
 */
export function parseBanTarget(text: string): BanTarget {
  const range = parseBanRange(text);
  if (range !== undefined) return { kind: "range", name: range };
  return { kind: /[!@*?]/.test(text) ? "mask" : "account", name: text };
}
