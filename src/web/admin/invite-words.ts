import type { InviteItem } from "../../wire/json/desk-messages.ts";

/** How many accounts a link has made and may still make. */
export function usesWords({ uses, used }: Pick<InviteItem, "uses" | "used">): string {
  const all = uses + used;
  if (uses === 0) return all === 1 ? "used" : `used up, by ${used}`;
  if (used === 0) return all === 1 ? "for one account" : `for ${all} accounts`;
  return `used by ${used} of ${all}`;
}

/** The link of a code, for when the server does not know what it is called from outside. @param origin such as `https://host` */
export function linkOf(
  { url, code }: { readonly url?: string; readonly code?: string },
  origin: string,
): string | undefined {
  if (url !== undefined) return url;
  return code === undefined ? undefined : `${origin}/invite/${encodeURIComponent(code)}`;
}
