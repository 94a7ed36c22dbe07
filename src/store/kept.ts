import { isAskedFor, isPast, isSaid, talkersOf } from "../core/keeping.ts";
import { PageFill, type PageSize } from "../core/page-fill.ts";
import type { HistoryPage, HistoryQuery, Kept, Latest, LatestQuery, PastEvent } from "../core/ports.ts";
import { rowLine } from "./history-row.ts";

/** Whether something changes what the history says of more than itself: of an earlier message, or of files. */
export function isChange({ redacts, amends, files }: Kept): boolean {
  return redacts !== undefined || amends !== undefined || files !== undefined;
}

/**
 * Events that happened and are not in the history on disk yet. They wait for the next commit, and nothing is lost if
 * there is none: they follow from the log.
 */
export class KeptEvents {
  /** In the order of the log. */
  #events: Kept[] = [];
  /** How many of them, from the first on, are on their way to the disk. */
  #sent = 0;

  /** How many there are. */
  get size(): number {
    return this.#events.length;
  }

  /** Takes an event; the message that it takes back is not here any more then, nor what was about that. */
  add(kept: Kept): void {
    const { redacts } = kept;
    if (redacts !== undefined) {
      this.#drop((one) => one.event.type === "message" && one.event.seq === redacts);
      this.#drop((one) => one.amends === redacts);
    }
    this.#events.push(kept);
  }

  /** The rows of all events, a line each; they are on their way from now on until `settle`. */
  send(): string {
    let lines = "";
    for (const kept of this.#events) lines += `${rowLine(kept)}\n`;
    this.#sent = this.#events.length;
    return lines;
  }

  /** What was on its way is on disk, or waits again. */
  settle(isOnDisk: boolean): void {
    if (isOnDisk) this.#events = this.#events.slice(this.#sent);
    this.#sent = 0;
  }

  /** What of the answer to a query is not on disk yet. */
  events(query: HistoryQuery): PastEvent[] {
    const found: PastEvent[] = [];
    for (const { event, place } of this.#events) {
      if (place === query.place && isPast(event) && isAskedFor(event, query)) found.push(event);
    }
    return found;
  }

  /** Of the places that a query is about those with messages that are not on disk yet: the latest of each. */
  latest({ channels, identity }: LatestQuery): Latest[] {
    const found = new Map<string, Latest>();
    for (const { event, place } of this.#events) {
      if (place === undefined || !isSaid(event)) continue;
      const isRead = channels.some((one) => one.place === place && event.seq >= one.since);
      const isMeant = isRead || talkersOf(place).includes(identity);
      if (isMeant) found.set(place, { place, seq: event.seq, at: event.at });
    }
    return [...found.values()];
  }

  /** The message of that seq, if it is here. */
  find(seq: number): Kept | undefined {
    return this.#events[this.#indexOf(seq)];
  }

  /** The seq of the first event of that time or later; the greatest integer if it isn't here. */
  seqSince(at: number): number {
    return this.#events.find(({ event }) => event.at >= at)?.event.seq ?? Number.MAX_SAFE_INTEGER;
  }

  /** What happened to earlier messages, which may still be on disk as they were, and messages that share files. */
  changes(): Kept[] {
    return this.#events.filter(isChange);
  }

  #drop(isMeant: (kept: Kept) => boolean): void {
    // If one is on its way, its row is there before the one that empties it.
    const sent = this.#events.slice(0, this.#sent).filter((kept) => !isMeant(kept));
    this.#events = [...sent, ...this.#events.slice(this.#sent).filter((kept) => !isMeant(kept))];
    this.#sent = sent.length;
  }

  /** Where the message of that seq is; -1 if it isn't here. */
  #indexOf(seq: number): number {
    let low = 0;
    for (let high = this.#events.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.event.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    // One entry may have several events, of which one is a message.
    for (let i = low; this.#events[i]?.event.seq === seq; i++) {
      if (this.#events[i]?.event.type === "message") return i;
    }
    return -1;
  }
}

/**
 * The page that a query gets: that of the disk, and what was not there yet when it was asked (some of which may have
 * come there since).
 */
export function withKept(page: HistoryPage, kept: readonly PastEvent[], query: HistoryQuery): HistoryPage {
  const { earliest = false } = query;
  // What was kept last comes after all that is on disk, so not on a page that ends before that.
  if (kept.length === 0 || (page.more && earliest)) return page;
  const bySeq = new Map<number, PastEvent>();
  for (const event of [...page.events, ...kept]) bySeq.set(event.seq, event);
  const all = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  const count = pageCount(earliest ? all : all.toReversed(), query);
  return {
    ...page,
    events: earliest ? all.slice(0, count) : all.slice(all.length - count),
    more: page.more || count < all.length,
  };
}

/** What a query gets of the places that match, those of the disk and others: so many, in order. */
export function inWindow(found: readonly Latest[], { after, before, earliest, limit }: LatestQuery): Latest[] {
  const meant = found.filter(({ at }) => at > after && at < before).sort((a, b) => a.seq - b.seq);
  return earliest ? meant.slice(0, limit) : meant.slice(Math.max(0, meant.length - limit));
}

/** How many of the events, from the first on, make a page: as many as were asked for, if they are not too large. */
function pageCount(events: readonly PastEvent[], size: PageSize): number {
  const fill = new PageFill(size);
  const end = events.findIndex((event) => !fill.takes(event.at, Buffer.byteLength(JSON.stringify(event))));
  return end < 0 ? events.length : end;
}
