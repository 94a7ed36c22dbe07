import type { DatabaseSync } from "node:sqlite";
import { LIMITS } from "../core/limits.ts";
import type { PlaceRules, Rule } from "../core/retention.ts";
import { number, type Row } from "./columns.ts";
import { HAPPENED, SAID } from "./history-row.ts";
import { seqFinder } from "./seq-of-time.ts";
import type { Prune } from "./writer-job.ts";

/**
 * A step of a plan: what is to be removed next, or a snapshot, by which the log loses what came before it, or nothing but a
 * pause. It is told how much of it was removed.
 */
type Plan = Generator<Prune | "snapshot" | undefined, void, number>;

const NEVER = Number.MAX_SAFE_INTEGER;

/** What is sought. */
export interface PruneQuestion {
  readonly rules: PlaceRules;
  /** When that is, in milliseconds since 1970, and the last seq then: what came later may be in places with other rules. */
  readonly now: number;
  readonly seq: number;
}

/**
 * Seeks what the rules say is too old or too much, of each place the oldest first. What is given is not more than one
 * commit may remove; what of it was not removed is given again.
 * The last row of the history stays, as the log, the index and new rows go by it.
 * @param db - only read; no transaction is open on it between two steps
 */
export function* prunePlan(db: DatabaseSync, { rules, now, seq }: PruneQuestion): Plan {
  const { others, own, filesMs } = rules;
  const firstSince = seqFinder(db);
  const lastRow = db.prepare("SELECT ifnull(max(rowid), 0) AS row FROM history");
  const cutOf = ({ ageMs }: { readonly ageMs?: number | undefined }): number =>
    ageMs === undefined ? 0 : Math.min(firstSince(now - ageMs), seq + 1);
  for (const [place, rule] of own) {
    const cut = Math.max(cutOf(rule), yield* cutBySize(db, place, rule));
    if (cut > 0) yield* removeFrom(db, place, Math.min(cut, seq + 1), number(lastRow.get(), "row"));
  }
  const oldest = oldestFinder(db, own, seq);
  const cut = cutOf(others);
  if (cut > 0) yield* removeOld(oldest, cut);
  if (others.bytes !== undefined) yield* removeExcess(oldest, excessFinder(db, others.bytes));
  if (filesMs !== undefined) yield* unshareOld(db, cutOf({ ageMs: filesMs }));
}

/** Gives what is to be removed, so much at a time as one commit takes along, until all of it is. */
function* remove(of: Prune["of"], ids: readonly number[]): Plan {
  for (let rest = ids; rest.length > 0; ) rest = rest.slice(yield { of, ids: rest.slice(0, LIMITS.pruneRows) });
}

/** What happened in a place, messages and all else, as columns of its rows. */
function inPlace(columns: string, order: "ASC" | "DESC"): string {
  const of = (condition: string): string => `SELECT ${columns} FROM history WHERE ${condition}`;
  return `${of(SAID)} UNION ALL ${of(HAPPENED)} ORDER BY seq ${order} LIMIT ?`;
}

/** The first seq of a place that stays if all that is there may have so many bytes. */
function* cutBySize(db: DatabaseSync, place: string, { bytes: most }: Rule): Generator<undefined, number, number> {
  if (most === undefined) return 0;
  const latest = db.prepare(inPlace("seq, octet_length(body) AS bytes", "DESC"));
  let bytes = 0;
  for (let before = NEVER; ; ) {
    const rows = latest.all(place, 0, before, place, 0, before, LIMITS.pruneLooked);
    for (const row of rows) {
      bytes += number(row, "bytes");
      if (bytes > most) return number(row, "seq") + 1;
    }
    if (rows.length < LIMITS.pruneLooked) return 0;
    before = seqOf(rows);
    yield;
  }
}

/** The seq of the last of some rows. */
function seqOf(rows: readonly Row[]): number {
  return number(rows.at(-1), "seq");
}

