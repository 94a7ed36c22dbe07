import { LIMITS } from "../../core/limits.ts";
import type { PastEvent } from "../../core/ports.ts";
import type { Ok, Refused } from "../../wire/json/messages.ts";
import type { Asked, Reply } from "../outgoing.ts";
import { Heard } from "./heard.ts";
import { Items, type Placed } from "./items.ts";
import { type Amendment, amendedId, amendmentOf, laidOver } from "./laid-over.ts";
import { noteOf, type Sorted, sorted } from "./placing.ts";
import { Made, type Schedule, type Source } from "./source.ts";
import type { GapItem, Message, MessageItem, PendingItem, Timeline } from "./timeline.ts";

/** Which part of a place's past is asked for. */
export type Bounds = Pick<
  Extract<Asked, { type: "history" }>,
  "before" | "after" | "end" | "around" | "limit" | "afterAt" | "events"
>;

/** What a window needs of its place. */
export interface WindowParts {
  readonly schedule: Schedule;
  /** Asks for a part of the place's past, with all its events. */
  history(bounds: Bounds): Promise<Reply>;
  /** How a message is shown. */
  itemOf(message: Message): MessageItem;
  /** What is shown at the end. */
  pending(): readonly PendingItem[];
  /** A page was loaded, or what was shown before is not any more. */
  loaded(): void;
}

/** Which of a page's sides reaches on. */
interface Reach {
  readonly earlier: boolean;
  readonly later: boolean;
}

/** The part of a place's past that is loaded: a window that follows the end, or that was moved to somewhere before it. */
export class Window {
  readonly #parts: WindowParts;
  readonly #made: Made<Timeline>;
  readonly #items = new Items();
  #state: "empty" | "loading" | "loaded" = "empty";
  #loading: Timeline["loading"];
  #hasEarlier = true;
  #hasLater = false;
  #begins = false;
  #newAfter: number | undefined;
  /** All between these seqs is loaded. */
  #from: number | undefined;
  #to: number | undefined;
  /** Behind this seq something may have been missed. */
  #missedAfter: number | undefined;
  /** What is shown before all that there is. */
  #lead: GapItem | undefined;
  /** Tells answers for an earlier window from those for this one. */
  #turn = 0;
  readonly #heard = new Heard();
  /** Whether what is shown may have been changed by what was not heard. */
  #isStale = false;

  constructor(parts: WindowParts) {
    this.#parts = parts;
    this.#made = new Made(() => this.#make(), parts.schedule);
  }

  get source(): Source<Timeline> {
    return this.#made;
  }

  /** Whether it is loaded, and shows what comes. */
  get isAtEnd(): boolean {
    return this.#state === "loaded" && !this.#hasLater;
  }

  get isEmpty(): boolean {
    return this.#state === "empty";
  }

  /** The latest message that is loaded. */
  get latest(): Message | undefined {
    return this.#items.lastMessage();
  }

  get newAfter(): number | undefined {
    return this.#newAfter;
  }

