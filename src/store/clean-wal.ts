import type { DatabaseSync } from "node:sqlite";
import { number } from "./columns.ts";

/**
 * Sees to it that nothing is left in the WAL of what was deleted: all of it is copied into the database, and it is cut off.
 * @returns whether that could be done now; not while somebody reads what was there before
 */
export function cleanWal(db: DatabaseSync): boolean {
  // Whoever commits next does not wait for whoever reads.
  db.exec("PRAGMA busy_timeout = 0");
  try {
    return number(db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get(), "busy") === 0;
  } finally {
    db.exec("PRAGMA busy_timeout = 1000");
  }
}
