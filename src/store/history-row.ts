import type { DatabaseSync, StatementSync } from "node:sqlite";
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

/** Amended messages that are held in memory before they are written. */
const AMENDED_AT_ONCE = 64;

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
  const shared = files && place !== "" && (files.length > 0 || event.type === "edit") ? JSON.stringify(files) : "";
  return `${seq}\t${at}\t${place}\t${author}\t${type}\t${form}\t${about}\t${talkers}\t${shared}\t${JSON.stringify(event)}`;
}

/** Rows that come into the history by one transaction, behind all that are there. */
export interface HistoryBatch {
  /**
   * Puts a row there that `rowLine` wrote. Of the message that it takes back only an empty row stays, and of what is about
   * a message that is not there any more.
   */
  keep(line: string): void;
  /** Writes the messages that were amended, each once however often. To be called before the commit. */
  finish(): void;
}

/**
 * What begins a batch in a transaction that was begun before. From now on the connection overwrites whatever it deletes.
 */
export function historyKeeper(db: DatabaseSync): () => HistoryBatch {
  db.exec("PRAGMA secure_delete = ON");
  const insert = db.prepare(
    "INSERT INTO history (seq, at, place, author, type, form, about, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const talked = db.prepare("INSERT OR REPLACE INTO talk (identity, place, seq, at) VALUES (?, ?, ?, ?)");
  const unshare = db.prepare("DELETE FROM file WHERE seq = ?");
  const takeBack = redacter(db);
  const amendments = amender(db);
  const share = sharer(db);
  const add = (row: Cells): void => {
    const { seq, at, place, about } = row;
    insert.run(seq, at, place || null, row.author || null, row.type, row.form || null, about || null, row.body);
    for (const who of row.talkers) talked.run(who, place, seq, at);
  };
  return () => {
    const amended = amendments();
    const keepAmending = (row: Cells): void => {
      const { seq, at, place, about, files, type } = row;
      if (type !== "edit") add(row);
      const found = amended.add(about, place, row.body);
      // An edit of what was there when it was looked up: it was taken back since, or was too old.
      if (type === "edit" && found === "gone") insert.run(seq, at, null, null, "redacted", null, about, "");
      else if (type === "edit") add(row);
      if (found !== "amended" || files === "") return;
      unshare.run(about);
      share(about, at, place, JSON.parse(files));
    };
    return {
      keep(line) {
        const row = readLine(line);
        if (row.isAmending) {
          keepAmending(row);
          return;
        }
        add(row);
        if (row.about > 0) {
          amended.forget(row.about);
          takeBack(row.about);
        }
        if (row.files !== "") share(row.seq, row.at, row.place, JSON.parse(row.files));
      },
      finish: () => amended.write(),
    };
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

/** A message that is amended. */
interface Amended {
  readonly place: string;
  readonly before: string;
  now: MessageEvent;
}

/** What makes messages what they are by what happened to them later. */
function amender(db: DatabaseSync): () => AmendedMessages {
  const find = db.prepare(`SELECT place, body FROM history WHERE ${MESSAGE}`);
  const put = db.prepare(`UPDATE history SET body = ? WHERE ${MESSAGE}`);
  return () => new AmendedMessages(find, put);
}

/** Messages that are amended in a transaction: each is read and written once, however often that happens. */
class AmendedMessages {
  readonly #find: StatementSync;
  readonly #put: StatementSync;
  readonly #messages = new Map<number, Amended>();

  constructor(find: StatementSync, put: StatementSync) {
    this.#find = find;
    this.#put = put;
  }

  /** Amends a message, if it is there and in that place; `by` is the body of what happened to it. */
  add(seq: number, place: string, by: string): "amended" | "elsewhere" | "gone" {
    const message = this.#messages.get(seq) ?? this.#read(seq);
    if (!message) return "gone";
    if (message.place !== place) return "elsewhere";
    const event: PastEvent = JSON.parse(by);
    message.now = amend(message.now, event);
    return "amended";
  }

  /** It was taken back. */
  forget(seq: number): void {
    this.#messages.delete(seq);
  }

  write(): void {
    for (const [seq, { before, now }] of this.#messages) {
      const body = JSON.stringify(now);
      if (body !== before) this.#put.run(body, seq);
    }
    this.#messages.clear();
  }

  #read(seq: number): Amended | undefined {
    const row = this.#find.get(seq);
    if (!row) return undefined;
    if (this.#messages.size >= AMENDED_AT_ONCE) this.write();
    const before = text(row, "body");
    const message: Amended = { place: String(row["place"] ?? ""), before, now: JSON.parse(before) };
    this.#messages.set(seq, message);
    return message;
  }
}

/** What takes note of the files that a message shares. */
function sharer(db: DatabaseSync): (seq: number, at: number, place: string, files: readonly OwnedFile[]) => void {
  const put = db.prepare(
    "INSERT OR REPLACE INTO file (id, seq, at, place, hash, name, type, size, owner, room) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  return (seq, at, place, files) => {
    for (const { id, hash, name, type, size, owner, room } of files)
      put.run(id, seq, at, place, hash, name, type, size, owner, room);
  };
}
