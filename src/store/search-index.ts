import type { DatabaseSync } from "node:sqlite";
import type { MessageEvent } from "../core/events.ts";
import { talkersOf } from "../core/keeping.ts";
import { LIMITS } from "../core/limits.ts";
import { nickKey } from "../core/names.ts";
import { number, type Row, text } from "./columns.ts";
import { MESSAGE } from "./history-row.ts";
import { nameOf } from "./search-names.ts";
import { PrunedFollower } from "./search-pruned.ts";
import { hasLink, wordsOf } from "./words.ts";

/** The marks of messages with a link, and with a file; others are `m` and a number. */
export const LINK = "link";
export const FILE = "file";

/** Up to where the history was looked at: the last row and its seq, and the last change of its table `pruned`. */
export interface Stand {
  readonly row: number;
  readonly seq: number;
  readonly change: number;
}

/** Puts what the history has into the index, and follows it. Made of the index, and of the history to read. */
export class SearchIndex {
  readonly #index: DatabaseSync;
  readonly #follow: (after: number) => Batch;
  readonly #take: (row: Row) => void;
  readonly #pruned: PrunedFollower;
  readonly #putStand: (stand: Stand) => void;
  #stand: Stand;
  /** Whether what was deleted is still in the WAL. */
  #isUnclean = false;