/** Removes what is before a seq in a place. */
function* removeFrom(db: DatabaseSync, place: string, cut: number, lastRow: number): Plan {
  const earliest = db.prepare(inPlace("seq, rowid AS row", "ASC"));
  for (let after = 0; ; ) {
    const rows = earliest.all(place, after, cut, place, after, cut, LIMITS.pruneLooked);
    yield* remove(
      "history",
      rows.map(rowOf).filter((row) => row < lastRow),
    );
    if (rows.length < LIMITS.pruneLooked) return;
    after = seqOf(rows);
  }
}

function rowOf(row: Row): number {
  return number(row, "row");
}

/** Some rows of the history, up to which row all were looked at for it, and its seq. */
interface Stretch {
  /** Those of them that may be removed. */
  readonly rows: readonly Row[];
  readonly row: number;
  readonly seq: number;
}

/** What gives the rows behind one that have no rules of their own, so many as are looked at in one go; nothing at the end. */
function oldestFinder(
  db: DatabaseSync,
  own: PlaceRules["own"],
  seqMost: number,
): (after: number) => Stretch | undefined {
  const next = db.prepare(
    `SELECT rowid AS row, seq, place, octet_length(body) AS bytes FROM history
     WHERE rowid > ? AND rowid < (SELECT max(rowid) FROM history) ORDER BY rowid LIMIT ?`,
  );
  const isMeant = ({ place }: Row): boolean => typeof place !== "string" || !own.has(place);
  return (after) => {
    const all = next.all(after, LIMITS.pruneLooked).filter((row) => number(row, "seq") <= seqMost);
    const last = all.at(-1);
    return last && { rows: all.filter(isMeant), row: rowOf(last), seq: number(last, "seq") };
  };
}

/** Removes what is before a seq. */
function* removeOld(oldest: ReturnType<typeof oldestFinder>, cut: number): Plan {
  for (let stretch = oldest(0); stretch; stretch = oldest(stretch.row)) {
    yield* remove("history", stretch.rows.filter((row) => number(row, "seq") < cut).map(rowOf));
    if (stretch.seq >= cut) return;
    yield;
  }
}

/** What gives the bytes that the database has too many; what is free in the file does not count. */
function excessFinder(db: DatabaseSync, most: number): () => number {
  const figure = (name: "page_count" | "freelist_count" | "page_size"): (() => number) => {
    const statement = db.prepare(`PRAGMA ${name}`);
    return () => number(statement.get(), name);
  };
  const [pages, free, size] = [figure("page_count"), figure("freelist_count"), figure("page_size")] as const;
  return () => (pages() - free()) * size() - most;
}

/** Removes the oldest rows until there is no excess, but first what of the log is too much. */
function* removeExcess(oldest: ReturnType<typeof oldestFinder>, excess: () => number): Plan {
  if (excess() > 0) yield "snapshot";
  for (let stretch = oldest(0); stretch; stretch = oldest(stretch.row)) {
    for (let rest = stretch.rows; rest.length > 0; ) {
      const count = countOf(rest, excess());
      if (count === 0) return;
      yield* remove("history", rest.slice(0, count).map(rowOf));
      rest = rest.slice(count);
    }
    yield;
  }
}

/** How many of the rows, from the first on, have so many bytes; not more than one commit removes. */
function countOf(rows: readonly Row[], bytes: number): number {
  let sum = 0;
  const most = Math.min(rows.length, LIMITS.pruneRows);
  for (let count = 0; count < most; count++) {
    if (sum >= bytes) return count;
    sum += number(rows[count], "bytes");
  }
  return most;
}

/** Lets the messages before a seq share their files no more. */
function* unshareOld(db: DatabaseSync, cut: number): Plan {
  const next = db.prepare("SELECT DISTINCT seq FROM file WHERE seq > ? AND seq < ? ORDER BY seq LIMIT ?");
  for (let after = 0; ; ) {
    const rows = next.all(after, cut, LIMITS.pruneRows);
    if (rows.length === 0) return;
    yield* remove(
      "file",
      rows.map((row) => number(row, "seq")),
    );
    after = seqOf(rows);
  }
}
