import type { DatabaseSync, StatementSync } from "node:sqlite";
import { number } from "./columns.ts";
import { explainScratch, openScratch } from "./scratch.ts";

/** Entries of one transaction. */
const BATCH = 20_000;

/** Which seq has what others know under a name of theirs. It is on disk, so that there may be any number of them. */
export class SeqKeys {
  readonly #file: string;
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #find: StatementSync;
  #waiting = 0;

  /**
   * @param file - made for this; of no use to anybody afterwards
   * @throws StoreError
   */
  constructor(file: string) {
    this.#file = file;
    this.#db = openScratch(file);
    this.#db.exec("CREATE TABLE key (key TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID; BEGIN");
    this.#insert = this.#db.prepare("INSERT OR IGNORE INTO key (key, seq) VALUES (?, ?)");
    this.#find = this.#db.prepare("SELECT seq FROM key WHERE key = ?");
  }

  /**
   * Gives a seq its key.
   * @returns false if another seq has it already
   * @throws StoreError
   */
  add(key: string, seq: number): boolean {
    try {
      if (++this.#waiting % BATCH === 0) this.#db.exec("COMMIT; BEGIN");
      return this.#insert.run(key, seq).changes > 0;
    } catch (error) {
      throw explainScratch(error, this.#file);
    }
  }

  /** The seq of a key. */
  find(key: string): number | undefined {
    const row = this.#find.get(key);
    return row && number(row, "seq");
  }

  /** Lets go of the file. Called any number of times. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}
