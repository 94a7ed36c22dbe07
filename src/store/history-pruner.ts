import type { DatabaseSync } from "node:sqlite";
import { talkersOf } from "../core/keeping.ts";
import { LIMITS } from "../core/limits.ts";
import { number, type Row, text } from "./columns.ts";
import type { Prune } from "./writer-job.ts";

/** The last event of a place that is removed. */
interface Last {
  readonly seq: number;
  readonly at: number;
}

/**
 * What removes some of what is too old or too much, and sets right what follows from it: the first ones, for about
 * `LIMITS.pruneJobMs`, but one at least. It belongs into a transaction, on a connection that overwrites what it deletes.
 * @returns what gives how many were removed
 */
export function historyPruner(db: DatabaseSync): (prune: Prune) => number {
  const removeRow = rowRemover(db);
  const unshare = db.prepare("DELETE FROM file WHERE seq = ?");
  const note = noter(db);
  return ({ of, ids }) => {
    const end = performance.now() + LIMITS.pruneJobMs;
    const places = new Map<string, Last>();
    let count = 0;
    for (const id of ids) {
      if (of === "history") removeRow(id, places);
      else unshare.run(id);
      count++;
      if (performance.now() > end) break;
    }
    for (const [place, last] of places) note(place, last);
    return count;
  };
}

/** What removes a row of the history, and files that are shared by it. */
function rowRemover(db: DatabaseSync): (id: number, places: Map<string, Last>) => void {
  const find = db.prepare("SELECT seq, at, place, type FROM history WHERE rowid = ?");
  const remove = db.prepare("DELETE FROM history WHERE rowid = ?");
  const unshare = db.prepare("DELETE FROM file WHERE seq = ?");
  return (id, places) => {
    const row = find.get(id);
    if (!row) return;
    remove.run(id);
    if (row["type"] === "message") unshare.run(number(row, "seq"));
    if (row["place"] !== null) places.set(text(row, "place"), lastOf(row));
  };
}

function lastOf(row: Row): Last {
  return { seq: number(row, "seq"), at: number(row, "at") };
}

/** What takes down up to where a place is empty now. A talk of which nothing is left is none. */
function noter(db: DatabaseSync): (place: string, last: Last) => void {
  const put = db.prepare(
    `INSERT INTO pruned (place, seq, at, change) VALUES (?, ?, ?, (SELECT ifnull(max(change), 0) + 1 FROM pruned))
     ON CONFLICT (place) DO UPDATE SET seq = excluded.seq, at = excluded.at, change = excluded.change`,
  );
  const silent = db.prepare("DELETE FROM talk WHERE identity = ? AND place = ? AND seq <= ?");
  return (place, { seq, at }) => {
    put.run(place, seq, at);
    for (const who of talkersOf(place)) silent.run(who, place, seq);
  };
}
