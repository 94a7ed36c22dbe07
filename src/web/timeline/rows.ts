import type {
  GapItem,
  Item,
  Message,
  MessageItem,
  NoteItem,
  PendingItem,
  Timeline,
} from "../../client/model/timeline.ts";

/** A line of the timeline as it is drawn. The same row is the same object for as long as it looks the same. */
export type Row =
  /** `isHead`: with avatar, nick and time; without them it belongs to the message above. */
  | { readonly kind: "message"; readonly key: string; readonly item: MessageItem; readonly isHead: boolean }
  | { readonly kind: "pending"; readonly key: string; readonly item: PendingItem }
  | { readonly kind: "notes"; readonly key: string; readonly notes: readonly NoteItem[] }
  | { readonly kind: "gap"; readonly key: string; readonly item: GapItem }
  /** A day begins; `at` is a time in it. */
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  /** What is below has not been read. */
  | { readonly kind: "new"; readonly key: string };

const MINUTE_MS = 60_000;

/** Several of these are told in one line. Who changed the topic or removed somebody, and why, is to be seen at once. */
const TRAFFIC: ReadonlySet<NoteItem["event"]["type"]> = new Set(["join", "part", "quit", "nick", "mode"]);

const NEW: Row = { kind: "new", key: "new" };

/** The id of the message that one answers, if it does. */
export function replyOf({ tags }: Pick<Message, "tags">): string | undefined {
  return tags?.["+draft/reply"] ?? tags?.["+reply"];
}

/** The place of an item in the log; what has none is at the end. */
export function seqOf(item: Item): number {
  if (item.kind === "message") return item.message.seq;
  return item.kind === "note" ? item.event.seq : Number.MAX_SAFE_INTEGER;
}

/** Makes the rows of one timeline, again and again: rows of items that stayed are taken from before. */
export class RowMaker {
  readonly #heads = new WeakMap<Item, Row>();
  readonly #others = new WeakMap<Item, Row>();
  readonly #notes = new WeakMap<NoteItem, Extract<Row, { readonly kind: "notes" }>>();
  readonly #days = new Map<number, Row>();
  #day = { start: 0, end: 0 };

