import type { DatabaseSync } from "node:sqlite";
import type { Kept } from "../core/ports.ts";

/**
 * The row of an event as a line of text: cells between tabs. JSON has no tabs and no line ends of its own, and neither
 * has the name that a channel's id begins with.
 */
export function rowLine({ event, channel, author, redacts }: Kept): string {
  const { seq, at, type } = event;
  const place = `${seq}\t${at}\t${channel ?? ""}\t${author ?? ""}`;
  const form = event.type === "message" ? event.form : "";
  return `${place}\t${type}\t${form}\t${redacts ?? ""}\t${JSON.stringify(event)}`;
}

/**
 * What puts a row that `rowLine` wrote into the history, behind all that are there. Of the message that it takes back only
 * an empty row stays, so both belong into one transaction. From now on the connection overwrites whatever it deletes.
 */
export function historyKeeper(db: DatabaseSync): (line: string) => void {
  db.exec("PRAGMA secure_delete = ON");
  const insert = db.prepare(
    "INSERT INTO history (seq, at, channel, author, type, form, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  // The condition on the type is that of the index `history_message`, word by word.
  // The row itself stays: to remove rows makes SQLite move others, and it leaves copies of what it moves.
  const empty = db.prepare(
    `UPDATE history SET type = 'redacted', channel = NULL, author = NULL, form = NULL, body = ''
     WHERE seq = ? AND type = 'message'`,
  );
  return (line) => {
    const [seq = "", at = "", channel = "", author = "", type = "", form = "", redacts = "", body = ""] =
      line.split("\t");
    insert.run(
      Number(seq),
      Number(at),
      channel || null,
      author === "" ? null : Number(author),
      type,
      form || null,
      body,
    );
    if (redacts !== "") empty.run(Number(redacts));
  };
}
