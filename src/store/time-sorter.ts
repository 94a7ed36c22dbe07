import type { DatabaseSync, StatementSync } from "node:sqlite";
import { text } from "./columns.ts";
import { explainScratch, openScratch } from "./scratch.ts";

/** Texts of one transaction. */
const BATCH = 20_000;

/** Sorts texts by their times, on disk, so that there may be any number of them. Those of one time keep their order. */
export class TimeSorter {
  readonly #file: string;
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  #count = 0;

  /**
   * @param file - made for this; of no use to anybody afterwards
   * @throws StoreError
   */
  constructor(file: string) {
    this.#file = file;
    this.#db = openScratch(file);
    this.#db.exec("CREATE TABLE item (at INTEGER NOT NULL, body TEXT NOT NULL) STRICT; BEGIN");
    this.#insert = this.#db.prepare("INSERT INTO item (at, body) VALUES (?, ?)");
  }

  /** How many texts there are. */
  get size(): number {
    return this.#count;
  }

  /**
   * Takes a text.
   * @param at - milliseconds since 1970
   * @throws StoreError
   */
  add(at: number, body: string): void {
    try {
      this.#insert.run(at, body);
      if (++this.#count % BATCH === 0) this.#db.exec("COMMIT; BEGIN");
    } catch (error) {
      throw explainScratch(error, this.#file);
    }
  }

  /**
   * All texts in order. None is added afterwards.
   * @throws StoreError
   */
  *sorted(): Generator<string, void, undefined> {
    try {
      this.#db.exec("COMMIT; CREATE INDEX item_at ON item (at)");
      // Rows of one time are in the order of their rowids, which every index ends with.
      for (const row of this.#db.prepare("SELECT body FROM item ORDER BY at, rowid").iterate()) yield text(row, "body");
    } catch (error) {
      throw explainScratch(error, this.#file);
    }
  }

  /** Lets go of the file. Called any number of times. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}