  /** @param withNotes whether notes are shown */
  rowsOf({ items, hasEarlier, newAfter }: Timeline, withNotes: boolean): readonly Row[] {
    const rows = new Rows((notes) => this.#notesRow(notes));
    // Where the first day begins is not known while there may be more of it.
    let day = hasEarlier ? this.#dayOf(items[0]) : undefined;
    const firstNew = firstNewOf(items, newAfter);
    for (const item of withNotes ? items : items.filter(({ kind }) => kind !== "note")) {
      const today = this.#dayOf(item) ?? day;
      if (today !== undefined && today !== day) rows.put(this.#dayRow(today));
      day = today;
      if (item === firstNew && (!rows.isEmpty || !hasEarlier)) rows.put(NEW);
      if (item.kind === "note") rows.note(item);
      else rows.put(this.#rowOf(item, rows.above));
    }
    return rows.all();
  }

  #rowOf(item: Exclude<Item, NoteItem>, above: Message | undefined): Row {
    const { key } = item;
    if (item.kind === "pending") return kept(this.#others, item, () => ({ kind: "pending", key, item }));
    if (item.kind === "gap") return kept(this.#others, item, () => ({ kind: "gap", key, item }));
    const isHead = isHeadOf(item.message, above);
    return kept(isHead ? this.#heads : this.#others, item, () => ({ kind: "message", key, item, isHead }));
  }

  #notesRow(notes: readonly NoteItem[]): Row {
    const [first] = notes;
    const before = first && this.#notes.get(first);
    if (before && before.notes.length === notes.length && before.notes.at(-1) === notes.at(-1)) return before;
    const row = { kind: "notes" as const, key: `notes ${first?.key}`, notes };
    if (first) this.#notes.set(first, row);
    return row;
  }

  #dayRow(start: number): Row {
    const row = this.#days.get(start) ?? { kind: "day", key: `day ${start}`, at: start };
    this.#days.set(start, row);
    return row;
  }

  /** When the day of an item began here. */
  #dayOf(item: Item | undefined): number | undefined {
    if (!item || item.kind === "gap") return undefined;
    const at = atOf(item);
    if (at < this.#day.start || at >= this.#day.end) {
      const start = new Date(at).setHours(0, 0, 0, 0);
      const next = new Date(start);
      this.#day = { start, end: next.setDate(next.getDate() + 1) };
    }
    return this.#day.start;
  }
}

/** Rows that are being put one below the other. Notes of who comes and goes are held until something else comes. */
class Rows {
  readonly #rows: Row[] = [];
  readonly #rowOf: (notes: readonly NoteItem[]) => Row;
  #notes: NoteItem[] = [];

  constructor(rowOf: (notes: readonly NoteItem[]) => Row) {
    this.#rowOf = rowOf;
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0 && this.#notes.length === 0;
  }

  /** The message right above what comes next. */
  get above(): Message | undefined {
    const last = this.#notes.length === 0 ? this.#rows.at(-1) : undefined;
    return last?.kind === "message" ? last.item.message : undefined;
  }

  note(item: NoteItem): void {
    const isTraffic = TRAFFIC.has(item.event.type);
    if (!isTraffic) this.all();
    this.#notes.push(item);
    if (!isTraffic) this.all();
  }

  put(row: Row): void {
    this.all();
    this.#rows.push(row);
  }

  all(): readonly Row[] {
    if (this.#notes.length > 0) this.#rows.push(this.#rowOf(this.#notes));
    this.#notes = [];
    return this.#rows;
  }
}

/** The first message that is new, unless one has said something oneself before it. */
function firstNewOf(items: readonly Item[], newAfter: number | undefined): Item | undefined {
  if (newAfter === undefined) return undefined;
  let first: MessageItem | undefined;
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const item = items[at];
    if (item?.kind !== "message") continue;
    if (item.message.seq <= newAfter) break;
    first = item;
  }
  return first?.isOwn ? undefined : first;
}

function atOf(item: Exclude<Item, GapItem>): number {
  if (item.kind === "message") return item.message.at;
  return item.kind === "note" ? item.event.at : item.at;
}

function isHeadOf(message: Message, above: Message | undefined): boolean {
  return (
    !above ||
    message.form === "action" ||
    above.form === "action" ||
    replyOf(message) !== undefined ||
    above.from.nick !== message.from.nick ||
    above.by !== message.by ||
    Math.floor(above.at / MINUTE_MS) !== Math.floor(message.at / MINUTE_MS)
  );
}

function kept(rows: WeakMap<Item, Row>, item: Item, make: () => Row): Row {
  const before = rows.get(item);
  if (before) return before;
  const row = make();
  rows.set(item, row);
  return row;
}

/**
 * The items of a timeline by the ids of their messages. What was found once is found again in no time, however long the
 * timeline.
 */
export class MessageFinder {
  readonly #seqs = new Map<string, number>();
  #items: readonly Item[] = [];

  /** @param items the timeline's, in the order of the log */
  constructor(items: readonly Item[] = []) {
    this.#items = items;
  }

  /** From now on it is these. */
  set(items: readonly Item[]): void {
    this.#items = items;
  }

  find(id: string): MessageItem | undefined {
    const seq = this.#seqs.get(id);
    if (seq !== undefined) return this.#at(seq);
    const found = this.#items.findLast((item) => item.kind === "message" && item.message.id === id);
    if (found?.kind !== "message") return undefined;
    if (this.#seqs.size >= MAX_FOUND) this.#seqs.clear();
    this.#seqs.set(id, found.message.seq);
    return found;
  }

  #at(seq: number): MessageItem | undefined {
    let from = 0;
    let to = this.#items.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      const item = this.#items[middle];
      if (item && seqOf(item) < seq) from = middle + 1;
      else to = middle;
    }
    const item = this.#items[from];
    return item?.kind === "message" && item.message.seq === seq ? item : undefined;
  }
}

const MAX_FOUND = 1_000;