  constructor(index: DatabaseSync, history: DatabaseSync) {
    this.#index = index;
    this.#follow = follower(history);
    const forget = forgetter(index);
    this.#take = taker(index, history, forget);
    this.#pruned = new PrunedFollower(index, history, forget);
    this.#stand = readStand(index);
    const put = index.prepare("UPDATE stand SET row = ?, seq = ?, change = ?");
    this.#putStand = ({ row, seq, change }) => {
      put.run(row, seq, change);
    };
  }

  /** Whether the index belongs to a history. */
  isOf(history: DatabaseSync): boolean {
    return isStandOf(this.#stand, history);
  }

  /**
   * Looks at the next rows of the history, and at what it has removed because it was too old or too much: as much as takes
   * a moment. False if there was nothing.
   */
  advance(): boolean {
    const { rows, deletes } = this.#follow(this.#stand.row);
    const isPruned = this.#pruned.hasNews(this.#stand.change);
    if (rows.length > 0 || isPruned) this.#goOn(rows);
    this.#isUnclean ||= deletes || isPruned;
    // What was taken back shall not stay in the WAL either; while much is removed that can wait until all of it is.
    if (this.#isUnclean && (deletes || !isPruned)) {
      this.#index.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      this.#isUnclean = false;
    }
    return rows.length > 0 || isPruned;
  }

  /** In one transaction. */
  #goOn(rows: readonly Row[]): void {
    const last = rows.at(-1);
    const at = last && { row: number(last, "row"), seq: number(last, "seq") };
    this.#index.exec("BEGIN IMMEDIATE");
    try {
      for (const row of rows) this.#take(row);
      const stand = { ...this.#stand, ...at, change: this.#pruned.forget(this.#stand.change) };
      this.#putStand(stand);
      this.#index.exec("COMMIT");
      this.#stand = stand;
    } catch (error) {
      if (this.#index.isTransaction) this.#index.exec("ROLLBACK");
      throw error;
    }
  }
}

/** Up to where the history was looked at for an index. */
export function readStand(index: DatabaseSync): Stand {
  const stand = index.prepare("SELECT row, seq, change FROM stand").get();
  return { row: number(stand, "row"), seq: number(stand, "seq"), change: number(stand, "change") };
}

/** Whether an index that stands so belongs to a history: the row at which it stands is there and the same, or was removed since. */
export function isStandOf({ row, seq, change }: Stand, history: DatabaseSync): boolean {
  if (row === 0) return true;
  const around = history.prepare(
    `SELECT (SELECT ifnull(max(change), 0) FROM pruned) AS change,
       ifnull((SELECT seq FROM history WHERE rowid = ?1), 0) AS here,
       ifnull((SELECT seq FROM history WHERE rowid < ?1 ORDER BY rowid DESC LIMIT 1), 0) AS before,
       ifnull((SELECT seq FROM history WHERE rowid > ?1 ORDER BY rowid LIMIT 1), 0) AS behind`,
  );
  const found = around.get(row);
  const [here, changes] = [number(found, "here"), number(found, "change")];
  if (here > 0 || changes === 0) return here === seq && changes >= change;
  return changes >= change && number(found, "before") <= seq && number(found, "behind") >= seq;
}

interface Batch {
  readonly rows: readonly Row[];
  readonly deletes: boolean;
}

/** What gives the rows behind one, so many as are looked at in one go. */
function follower(history: DatabaseSync): (after: number) => Batch {
  const next = history.prepare(
    "SELECT rowid AS row, seq, place, type, form, about, body FROM history WHERE rowid > ? ORDER BY rowid LIMIT ?",
  );
  return (after) => {
    const rows: Row[] = [];
    let chars = 0;
    for (const row of next.iterate(after, LIMITS.searchBatchRows)) {
      rows.push(row);
      chars += text(row, "body").length;
      if (chars > LIMITS.searchBatchChars) break;
    }
    return { rows, deletes: rows.some((row) => row["type"] === "redact" || row["type"] === "edit") };
  };
}

/** What puts a message of the history into the index as it is now, and takes out what was taken back. */
function taker(
  index: DatabaseSync,
  history: DatabaseSync,
  forget: (seqs: readonly number[]) => void,
): (row: Row) => void {
  const numberOf = numberer(index);
  const learn = learner(index);
  const insert = index.prepare("INSERT INTO said (rowid, words, marks) VALUES (?, ?, ?)");
  const messageOf = history.prepare(`SELECT seq, place, form, body FROM history WHERE ${MESSAGE}`);
  const add = (row: Row): void => {
    const { place } = row;
    if (typeof place !== "string" || row["form"] === "tags") return;
    const { from, text: said, files }: MessageEvent = JSON.parse(text(row, "body"));
    const words = wordsOf(said);
    const names = [
      nameOf.place(place),
      nameOf.nick(nickKey(from.nick)),
      ...new Set(talkersOf(place).map((who) => nameOf.talker(who))),
    ];
    const marks = names.map((name) => `m${numberOf(name)}`);
    if (hasLink(said)) marks.push(LINK);
    if (files) marks.push(FILE);
    insert.run(number(row, "seq"), words.join(" "), marks.join(" "));
    for (const word of new Set(words)) learn(word);
  };
  return (row) => {
    const { type, about } = row;
    if (type === "message") add(row);
    if ((type !== "redact" && type !== "edit") || typeof about !== "number") return;
    const message = messageOf.get(about);
    // Only what the history has lost is lost here.
    if (!message || type === "edit") forget([about]);
    if (message && type === "edit") add(message);
  };
}

/** What gives the number of a name, and a new one to a new name. */
function numberer(index: DatabaseSync): (name: string) => number {
  const find = index.prepare("SELECT id FROM name WHERE name = ?");
  const make = index.prepare("INSERT INTO name (name) VALUES (?)");
  return (name) => {
    const row = find.get(name);
    return row ? number(row, "id") : Number(make.run(name).lastInsertRowid);
  };
}

/** Whether a word is long enough that parts of it are searched for. */
function hasPieces(word: string): boolean {
  return word.length >= 3;
}

/** What sees to it that parts of a word are found. */
function learner(index: DatabaseSync): (word: string) => void {
  const add = index.prepare("INSERT OR IGNORE INTO word (word) VALUES (?)");
  const addPieces = index.prepare("INSERT INTO piece (rowid, word) VALUES (?, ?)");
  return (word) => {
    if (!hasPieces(word)) return;
    const { changes, lastInsertRowid } = add.run(word);
    if (changes > 0) addPieces.run(lastInsertRowid, word);
  };
}

/** What removes messages, and those of their words that nobody else said. */
function forgetter(index: DatabaseSync): (seqs: readonly number[]) => void {
  const find = index.prepare("SELECT words FROM said WHERE rowid = ?");
  const remove = index.prepare("DELETE FROM said WHERE rowid = ?");
  const isSaid = index.prepare("SELECT 1 FROM said WHERE said MATCH ? LIMIT 1");
  const findWord = index.prepare("SELECT id FROM word WHERE word = ?");
  const removePieces = index.prepare("INSERT INTO piece (piece, rowid, word) VALUES ('delete', ?, ?)");
  const removeWord = index.prepare("DELETE FROM word WHERE id = ?");
  const unlearn = (word: string): void => {
    const row = hasPieces(word) ? findWord.get(word) : undefined;
    if (!row || isSaid.get(`words : "${word}"`)) return;
    removePieces.run(number(row, "id"), word);
    removeWord.run(number(row, "id"));
  };
  return (seqs) => {
    const words = new Set<string>();
    for (const seq of seqs) {
      const row = find.get(seq);
      if (!row) continue;
      remove.run(seq);
      for (const word of text(row, "words").split(" ")) words.add(word);
    }
    // Behind all of them, as each question has what was removed before written first.
    for (const word of words) unlearn(word);
  };
}
