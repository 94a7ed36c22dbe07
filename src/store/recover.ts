import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { apply } from "../core/apply.ts";
import type { Draft } from "../core/commands.ts";
import type { FileRef } from "../core/files.ts";
import { keptOf } from "../core/keeping.ts";
import type { Kept } from "../core/ports.ts";
import { OLDEST_SNAPSHOT, restore, SNAPSHOT_VERSION } from "../core/snapshot.ts";
import { emptyState, type State } from "../core/state.ts";
import { number, type Row, text } from "./columns.ts";
import { historyKeeper, rowLine } from "./history-row.ts";
import { damaged, explain, StoreError } from "./store-error.ts";

/** Entries that are in memory at once. */
const CHUNK = 1_000;

/** What a database adds up to. */
export interface Recovered {
  readonly state: State;
  /** The seq of the snapshot, 0 if there is none, and the length of its text. */
  readonly snapshotSeq: number;
  readonly snapshotLength: number;
  /**
   * Files of messages that were taken back behind the snapshot, whether others share them or not: a crash may have come
   * before they were removed.
   */
  readonly takenBack: readonly FileRef[];
  /** Where a log that is elsewhere stands after the last entry; nothing if there is none. */
  readonly mark?: string;
}

/** What an entry of the log led to. */
export interface Applied {
  /** What of it belongs into the history. */
  readonly kept: readonly Kept[];
  /** The files of the message that it takes back. */
  readonly takenBack: readonly FileRef[];
}

/**
 * The state after the last entry that was committed: the snapshot, and the log behind it applied again. What those
 * entries led to and a crash kept out of the history is put there.
 * @throws StoreError if the content makes no sense
 */
export async function recover(db: DatabaseSync, file: string): Promise<Recovered> {
  try {
    const row = db.prepare("SELECT seq, version, body FROM snapshot").get();
    const state = row ? restoreRow(row, file) : emptyState();
    const snapshotSeq = state.seq;
    const takenBack = await replay(db, state, file);
    const mark = db.prepare("SELECT body FROM mark").get();
    return {
      state,
      takenBack,
      snapshotSeq,
      snapshotLength: row ? text(row, "body").length : 0,
      ...(mark && { mark: text(mark, "body") }),
    };
  } catch (error) {
    // What is in the database was written by us; text that can't be parsed is damage like any other.
    if (error instanceof SyntaxError) throw new StoreError(damaged(file, error.message), { cause: error });
    throw explain(error, file);
  }
}

/**
 * The state of a row of the table `snapshot`.
 * @throws StoreError if this Parley can't read it
 */
export function restoreRow(row: Row, file: string): State {
  const version = number(row, "version");
  if (version < OLDEST_SNAPSHOT || version > SNAPSHOT_VERSION) {
    throw new StoreError(
      `The state in ${file} was written by another Parley (it is of version ${version}, this one reads ${SNAPSHOT_VERSION}): start the one that wrote it.`,
    );
  }
  const state = restore(text(row, "body"));
  if (state.seq !== number(row, "seq")) throw new StoreError(damaged(file, "its snapshot is of another place"));
  return state;
}

async function replay(db: DatabaseSync, state: State, file: string): Promise<readonly FileRef[]> {
  const last = db.prepare("SELECT seq FROM history ORDER BY rowid DESC LIMIT 1").get();
  const recorded = last ? number(last, "seq") : 0;
  const next = db.prepare("SELECT seq, at, body FROM log WHERE seq > ? ORDER BY seq LIMIT ?");
  const keep = keeper(db);
  const takenBack: FileRef[] = [];
  for (;;) {
    const rows = next.all(state.seq, CHUNK);
    if (rows.length === 0) return takenBack;
    const applied = rows.map((row) => applyRow(state, row, file));
    const kept = applied.flatMap((one) => one.kept);
    takenBack.push(...applied.flatMap((one) => one.takenBack));
    keep(kept.filter(({ event }) => event.seq > recorded));
    // Between chunks others have their turn: whoever stops a start that takes long is heard.
    await setImmediate();
  }
}

/**
 * Applies the entry of a row of the table `log`.
 * @throws StoreError if it is not the next one
 */
export function applyRow(state: State, row: Row, file: string): Applied {
  const seq = number(row, "seq");
  if (seq !== state.seq + 1) throw new StoreError(damaged(file, `entry ${state.seq + 1} is missing`));
  const draft: Draft = JSON.parse(text(row, "body"));
  const entry = { ...draft, seq, at: number(row, "at") };
  const outcome = apply(state, entry);
  if (outcome.refusal) return { kept: [], takenBack: [] };
  const kept = outcome.emissions.flatMap((emission) => keptOf(state, entry, emission));
  return { kept, takenBack: (entry.act.type === "redact" && entry.act.files) || [] };
}

function keeper(db: DatabaseSync): (all: readonly Kept[]) => void {
  const begin = historyKeeper(db);
  return (all) => {
    if (all.length === 0) return;
    db.exec("BEGIN IMMEDIATE");
    const batch = begin();
    for (const kept of all) batch.keep(rowLine(kept));
    batch.finish();
    db.exec("COMMIT");
  };
}
