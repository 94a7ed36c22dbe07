import type { Asked } from "../../client/outgoing.ts";
import type { MessageEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";

/** In which order results are wanted. */
export type Order = "newest" | "oldest" | "best";

/** What was found so far, and whether there may be more. */
export interface Found {
  readonly messages: readonly MessageEvent[];
  readonly more: boolean;
}

/** Messages of one page. */
const PAGE: number = LIMITS.historyDefault;

/** The question for the first results, or for those behind what was found already. */
export function questionOf(text: string, order: Order, found?: Found): Extract<Asked, { type: "search" }> {
  const base = { type: "search", text: text.slice(0, LIMITS.searchText), order } as const;
  const last = found?.messages.at(-1);
  if (!found || !last) return { ...base, limit: PAGE };
  // The best are told all at once.
  if (order === "best") return { ...base, limit: LIMITS.searchPage };
  // Several may be of the same millisecond, so that it is asked for again.
  return { ...base, limit: LIMITS.searchPage, ...(order === "newest" ? { before: last.at } : { after: last.at }) };
}

/** What was found with what came now, each message once. */
export function withPage(before: Found | undefined, order: Order, page: Found): Found {
  const known = new Set(before?.messages.map(({ id }) => id));
  const fresh = page.messages.filter(({ id }) => !known.has(id));
  const isEnd = before !== undefined && (order === "best" || fresh.length === 0);
  return { messages: [...(before?.messages ?? []), ...fresh], more: page.more && !isEnd };
}

/** The place where a message stands: a channel, or who one said it to or heard it from. */
export function placeOf({ to, from }: MessageEvent, ownNick: string): string {
  const channel = /^[~&@%+]?(#.*)$/su.exec(to)?.[1];
  if (channel !== undefined) return channel;
  return from.nick === ownNick ? to : from.nick;
}
