import type { BanItem } from "../../wire/json/desk-messages.ts";

/** Whom a ban is about: the one field of the command that says so. */
export type BanTarget = { readonly account: string } | { readonly range: string } | { readonly mask: string };

/** What a person has written of whom to ban: an address or a range, a mask (with `! @ * ?`), or else an account. */
export function targetOf(text: string): BanTarget {
  const said = text.trim();
  if (/^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*)(?:\/\d{1,3})?$/i.test(said)) return { range: said };
  return /[!@*?]/.test(said) ? { mask: said } : { account: said };
}

/** What a target is, as a person is told while writing it. */
export function targetWords(target: BanTarget): string {
  if ("account" in target) return "An account: nobody signs in to it.";
  if ("mask" in target) return "A mask: whoever’s nick, user name and host match it.";
  return target.range.includes("/") ? "A range: no connection from there." : "An address: no connection from there.";
}

/** Whether a ban would be about everybody, as far as can be seen from how it is written. */
export function isEverybody(target: BanTarget): boolean {
  if ("range" in target) return /\/0+$/.test(target.range);
  return "mask" in target && /^[*?!@.]+$/.test(target.mask);
}

/** The target of a ban that is there, to take it back. */
export function targetOfBan({ account, range, mask = "" }: BanItem): BanTarget {
  if (account !== undefined) return { account };
  return range === undefined ? { mask } : { range };
}

/** How a target is written. */
export function nameOf(target: BanTarget): string {
  if ("account" in target) return target.account;
  return "range" in target ? target.range : target.mask;
}
