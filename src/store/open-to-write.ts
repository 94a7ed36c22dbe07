import { DatabaseSync } from "node:sqlite";
import { WAL_BYTES } from "./preallocate.ts";

/** Bytes of a frame of the WAL, with room to spare: a page of 4096 and its header. */
const FRAME_BYTES = 4_400;

/** The connection that commits. What it has committed is on disk (fsync) when it says so. */
export function openToWrite(file: string, maxPages: number): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 1_000 });
  // FULL syncs the WAL at every commit. It is copied into the database before it outgrows what was made ready for it.
  db.exec(`PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${Math.floor(WAL_BYTES / FRAME_BYTES)};
    PRAGMA journal_size_limit = ${WAL_BYTES}; PRAGMA cache_size = -16384; PRAGMA max_page_count = ${maxPages}`);
  return db;
}
