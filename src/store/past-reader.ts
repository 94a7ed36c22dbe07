import type { DatabaseSync } from "node:sqlite";
import { reactionOf } from "../core/amending.ts";
import { isPast } from "../core/keeping.ts";
import type { Kept, PastEvent } from "../core/ports.ts";
import { emptyState, type State } from "../core/state.ts";
import { amendedMessage } from "./amendments.ts";
import { number, type Row, text } from "./columns.ts";
import { explainReading, type OpenedToRead, openToRead } from "./open-to-read.ts";
import { applyRow, restoreRow } from "./recover.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { damaged, StoreError } from "./store-error.ts";

/** Something that happened, and in whose past it is. */
export interface PastRow {
  readonly event: PastEvent;
  readonly place: string;
}

/** Which part of the past is read: between two times in milliseconds since 1970, both included. */
export interface Period {
  readonly since?: number;
  readonly until?: number;
}

/** All that a data folder holds at one moment, while a server runs on it or not. */
export interface WholePast {
  readonly state: State;
  /**
   * What happened, in the order of the log, with messages as they are now.
   * @throws StoreError while it is read
   */
  rows(period: Period): Generator<PastRow, void, undefined>;
  close(): void;
}

/**
 * Opens a data folder at this moment.
 * @throws StoreError
 */
export function openPast(dir: string): WholePast {
  const opened = openToRead(dir);
  const { db, file } = opened;
  try {
    requirePresent(db, file);
    // From its first statement on everything is of one moment.
    db.exec("BEGIN");
    const snapshot = db.prepare("SELECT seq, version, body FROM snapshot").get();
    const state = snapshot ? restoreRow(snapshot, file) : emptyState();
    const pending = replay(db, state, file);
    return { state, rows: (period) => readRows(opened, pending, period), close: () => db.close() };
  } catch (error) {
    db.close();
    throw explained(error, file);
  }
}

/** To bring a database to the present schema takes the right to write it. */
function requirePresent(db: DatabaseSync, file: string): void {
  if (number(db.prepare("PRAGMA user_version").get(), "user_version") === SCHEMA_VERSION) return;
  throw new StoreError(`${file} was written by an earlier Parley: start the server on it once, then try again.`);
}

/**
 * Brings a state to the end of the log.
 * @returns what the log led to and is not in the history on disk yet; that is what the last commits brought
 */
function replay(db: DatabaseSync, state: State, file: string): Kept[] {
  const last = db.prepare("SELECT seq FROM history ORDER BY rowid DESC LIMIT 1").get();
  const recorded = last ? number(last, "seq") : 0;
  const pending: Kept[] = [];
  for (const row of db.prepare("SELECT seq, at, body FROM log WHERE seq > ? ORDER BY seq").iterate(state.seq)) {
    for (const kept of applyRow(state, row, file).kept) if (kept.event.seq > recorded) pending.push(kept);
  }
  return pending;
}

function* readRows(
  { db, file, isSound }: OpenedToRead,
  pending: readonly Kept[],
  { since = 0, until = Number.MAX_SAFE_INTEGER }: Period,
): Generator<PastRow, void, undefined> {
  const settled = settler(pending);
  const rows = db.prepare(
    `SELECT place, body FROM history WHERE place IS NOT NULL AND at BETWEEN ? AND ? AND type <> 'redacted'
     ORDER BY rowid`,
  );
  try {
    for (const row of rows.iterate(since, until)) yield* settled(pastRow(row));
  } catch (error) {
    throw isSound() ? explained(error, file) : startedMeanwhile(file);
  }
  if (!isSound()) throw startedMeanwhile(file);
  for (const { event, place } of pending) {
    const isMeant = event.at >= since && event.at <= until;
    if (isMeant && place !== undefined && isPast(event)) yield* settled({ event, place });
  }
}

function pastRow(row: Row): PastRow {
  return { event: JSON.parse(text(row, "body")), place: text(row, "place") };
}

/** What makes of rows what they are after what is not in the history on disk yet; some are gone by it. */
function settler(pending: readonly Kept[]): (row: PastRow) => readonly PastRow[] {
  const amendments = new Map<number, Kept[]>();
  const gone = new Set<number | string>();
  for (const kept of pending) {
    const { event, amends, redacts } = kept;
    if (redacts !== undefined) gone.add(redacts);
    if (event.type === "redact") gone.add(event.msgid);
    if (amends === undefined) continue;
    const list = amendments.get(amends);
    if (list) list.push(kept);
    else amendments.set(amends, [kept]);
  }
  return ({ event, place }) => {
    if (event.type === "edit" && gone.has(event.msgid)) return [];
    if (event.type !== "message") return [{ event, place }];
    if (gone.has(event.seq) || gone.has(reactionOf(event)?.msgid ?? "")) return [];
    return [{ event: amendedMessage(event, place, amendments.get(event.seq) ?? []), place }];
  };
}

function explained(error: unknown, file: string): unknown {
  // What is in the database was written by us; text that can't be parsed is damage like any other.
  if (error instanceof SyntaxError) return new StoreError(damaged(file, error.message), { cause: error });
  return error instanceof StoreError ? error : explainReading(error, file);
}

function startedMeanwhile(file: string): StoreError {
  return new StoreError(`A server was started on ${file} in the middle of this: do it again.`);
}
