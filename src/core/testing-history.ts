import type { LastingEvent, MessageEvent } from "./events.ts";
import { isAskedFor, isPast, isSaid, talkersOf } from "./keeping.ts";
import { nickKey } from "./names.ts";
import { pageLength } from "./page-fill.ts";
import type {
  Found,
  FoundPage,
  History,
  HistoryPage,
  HistoryQuery,
  Kept,
  Latest,
  LatestQuery,
  SearchQuery,
} from "./ports.ts";

/** A history for tests: a plain list, which says by being one what the port asks for. */
export class MemoryHistory implements History {
  #kept: Kept[] = [];

  keep(kept: Kept): void {
    this.#kept.push(kept);
    if (kept.redacts === undefined) return;
    this.#kept = this.#kept.filter(({ event }) => event.seq !== kept.redacts || event.type !== "message");
  }

  async read(query: HistoryQuery): Promise<HistoryPage> {
    const found = this.#kept.flatMap(({ event, place }) =>
      place === query.place && isPast(event) && isAskedFor(event, query) ? [event] : [],
    );
    const length = pageLength(query.earliest ? found : found.toReversed(), query);
    const events = query.earliest ? found.slice(0, length) : found.slice(found.length - length);
    return { events, more: found.length > events.length };
  }

  async latest({ channels, identity, after, before, earliest, limit }: LatestQuery): Promise<readonly Latest[]> {
    const found = new Map<string, Latest>();
    for (const { event, place = "" } of this.#kept) {
      const channel = channels.find((one) => one.place === place && event.seq >= one.since);
      if (!isSaid(event) || (!channel && !talkersOf(place).includes(identity))) continue;
      found.delete(place);
      found.set(place, { place, seq: event.seq, at: event.at });
    }
    const meant = [...found.values()].filter(({ at }) => at > after && at < before);
    return earliest ? meant.slice(0, limit) : meant.slice(Math.max(0, meant.length - limit));
  }

  async find(seq: number): Promise<Kept | undefined> {
    return this.#kept.find(({ event }) => event.seq === seq && event.type === "message");
  }

  async seqSince(at: number): Promise<number> {
    return this.#kept.find(({ event }) => event.at >= at)?.event.seq ?? Number.MAX_SAFE_INTEGER;
  }

  /** Finds parts of texts as they are written, and takes the newest for the best. */
  async search({ places, identity = "", ...query }: SearchQuery): Promise<FoundPage> {
    const found = this.#kept.flatMap(({ event, place = "" }): Found[] => {
      const isMeant = places.some((one) => one.place === place && event.seq >= one.since);
      const isRead = isMeant || talkersOf(place).includes(identity);
      return isRead && isFound(event, query) ? [{ event, place }] : [];
    });
    if (query.order !== "oldest") found.reverse();
    return { found: found.slice(0, query.limit), more: found.length > query.limit };
  }
}

function isFound(
  event: LastingEvent,
  { terms, from, link = false, after = 0, before = Number.MAX_SAFE_INTEGER }: Omit<SearchQuery, "places">,
): event is MessageEvent {
  if (event.type !== "message" || !isSaid(event) || event.at < after || event.at > before) return false;
  if (from !== undefined && nickKey(event.from.nick) !== from) return false;
  return terms.every(({ text }) => event.text.includes(text)) && (!link || event.text.includes("://"));
}
