import type { DatabaseSync } from "node:sqlite";
import { number } from "./columns.ts";

/**
 * Looks up times in the history.
 * @returns what gives the first seq of a time (milliseconds since 1970) or later, the greatest integer if there is none
 */
export function seqFinder(db: DatabaseSync): (at: number) => number {
  const ends = db.prepare(
    `SELECT ifnull((SELECT min(rowid) FROM history), 1) AS first, ifnull((SELECT max(rowid) FROM history), 0) AS last`,
  );
  const rowFrom = db.prepare("SELECT rowid AS row, seq, at FROM history WHERE rowid >= ? ORDER BY rowid LIMIT 1");
  // Rows are in the order of seq, and time never goes back.
  return (at) => {
    const range = ends.get();
    let low = number(range, "first");
    for (let high = number(range, "last") + 1; low < high; ) {
      const middle = Math.floor((low + high) / 2);
      const row = rowFrom.get(middle);
      if (row && number(row, "at") < at) low = number(row, "row") + 1;
      else high = middle;
    }
    const row = rowFrom.get(low);
    return row ? number(row, "seq") : Number.MAX_SAFE_INTEGER;
  };
}
