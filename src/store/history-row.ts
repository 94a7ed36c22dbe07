import type { DatabaseSync } from "node:sqlite";
import { isSaid, talkersOf } from "../core/keeping.ts";
import type { Kept } from "../core/ports.ts";
import { number, text } from "./columns.ts";

/** The condition of the index `history_said`, word by word, for a place between two seqs: messages with a text. */
export const SAID = `place = ? AND place IS NOT NULL AND type = 'message' AND form <> 'tags' AND seq > ? AND seq < ?`;

/** The condition of the index `history_happened` likewise: whatever else there is. */
export const HAPPENED = `place = ? AND place IS NOT NULL AND (type <> 'message' OR form = 'tags') AND seq > ? AND seq < ?`;

/** The condition of the index `history_message` likewise: the message of a seq. */
export const MESSAGE = "seq = ? AND type = 'message'";

/**
 * The row of an event as a line of text: cells between tabs. JSON has no tabs and no line ends of its own, and neither
 * have the names that a place is made of. The cell before the last says who talks, if it is a message of a talk.
 */
export function rowLine({ event, place, author, redacts }: Kept): string {
  const { seq, at, type } = event;
  const where = `${seq}\t${at}\t${place ?? ""}\t${author ?? ""}`;
  const form = event.type === "message" ? event.form : "";
  const talkers = place !== undefined && isSaid(event) ? talkersOf(place).join(" ") : "";
  return `${where}\t${type}\t${form}\t${redacts ?? ""}\t${talkers}\t${JSON.stringify(event)}`;
}

/**
 * What puts a row that `rowLine` wrote into the history, behind all that are there. Of the message that it takes back only
 * an empty row stays, so both belong into one transaction. From now on the connection overwrites whatever it deletes.
 */
export function historyKeeper(db: DatabaseSync): (line: string) => void {
  db.exec("PRAGMA secure_delete = ON");
  const insert = db.prepare(
    "INSERT INTO history (seq, at, place, author, type, form, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const talked = db.prepare("INSERT OR REPLACE INTO talk (identity, place, seq, at) VALUES (?, ?, ?, ?)");
  const takeBack = redacter(db);
  return (line) => {
    const [seq = "", at = "", place = "", author = "", type = "", form = "", redacts = "", talkers = "", body = ""] =
      line.split("\t");
    insert.run(Number(seq), Number(at), place || null, author || null, type, form || null, body);
    if (talkers !== "") for (const who of talkers.split(" ")) talked.run(who, place, Number(seq), Number(at));
    if (redacts !== "") takeBack(Number(redacts));
  };
}

/** What empties the row of a message, and sets right what follows from it. */
function redacter(db: DatabaseSync): (seq: number) => void {
  const placeOf = db.prepare(`SELECT place FROM history WHERE ${MESSAGE} AND place IS NOT NULL`);
  // The row itself stays: to remove rows makes SQLite move others, and it leaves copies of what it moves.
  const empty = db.prepare(
    `UPDATE history SET type = 'redacted', place = NULL, author = NULL, form = NULL, body = '' WHERE ${MESSAGE}`,
  );
  const last = db.prepare(`SELECT seq, at FROM history WHERE ${SAID} ORDER BY seq DESC LIMIT 1`);
  const talked = db.prepare("UPDATE talk SET seq = ?, at = ? WHERE identity = ? AND place = ?");
  const silent = db.prepare("DELETE FROM talk WHERE identity = ? AND place = ?");
  return (seq) => {
    const row = placeOf.get(seq);
    empty.run(seq);
    const place = row ? text(row, "place") : "";
    const talkers = talkersOf(place);
    if (talkers.length === 0) return;
    const left = last.get(place, 0, Number.MAX_SAFE_INTEGER);
    for (const who of talkers) {
      if (left) talked.run(number(left, "seq"), number(left, "at"), who, place);
      else silent.run(who, place);
    }
  };
}
