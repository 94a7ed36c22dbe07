import type { DatabaseSync } from "node:sqlite";
import { talkersOf } from "../core/keeping.ts";
import { LIMITS } from "../core/limits.ts";
import { nickKey } from "../core/names.ts";
import { number, type Row, text } from "./columns.ts";
import { MESSAGE } from "./history-row.ts";
import { hasLink, wordsOf } from "./words.ts";

/** The name under which a place, an identity or a nick has its number. */
export const nameOf = {
  place: (place: string): string => `p ${place}`,
  talker: (identity: string): string => `t ${identity}`,
  nick: (nick: string): string => `n ${nick}`,
} as const;

/** The mark of messages with a link; others are `m` and a number. */
export const LINK = "link";

/** Puts what the history has into the index, and follows it. Made of the index, and of the history to read. */
export class SearchIndex {
  readonly #index: DatabaseSync;
  readonly #follow: (after: number) => Batch;
  readonly #take: (row: Row) => void;
  readonly #stand: { row: number; seq: number };
  readonly #setStand: (row: number, seq: number) => void;

  constructor(index: DatabaseSync, history: DatabaseSync) {
    this.#index = index;
    this.#follow = follower(history);
    this.#take = taker(index, history);
    const stand = index.prepare("SELECT row, seq FROM stand").get();
    this.#stand = { row: number(stand, "row"), seq: number(stand, "seq") };
    const set = index.prepare("UPDATE stand SET row = ?, seq = ?");
    this.#setStand = (row, seq) => {
      set.run(row, seq);
    };
  }

  /** Whether the index belongs to a history: the row at which it stands is there, and is the same. */
  isOf(history: DatabaseSync): boolean {
    const { row, seq } = this.#stand;
    const there = history.prepare("SELECT seq FROM history WHERE rowid = ?").get(row);
    return row === 0 || (there !== undefined && number(there, "seq") === seq);
  }

  /** Looks at the next rows of the history, in one transaction; false if there were none. */
  advance(): boolean {
    const { rows, deletes } = this.#follow(this.#stand.row);
    const last = rows.at(-1);
    if (!last) return false;
    this.#index.exec("BEGIN IMMEDIATE");
    try {
      for (const row of rows) this.#take(row);
      this.#setStand(number(last, "row"), number(last, "seq"));
      this.#index.exec("COMMIT");
    } catch (error) {
      if (this.#index.isTransaction) this.#index.exec("ROLLBACK");
      throw error;
    }
    this.#stand.row = number(last, "row");
    this.#stand.seq = number(last, "seq");
    // What was taken back shall not stay in the WAL either.
    if (deletes) this.#index.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return true;
  }
}

interface Batch {
  readonly rows: readonly Row[];
  readonly deletes: boolean;
}

/** What gives the rows behind one, so many as are looked at in one go. */
function follower(history: DatabaseSync): (after: number) => Batch {
  const next = history.prepare(
    "SELECT rowid AS row, seq, place, type, form, body FROM history WHERE rowid > ? ORDER BY rowid LIMIT ?",
  );
  return (after) => {
    const rows: Row[] = [];
    let chars = 0;
    for (const row of next.iterate(after, LIMITS.searchBatchRows)) {
      rows.push(row);
      chars += text(row, "body").length;
      if (chars > LIMITS.searchBatchChars) break;
    }
    return { rows, deletes: rows.some((row) => row["type"] === "redact") };
  };
}

/** What puts a message of the history into the index, and takes out what was taken back. */
function taker(index: DatabaseSync, history: DatabaseSync): (row: Row) => void {
  const numberOf = numberer(index);
  const learn = learner(index);
  const forget = forgetter(index);
  const insert = index.prepare("INSERT INTO said (rowid, words, marks) VALUES (?, ?, ?)");
  const isThere = history.prepare(`SELECT 1 FROM history WHERE ${MESSAGE}`);
  const add = (row: Row): void => {
    const { place } = row;
    if (typeof place !== "string" || row["form"] === "tags") return;
    const { from, text: said }: { from: { nick: string }; text: string } = JSON.parse(text(row, "body"));
    const words = wordsOf(said);
    const names = [
      nameOf.place(place),
      nameOf.nick(nickKey(from.nick)),
      ...new Set(talkersOf(place).map((who) => nameOf.talker(who))),
    ];
    const marks = names.map((name) => `m${numberOf(name)}`);
    if (hasLink(said)) marks.push(LINK);
    insert.run(number(row, "seq"), words.join(" "), marks.join(" "));
    for (const word of new Set(words)) learn(word);
  };
  return (row) => {
    if (row["type"] === "message") add(row);
    if (row["type"] !== "redact") return;
    const { msgid }: { msgid: string } = JSON.parse(text(row, "body"));
    const seq = Number.parseInt(/-([0-9a-z]{1,10})$/.exec(msgid)?.[1] ?? "", 36);
    // Only what the history has lost is lost here.
    if (!Number.isNaN(seq) && !isThere.get(seq)) forget(seq);
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

/** What removes a message, and those of its words that nobody else said. */
function forgetter(index: DatabaseSync): (seq: number) => void {
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
  return (seq) => {
    const row = find.get(seq);
    if (!row) return;
    remove.run(seq);
    for (const word of new Set(text(row, "words").split(" "))) unlearn(word);
  };
}