  set newAfter(seq: number | undefined) {
    if (seq === this.#newAfter) return;
    this.#newAfter = seq;
    this.changed();
  }

  message(id: string): Message | undefined {
    const item = this.#items.find(id);
    return item?.kind === "message" ? item.message : undefined;
  }

  hasSeq(seq: number): boolean {
    return this.#items.at(seq) !== undefined;
  }

  /** What is shown at the end is another. */
  changed(): void {
    this.#made.changed();
  }

  /** Something came that belongs here. Nothing is done with it as long as nothing was loaded. */
  hear(event: PastEvent): void {
    if (this.#state === "empty") return;
    this.#heard.keep(event);
    this.#to = Math.max(this.#to ?? 0, this.#hasLater ? 0 : event.seq);
    const amendment = amendmentOf(event);
    // The page of what was missed has it, and what came before it.
    if (amendment && amendment.type !== "redact" && this.#missedAfter !== undefined) return;
    if (amendment && this.#layOver(amendment)) this.changed();
    else if (!this.#hasLater) this.#add([event]);
    this.#trimBeginning();
  }

  /** Something is said about the place itself, behind all that is loaded. */
  gap(text: string): void {
    const seq = (this.#items.last ?? 0) + 0.5;
    this.#addPlaced([{ seq, item: { kind: "gap", key: `gap-${seq}-${text}`, text } }]);
  }

  /** The connection broke: from now on something may be missed. */
  broke(): void {
    if (this.#state !== "loaded") return;
    if (this.#hasLater) this.#isStale = true;
    else this.#missedAfter ??= this.#to ?? 0;
  }

  /** Nothing that is loaded means anything any more, and why: that is shown where the place begins now. */
  reset(text: string): void {
    if (this.#state !== "empty") this.#lead = { kind: "gap", key: "gap-lead", text };
    this.#begin();
    this.#state = "empty";
  }

  /** Loads the end if nothing is loaded, or what was missed since a break. */
  async load(): Promise<void> {
    if (this.#state === "empty") await this.#loadLatest();
    else if (this.#isStale) await this.#renew();
    else if (this.#missedAfter !== undefined && !this.#hasLater) await this.#loadMissed(this.#missedAfter);
  }

  async loadEarlier(): Promise<void> {
    for (let page = 0; page < LIMITS.timelinePages && this.#mayLoad() && this.#hasEarlier; page++) {
      const before = this.#items.length;
      const bounds = this.#from === undefined ? {} : { before: this.#from };
      const reply = await this.#page("earlier", { ...bounds, limit: LIMITS.timelinePage });
      if (!reply) return;
      const { events = [], more = false, begins } = reply;
      this.#from = Math.min(events[0]?.seq ?? Number.MAX_SAFE_INTEGER, this.#from ?? Number.MAX_SAFE_INTEGER);
      this.#hasEarlier = more;
      this.#begins = !more && begins !== undefined;
      this.#add(events);
      this.#layHeard();
      this.#trimEnd();
      if (this.#items.length > before) return;
    }
  }

  async loadLater(): Promise<void> {
    for (let page = 0; page < LIMITS.timelinePages && this.#mayLoad() && this.#hasLater; page++) {
      const before = this.#items.length;
      const after = this.#to ?? 0;
      const reply = await this.#page("later", { after, limit: LIMITS.timelinePage });
      if (!reply) return;
      const { events = [], more = false } = reply;
      this.#to = Math.max(after, events.at(-1)?.seq ?? 0);
      this.#hasLater = more || this.#heard.hasOverflowed;
      this.#add(events);
      this.#addHeard();
      this.#trimBeginning();
      if (this.#items.length > before) return;
    }
  }

  /** Moves to a message. False if there is none that could be shown; then nothing changes. */
  async goTo(idOrSeq: string | number): Promise<boolean> {
    if (this.#find(idOrSeq)) return true;
    this.#turn++;
    if (this.#state === "empty") this.#state = "loading";
    const reply = await this.#page("around", { around: idOrSeq, limit: LIMITS.timelinePage });
    const { events = [], more = false, begins } = reply ?? {};
    const isThere = events.some((one) => (one.id === idOrSeq || one.seq === idOrSeq) && !amendmentOf(one));
    if (!isThere) {
      if (reply && this.#state === "loading") await this.#loadLatest();
      return false;
    }
    // On which side there is more is not said; going there tells.
    this.#show(events, { earlier: more, later: more }, begins);
    return this.#find(idOrSeq);
  }

  async goToLatest(): Promise<void> {
    if (this.#hasLater) await this.#loadLatest();
  }

  /** Gets a single event that should be here. */
  async fetch(seq: number): Promise<void> {
    const reply = await this.#page(undefined, { after: seq - 1, before: seq + 1, limit: 1 });
    this.#add(reply?.events ?? []);
  }

  async #loadLatest(): Promise<void> {
    this.#turn++;
    if (this.#state === "empty") this.#state = "loading";
    const reply = await this.#page("around", { limit: LIMITS.timelinePage });
    if (!reply) return;
    const { events = [], more = false, begins } = reply;
    this.#show(events, { earlier: more, later: false }, begins);
  }

  /** If more was missed than is worth fetching, the window begins anew: what is between is loaded by going back. */
  async #loadMissed(after: number): Promise<void> {
    const reply = await this.#page(undefined, { after, end: "latest", limit: LIMITS.timelineMissed });
    if (!reply) return;
    const { events = [], more = false, begins } = reply;
    const first = events[0]?.seq;
    this.#missedAfter = undefined;
    if (more && first !== undefined) {
      this.#items.dropUntil(first - 1);
      this.#from = first;
      this.#hasEarlier = true;
      this.#begins = false;
    } else if (begins !== undefined && begins > after + 1 && this.#items.length > 0) {
      const text = "What was said here meanwhile is not to be had.";
      this.#addPlaced([{ seq: begins - 0.5, item: { kind: "gap", key: `gap-${begins}`, text } }]);
    }
    this.#to = Math.max(this.#to ?? 0, events.at(-1)?.seq ?? 0);
    this.#add(events);
    this.#addHeard();
    this.#trimBeginning();
    this.#parts.loaded();
  }

  /** Gets anew what is shown, page by page: it may have been changed or taken back. */
  async #renew(): Promise<void> {
    const turn = this.#turn;
    const last = this.#to ?? 0;
    this.#isStale = false;
    for (let first = this.#from ?? 0; first <= last; ) {
      const bounds = { after: first - 1, before: last + 1, end: "earliest", limit: LIMITS.timelineMissed } as const;
      const reply = await this.#page(undefined, bounds);
      if (!reply) {
        this.#isStale ||= turn === this.#turn;
        return;
      }
      const { events = [], more = false } = reply;
      const until = more ? (events.at(-1)?.seq ?? last) : last;
      this.#replace(first, until, events);
      first = until + 1;
    }
  }

  /** Has a page in place of what is there between two seqs; what was let go of meanwhile stays so. */
  #replace(first: number, last: number, events: readonly PastEvent[]): void {
    const [from, to] = [Math.max(first, this.#from ?? first), Math.min(last, this.#to ?? last)];
    const { placed, amendments } = this.#sorted(events.filter(({ seq }) => seq >= from && seq <= to));
    this.#items.replaceBetween(from, to, placed);
    this.#layAll(amendments);
    this.#layHeard();
    this.changed();
  }

  /** Asks for a page; nothing if it could not be had, or is not wanted any more. */
  async #page(loading: Timeline["loading"], bounds: Bounds): Promise<Ok | undefined> {
    const turn = this.#turn;
    if (loading) this.#loading = loading;
    this.#heard.asked();
    this.changed();
    const reply = await this.#parts.history(bounds);
    this.#heard.answered();
    if (turn !== this.#turn) return undefined;
    if (loading) this.#loading = undefined;
    this.changed();
    if (reply.type === "ok") return reply;
    this.#refused(reply);
    return undefined;
  }

  /** What can't be had just now may be had later; else there is nothing to be shown. */
  #refused({ code, text }: Refused): void {
    if (this.#state !== "loading") return;
    this.#state = "empty";
    this.#hasEarlier = code === "unavailable" || code === "busy";
    if (this.#hasEarlier) this.gap(text);
    this.#parts.loaded();
  }

  /** Shows a page in place of all that is there. */
  #show(events: readonly PastEvent[], { earlier, later }: Reach, begins: number | undefined): void {
    const { events: heard, hasOverflowed } = this.#heard;
    this.#begin();
    this.#heard.restore({ events: heard, hasOverflowed });
    this.#state = "loaded";
    this.#hasEarlier = earlier;
    this.#hasLater = later || hasOverflowed;
    this.#begins = !earlier && begins !== undefined;
    this.#from = events[0]?.seq;
    this.#to = events.at(-1)?.seq;
    this.#add(events);
    this.#addHeard();
    this.#parts.loaded();
  }

  #begin(): void {
    this.#turn++;
    this.#items.clear();
    this.#heard.forget();
    this.#loading = undefined;
    this.#hasEarlier = true;
    this.#hasLater = false;
    this.#begins = false;
    this.#from = undefined;
    this.#to = undefined;
    this.#missedAfter = undefined;
    this.#isStale = false;
    this.changed();
  }

  #mayLoad(): boolean {
    return this.#state === "loaded" && this.#loading === undefined;
  }

  #find(idOrSeq: string | number): boolean {
    return (typeof idOrSeq === "string" ? this.#items.find(idOrSeq) : this.#items.at(idOrSeq)) !== undefined;
  }

  /** What came while a page was on its way belongs behind it, or changes what is on it. */
  #addHeard(): void {
    const heard = this.#heard.events;
    if (!this.#hasLater) {
      this.#to = Math.max(this.#to ?? 0, heard.at(-1)?.seq ?? 0);
      // What is earlier than the page has something missing behind it.
      this.#add(heard.filter(({ seq }) => seq >= (this.#from ?? 0)));
    }
    this.#layHeard();
  }

  #layHeard(): void {
    for (const event of this.#heard.events) {
      const amendment = amendmentOf(event);
      if (amendment) this.#layOver(amendment);
    }
  }

  /** Adds what has a line of its own, and lays the rest over what is there. */
  #add(events: readonly PastEvent[]): void {
    const { placed, amendments } = this.#sorted(events);
    this.#addPlaced(placed);
    this.#layAll(amendments);
  }

  #sorted(events: readonly PastEvent[]): Sorted {
    return sorted(events, (message) => this.#parts.itemOf(message));
  }

  #layAll(amendments: readonly Amendment[]): void {
    for (const amendment of amendments) {
      if (this.#layOver(amendment)) this.changed();
      else if (amendment.type === "redact") this.#addPlaced([noteOf(amendment)]);
    }
  }

  #addPlaced(placed: readonly Placed[]): void {
    if (this.#items.add(placed)) this.changed();
  }

  /** Whether there is something that it is about. */
  #layOver(amendment: Amendment): boolean {
    const id = amendedId(amendment);
    if (id === undefined) return amendment.type === "message";
    const isThere = this.#items.change(id, (item) => {
      const message = laidOver(item.message, amendment);
      return message === item.message ? item : { ...this.#parts.itemOf(message), isOwn: item.isOwn };
    });
    return isThere || amendment.type !== "redact";
  }

  #trimBeginning(): void {
    if (this.#items.length <= LIMITS.timelineItems) return;
    this.#items.drop(this.#items.length - LIMITS.timelineItems + LIMITS.timelineSlack, "beginning");
    this.#from = this.#items.first;
    this.#hasEarlier = true;
    this.#begins = false;
    this.changed();
  }

  #trimEnd(): void {
    if (this.#items.length <= LIMITS.timelineItems) return;
    this.#items.drop(this.#items.length - LIMITS.timelineItems + LIMITS.timelineSlack, "end");
    this.#to = this.#items.last;
    this.#hasLater = true;
    this.changed();
  }

  #make(): Timeline {
    const lead = this.#lead && !this.#hasEarlier ? [this.#lead] : [];
    const pending = this.#hasLater ? [] : this.#parts.pending();
    return {
      items: [...lead, ...this.#items.list(), ...pending],
      hasEarlier: this.#hasEarlier,
      hasLater: this.#hasLater,
      loading: this.#loading,
      newAfter: this.#newAfter,
      begins: this.#begins,
    };
  }
}
