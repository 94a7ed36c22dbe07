import { DatabaseSync } from "node:sqlite";
import { number, text } from "./columns.ts";

/** Where a copy of a node's database stands. */
export interface Marked {
  /** The seq of its last entry. */
  readonly seq: number;
  /** The same in the words of the log that is elsewhere. */
  readonly mark: string;
}

const LAST = `SELECT max(
  ifnull((SELECT seq FROM snapshot), 0), ifnull((SELECT max(seq) FROM log), 0)
) AS seq, (SELECT body FROM mark) AS mark`;

/**
 * Says where a copy of a node's database stands.
 * @throws Error if it can't be read, or stands nowhere
 */
export function readMark(file: string): Marked {
  using db = new DatabaseSync(file, { readOnly: true });
  const row = db.prepare(LAST).get();
  return { seq: number(row, "seq"), mark: text(row, "mark") };
}
