import { amend } from "./amending.ts";
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
import { keptFrom, type Pruned } from "./retention.ts";

/** A history for tests: a plain list, which says by being one what the port asks for. */
export class MemoryHistory implements History {
  #kept: Kept[] = [];
  readonly #pruned = new Map<string, Pruned>();

  /** Removes what happened in a place up to a seq. */
  prune(place: string, seq: number): void {
    const isMeant = (kept: Kept): boolean => kept.place === place && kept.event.seq <= seq;
    const last = this.#kept.filter(isMeant).at(-1);
    if (last) this.#pruned.set(place, { seq: last.event.seq, at: last.event.at });
    this.#kept = this.#kept.filter((kept) => !isMeant(kept));
  }

  keep(kept: Kept): void {
    const isThere = (): boolean =>
      this.#kept.some(({ event }) => event.type === "message" && event.seq === kept.amends);
    // What was taken back before it was edited.
    if (kept.event.type === "edit" && !isThere()) return;
    this.#kept.push(kept);
    const { redacts, amends, event, place } = kept;
    if (redacts !== undefined) {
      this.#kept = this.#kept.filter((one) => one.event.seq !== redacts || one.event.type !== "message");
      this.#kept = this.#kept.filter((one) => one.amends !== redacts);
    }
    if (amends === undefined || !isPast(event)) return;
    this.#kept = this.#kept.map((one) =>
      one.event.type === "message" && one.event.seq === amends && one.place === place
        ? { ...one, event: amend(one.event, event) }
        : one,
    );
  }

  async read(query: HistoryQuery): Promise<HistoryPage> {
    const found = this.#kept.flatMap(({ event, place }) =>
      place === query.place && isPast(event) && isAskedFor(event, query) ? [event] : [],
    );
    const length = pageLength(query.earliest ? found : found.toReversed(), query);
    const events = query.earliest ? found.slice(0, length) : found.slice(found.length - length);
    const pruned = this.#pruned.get(query.place);
    const kept = pruned && keptFrom(pruned, query);
    return { events, more: found.length > events.length, ...(kept !== undefined && { kept }) };
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
  { terms, from, link = false, file = false, after = 0, before = Number.MAX_SAFE_INTEGER }: Omit<SearchQuery, "places">,
): event is MessageEvent {
  if (event.type !== "message" || !isSaid(event) || event.at < after || event.at > before) return false;
  if (from !== undefined && nickKey(event.from.nick) !== from) return false;
  if (file && !event.files) return false;
  return terms.every(({ text }) => event.text.includes(text)) && (!link || event.text.includes("://"));
}
