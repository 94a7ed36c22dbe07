import type { DatabaseSync } from "node:sqlite";
import type { LastingEvent, MessageEvent } from "../core/events.ts";
import type { Kept } from "../core/ports.ts";
import { SNAPSHOT_VERSION, snapshot } from "../core/snapshot.ts";
import type { State } from "../core/state.ts";
import { text } from "./columns.ts";
import { type HistoryBatch, historyKeeper, MESSAGE, rowLine } from "./history-row.ts";
import { syncPath } from "./part-file.ts";
import { migrate } from "./schema.ts";
import { explainScratch, openScratch } from "./scratch.ts";

/** Rows of one transaction. */
const BATCH = 20_000;

/**
 * A database that is written in one go, with a history that no server has seen. It is nobody else's until it is done, and
 * what a crash leaves of it is good for nothing: so it has neither a journal nor syncs.
 */
export class HistoryBuilder {
  readonly #file: string;
  readonly #db: DatabaseSync;
  readonly #batch: HistoryBatch;
  readonly #settle: (about: number, by: LastingEvent) => void;
  #waiting = 0;

  /**
   * Makes the file.
   * @throws StoreError
   */
  constructor(file: string) {
    this.#file = file;
    this.#db = openScratch(file);
    migrate(this.#db);
    this.#batch = historyKeeper(this.#db)();
    this.#settle = settler(this.#db);
    this.#db.exec("BEGIN");
  }

  /**
   * Puts an event behind all others; its seq is not less than theirs. What it says of an earlier message has happened to
   * that already.
   * @param about - the seq of the message that it edits or reacts to
   * @throws StoreError
   */
  keep(kept: Kept, about?: number): void {
    try {
      this.#batch.keep(rowLine(kept));
      if (about !== undefined) this.#settle(about, kept.event);
      if (++this.#waiting % BATCH === 0) this.#db.exec("COMMIT; BEGIN");
    } catch (error) {
      throw explainScratch(error, this.#file);
    }
  }

  /**
   * Ends the history with the state that follows from it, and makes all durable. Nothing can be done afterwards.
   * @throws StoreError
   */
  finish(state: State): void {
    try {
      this.#db
        .prepare("INSERT INTO snapshot (one, seq, version, body) VALUES (1, ?, ?, ?)")
        .run(state.seq, SNAPSHOT_VERSION, snapshot(state));
      this.#db.exec("COMMIT");
      this.close();
      syncPath(this.#file);
    } catch (error) {
      throw explainScratch(error, this.#file);
    }
  }

  /** Lets go of the file; it is good for nothing unless it was finished. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

/** What says of the row that was put last that it is about a message, and of the message that this is in it already. */
function settler(db: DatabaseSync): (about: number, by: LastingEvent) => void {
  const setAbout = db.prepare("UPDATE history SET about = ? WHERE rowid = last_insert_rowid()");
  const find = db.prepare(`SELECT body FROM history WHERE ${MESSAGE}`);
  const put = db.prepare(`UPDATE history SET body = ? WHERE ${MESSAGE}`);
  return (about, { type, seq, at }) => {
    setAbout.run(about);
    const row = find.get(about);
    if (!row) return;
    const message: MessageEvent = JSON.parse(text(row, "body"));
    const mark = type === "edit" ? { edited: { seq, at: message.edited?.at ?? at } } : { reacted: seq };
    put.run(JSON.stringify({ ...message, ...mark }), about);
  };
}
