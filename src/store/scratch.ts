import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { cannotWrite } from "./part-file.ts";
import { isFull, isTrouble, StoreError } from "./store-error.ts";

/**
 * Makes a database that a crash may take: it has neither a journal nor syncs, and nobody else may have it open.
 * @throws StoreError
 */
export function openScratch(file: string): DatabaseSync {
  try {
    closeSync(openSync(file, "wx", 0o600));
    const db = new DatabaseSync(file);
    db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA cache_size = -32768`);
    return db;
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** What an error means when such a database is written; the error itself if it is a bug. */
export function explainScratch(error: unknown, file: string): unknown {
  if (!isTrouble(error)) return error;
  if (!isFull(error)) return cannotWrite(file, error);
  return new StoreError(`The disk that holds ${file} is full: make room on it.`, { cause: error });
}
