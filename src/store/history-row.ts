import type { DatabaseSync } from "node:sqlite";
import { amend } from "../core/amending.ts";
import type { MessageEvent } from "../core/events.ts";
import type { OwnedFile } from "../core/files.ts";
import { isSaid, talkersOf } from "../core/keeping.ts";
import type { Kept, PastEvent } from "../core/ports.ts";
import { number, text } from "./columns.ts";

/** The condition of the index `history_said`, word by word, for a place between two seqs: messages with a text. */
export const SAID = `place = ? AND place IS NOT NULL AND type = 'message' AND form <> 'tags' AND seq > ? AND seq < ?`;

/** The condition of the index `history_happened` likewise: whatever else there is. */
export const HAPPENED = `place = ? AND place IS NOT NULL AND (type <> 'message' OR form = 'tags') AND seq > ? AND seq < ?`;

/** The condition of the index `history_message` likewise: the message of a seq. */
export const MESSAGE = "seq = ? AND type = 'message'";

/** What is kept of a message of which nothing may be left. */
const EMPTY = "type = 'redacted', place = NULL, author = NULL, form = NULL, body = ''";

/**
 * The row of an event as a line of text: cells between tabs. JSON has no tabs and no line ends of its own, and neither
 * have the names that a place is made of.
 */
export function rowLine({ event, place = "", author = "", redacts, amends, files }: Kept): string {
  const { seq, at, type } = event;
  const form = event.type === "message" ? event.form : "";
  const talkers = place !== "" && isSaid(event) ? talkersOf(place).join(" ") : "";
  const about = `${redacts ?? ""}\t${amends ?? ""}`;
  const shared = files && place !== "" ? JSON.stringify(files) : "";
  return `${seq}\t${at}\t${place}\t${author}\t${type}\t${form}\t${about}\t${talkers}\t${shared}\t${JSON.stringify(event)}`;
}

/**
 * What puts a row that `rowLine` wrote into the history, behind all that are there. Of the message that it takes back only
 * an empty row stays, so both belong into one transaction; so do one that it amends and the row of that.
 * From now on the connection overwrites whatever it deletes.
 */
export function historyKeeper(db: DatabaseSync): (line: string) => void {
  db.exec("PRAGMA secure_delete = ON");
  const insert = db.prepare(
    "INSERT INTO history (seq, at, place, author, type, form, about, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const talked = db.prepare("INSERT OR REPLACE INTO talk (identity, place, seq, at) VALUES (?, ?, ?, ?)");
  const takeBack = redacter(db);
  const change = amender(db);
  const share = sharer(db);
  return (line) => {
    const row = readLine(line);
    const { seq, at, place } = row;
    insert.run(seq, at, place || null, row.author || null, row.type, row.form || null, row.about || null, row.body);
    for (const who of row.talkers) talked.run(who, place, seq, at);
    if (row.isAmending) change(row.about, place, JSON.parse(row.body));
    else if (row.about > 0) takeBack(row.about);
    if (row.files !== "") share(seq, at, place, JSON.parse(row.files));
  };
}

/** The cells of a row as `rowLine` writes them; "" and 0 for what isn't there. */
interface Cells {
  readonly seq: number;
  readonly at: number;
  readonly place: string;
  readonly author: string;
  readonly type: string;
  readonly form: string;
  readonly about: number;
  /** Whether it amends what it is about, and does not take it back. */
  readonly isAmending: boolean;
  readonly talkers: readonly string[];
  readonly files: string;
  readonly body: string;
}

function readLine(line: string): Cells {
  const cells = line.split("\t");
  const [seq = "", at = "", place = "", author = "", type = "", form = "", redacts = "", amends = ""] = cells;
  const [talkers = "", files = "", body = ""] = cells.slice(8);
  return {
    seq: Number(seq),
    at: Number(at),
    place,
    author,
    type,
    form,
    about: Number(redacts || amends),
    isAmending: amends !== "",
    talkers: talkers === "" ? [] : talkers.split(" "),
    files,
    body,
  };
}

/** What empties the row of a message and of all that is about it, and sets right what follows from it. */
function redacter(db: DatabaseSync): (seq: number) => void {
  const placeOf = db.prepare(`SELECT place FROM history WHERE ${MESSAGE} AND place IS NOT NULL`);
  // The row itself stays: to remove rows makes SQLite move others, and it leaves copies of what it moves.
  const empty = db.prepare(`UPDATE history SET ${EMPTY} WHERE ${MESSAGE}`);
  const emptyAbout = db.prepare(`UPDATE history SET ${EMPTY} WHERE about = ? AND type IN ('edit', 'message')`);
  const unshare = db.prepare("DELETE FROM file WHERE seq = ?");
  const last = db.prepare(`SELECT seq, at FROM history WHERE ${SAID} ORDER BY seq DESC LIMIT 1`);
  const talked = db.prepare("UPDATE talk SET seq = ?, at = ? WHERE identity = ? AND place = ?");
  const silent = db.prepare("DELETE FROM talk WHERE identity = ? AND place = ?");
  return (seq) => {
    const row = placeOf.get(seq);
    empty.run(seq);
    emptyAbout.run(seq);
    unshare.run(seq);
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

/** What makes a message what it is by something that happened to it later, if it is in the same place. */
function amender(db: DatabaseSync): (seq: number, place: string, by: PastEvent) => void {
  const find = db.prepare(`SELECT body FROM history WHERE ${MESSAGE} AND place IS ?`);
  const put = db.prepare(`UPDATE history SET body = ? WHERE ${MESSAGE}`);
  return (seq, place, by) => {
    const row = find.get(seq, place || null);
    if (!row) return;
    const message: MessageEvent = JSON.parse(text(row, "body"));
    const amended = amend(message, by);
    if (amended !== message) put.run(JSON.stringify(amended), seq);
  };
}

/** What takes note of the files that a message shares. */
function sharer(db: DatabaseSync): (seq: number, at: number, place: string, files: readonly OwnedFile[]) => void {
  const put = db.prepare(
    "INSERT OR REPLACE INTO file (id, seq, at, place, hash, name, type, size, owner) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  return (seq, at, place, files) => {
    for (const { id, hash, name, type, size, owner } of files)
      put.run(id, seq, at, place, hash, name, type, size, owner);
  };
}
