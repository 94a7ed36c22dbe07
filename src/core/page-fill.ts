import { LIMITS } from "./limits.ts";
import type { HistoryQuery } from "./ports.ts";

/** How much a page may take. */
export type PageSize = Pick<HistoryQuery, "limit" | "byTime">;

/**
 * Says how far a page goes, from where it begins: to the limit, or to the bytes that a page may have. One that is gone on
 * from by time ends with the last event of a millisecond, and may be twice as long as others for that.
 */
export class PageFill {
  readonly #limit: number;
  readonly #byTime: boolean;
  #count = 0;
  #bytes = 0;
  #at = 0;

  constructor({ limit, byTime = false }: PageSize) {
    this.#limit = limit;
    this.#byTime = byTime;
  }

  /** Whether the next event is on the page too; if not, the page is over. */
  takes(at: number, bytes = 0): boolean {
    const count = this.#count + 1;
    const sum = this.#bytes + bytes;
    const isSameTime = this.#byTime && this.#count > 0 && at === this.#at;
    const limit = isSameTime ? this.#limit + LIMITS.historyPage : this.#limit;
    const most = isSameTime ? 2 * LIMITS.historyPageBytes : LIMITS.historyPageBytes;
    if (count > limit || (this.#count > 0 && sum > most)) return false;
    this.#count = count;
    this.#bytes = sum;
    this.#at = at;
    return true;
  }
}

/** How many of the events, from the first on, make a page. */
export function pageLength(events: readonly { readonly at: number }[], size: PageSize): number {
  const fill = new PageFill(size);
  const end = events.findIndex(({ at }) => !fill.takes(at));
  return end < 0 ? events.length : end;
}
