import type { DatabaseSync } from "node:sqlite";
import { emptyState } from "../../core/state.ts";
import { number, text } from "../columns.ts";
import { explainReading, type OpenedToRead, openToRead } from "../open-to-read.ts";
import { applyRow, restoreRow } from "../recover.ts";
import { SCHEMA_VERSION } from "../schema.ts";
import { damaged, StoreError } from "../store-error.ts";

/** What the database of a data folder is found to be. What could not be looked at is not there. */
export interface DatabaseFacts {
  readonly file: string;
  /** Why it can't be opened, in a sentence that says how to mend it; nothing else is known then. */
  readonly problem?: string;
  /** The version of its schema, and the one that this Parley works with. */
  readonly schema?: { readonly found: number; readonly known: number };
  /** What SQLite says of its pages, at most `LIMITS.doctorLines` lines; empty if they are sound. */
  readonly damage?: readonly string[];
  readonly log?: LogFacts;
  /** Why the state can't be made of the snapshot and the log, in a sentence. */
  readonly stateProblem?: string;
  /** What the snapshot and the log add up to. */
  readonly state?: StateFacts;
  readonly history?: HistoryFacts;
  /** Where a log that is elsewhere stood after the last entry, in its own words. */
  readonly mark?: string;
  /** A server was started in the middle of this: what was found may be wrong. */
  readonly isDisturbed?: boolean;
}

/** The rows of the log. */
export interface LogFacts {
  readonly entries: number;
  readonly first: number;
  readonly last: number;
  /** The first entry that is missing between them, or between the snapshot and them. */
  readonly missing?: number;
  /** The seq of the snapshot, 0 if there is none. */
  readonly snapshot: number;
}

/** The state after the last entry. */
export interface StateFacts {
  readonly seq: number;
  /** When the last entry was made, in milliseconds since 1970; 0 if there is none. */
  readonly at: number;
  readonly channels: number;
  readonly accounts: number;
}

/** The rows of the history. */
export interface HistoryFacts {
  readonly events: number;
  /** The last event's seq, 0 if there is none. */
  readonly last: number;
  /** Rows that make no sense. */
  readonly unreadable: number;
}

/**
 * Looks at the database of a data folder, whether a server runs on it or not, and changes nothing. It reads all of it.
 * @param lines how many lines of what SQLite says are kept
 */
export function examineDatabase(dir: string, lines: number): DatabaseFacts {
  let opened: OpenedToRead;
  try {
    opened = openToRead(dir);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { file: dir, problem: error.message };
  }
  try {
    const facts = examineOpened(opened, lines);
    return opened.isSound() ? facts : { ...facts, isDisturbed: true };
  } finally {
    opened.db.close();
  }
}

function examineOpened({ db, file }: OpenedToRead, lines: number): DatabaseFacts {
  const found = read(file, () => number(db.prepare("PRAGMA user_version").get(), "user_version"));
  if (typeof found === "string") return { file, problem: found };
  const schema = { found, known: SCHEMA_VERSION };
  const damage = damageOf(db, lines);
  // An empty file is nobody's yet, and the tables of an earlier schema are not looked at.
  if (found !== SCHEMA_VERSION || damage.length > 0) return { file, schema, damage };
  // From here on everything is of one moment.
  db.exec("BEGIN");
  const log = read(file, () => logFacts(db));
  const state = read(file, () => stateFacts(db, file));
  const history = read(file, () => historyFacts(db));
  const mark = read(file, () => db.prepare("SELECT body FROM mark").get() ?? {});
  const problem = [log, state, history].find((each) => typeof each === "string");
  return {
    file,
    schema,
    damage,
    ...(typeof log !== "string" && { log }),
    ...(typeof state !== "string" && { state }),
    ...(typeof history !== "string" && { history }),
    ...(typeof problem === "string" && { stateProblem: problem }),
    ...(typeof mark !== "string" && typeof mark["body"] === "string" && { mark: mark["body"] }),
  };
}

/** What a look gives, or the sentence that says why it can't be done. */
function read<T>(file: string, look: () => T): T | string {
  try {
    return look();
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    const why = explainReading(error, file);
    if (why instanceof StoreError) return why.message;
    // What is in the database was written by us; what makes no sense is damage like any other.
    return damaged(file, error instanceof Error ? error.message : String(error));
  }
}

function damageOf(db: DatabaseSync, lines: number): readonly string[] {
  try {
    const rows = db.prepare(`PRAGMA quick_check(${lines})`).all();
    const found = rows.flatMap((row) => text(row, "quick_check").split("\n"));
    return found.filter((line) => line !== "ok" && !line.startsWith("***")).slice(0, lines);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function logFacts(db: DatabaseSync): LogFacts {
  const row = db
    .prepare("SELECT count(*) AS entries, ifnull(min(seq), 0) AS first, ifnull(max(seq), 0) AS last FROM log")
    .get();
  const [entries, first, last] = [number(row, "entries"), number(row, "first"), number(row, "last")];
  const kept = db.prepare("SELECT seq FROM snapshot").get();
  const snapshot = kept ? number(kept, "seq") : 0;
  const missing = missingIn(db, { entries, first, last, snapshot });
  return { entries, first, last, snapshot, ...(missing !== undefined && { missing }) };
}

function missingIn(db: DatabaseSync, { entries, first, last, snapshot }: LogFacts): number | undefined {
  if (entries === 0) return undefined;
  if (first > snapshot + 1) return snapshot + 1;
  if (last - first + 1 === entries) return undefined;
  const gap = db
    .prepare(
      "SELECT seq + 1 AS missing FROM log AS one WHERE NOT EXISTS (SELECT 1 FROM log WHERE seq = one.seq + 1) ORDER BY seq LIMIT 1",
    )
    .get();
  return number(gap, "missing");
}

/** @throws StoreError if the snapshot and the log behind it make no state */
function stateFacts(db: DatabaseSync, file: string): StateFacts {
  const snapshot = db.prepare("SELECT seq, version, body FROM snapshot").get();
  const state = snapshot ? restoreRow(snapshot, file) : emptyState();
  for (const row of db.prepare("SELECT seq, at, body FROM log WHERE seq > ? ORDER BY seq").iterate(state.seq)) {
    applyRow(state, row, file);
  }
  return { seq: state.seq, at: state.at, channels: state.channels.size, accounts: state.accounts.size };
}

function historyFacts(db: DatabaseSync): HistoryFacts {
  const row = db
    .prepare(
      `SELECT count(*) AS events, ifnull(max(seq), 0) AS last,
         ifnull(sum(type <> 'redacted' AND NOT json_valid(body)), 0) AS unreadable FROM history`,
    )
    .get();
  return { events: number(row, "events"), last: number(row, "last"), unreadable: number(row, "unreadable") };
}
