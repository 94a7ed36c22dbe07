import { closeSync, fstatSync, openSync, rmSync, writeSync } from "node:fs";

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

/**
 * Makes a WAL that was cut off longer again by a piece, likewise: zeros behind its last frame are none. Only for the thread
 * that commits, between two commits, as nobody else knows that nothing is written to the file meanwhile.
 * @returns whether there is more to do
 */
export function growWal(file: string): boolean {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(`${file}-wal`, "a");
    const missing = WAL_BYTES - fstatSync(descriptor).size;
    const written = missing > 0 ? writeSync(descriptor, new Uint8Array(Math.min(missing, CHUNK_BYTES))) : 0;
    return written === CHUNK_BYTES && missing > CHUNK_BYTES;
  } catch {
    // No room: it grows with what is committed then.
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
