import { isAskedFor, isPast, isSaid, talkersOf } from "./keeping.ts";
import type { History, HistoryPage, HistoryQuery, Kept, Latest, LatestQuery } from "./ports.ts";

/** A history for tests: a plain list, which says by being one what the port asks for. */
export class MemoryHistory implements History {
  #kept: Kept[] = [];

  keep(kept: Kept): void {
    this.#kept.push(kept);
    if (kept.redacts === undefined) return;
    this.#kept = this.#kept.filter(({ event }) => event.seq !== kept.redacts || event.type !== "message");
  }

  async read(query: HistoryQuery): Promise<HistoryPage> {
    const { limit } = query;
    const found = this.#kept.flatMap(({ event, place }) =>
      place === query.place && isPast(event) && isAskedFor(event, query) ? [event] : [],
    );
    const events = query.earliest ? found.slice(0, limit) : found.slice(Math.max(0, found.length - limit));
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
}
