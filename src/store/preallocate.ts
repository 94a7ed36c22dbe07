import { closeSync, openSync, rmSync, writeSync } from "node:fs";

/** Bytes of the WAL that are there before the first commit; the writer checkpoints when about so many are full. */
export const WAL_BYTES = 16_777_216;

const CHUNK_BYTES = 1_048_576;

/**
 * Makes an empty WAL of full size for a database that nobody has open. To sync what is written over what was there costs
 * half of what it costs to sync a file that grows. SQLite takes a WAL whose header is zero for an empty one
 * (https://sqlite.org/fileformat2.html#walformat). Where there is no room for it, there is none.
 */
export function preallocateWal(file: string): void {
  const wal = `${file}-wal`;
  let descriptor: number;
  try {
    descriptor = openSync(wal, "wx", 0o600);
  } catch {
    // It is there, or can't be made: SQLite knows what to do with either.
    return;
  }
  try {
    const zeros = new Uint8Array(CHUNK_BYTES);
    for (let at = 0; at < WAL_BYTES; at += CHUNK_BYTES) {
      if (writeSync(descriptor, zeros) < CHUNK_BYTES) throw new Error("no room");
    }
  } catch {
    rmSync(wal, { force: true });
  } finally {
    closeSync(descriptor);
  }
}
