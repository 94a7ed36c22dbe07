import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { PartFile } from "./part-file.ts";

/**
 * Puts another database in the place of a folder's, which nobody has open.
 * @param pieces of the new one's file
 * @throws StoreError, or what `pieces` throws (rejects); then all is as it was
 */
export async function replaceDatabase(dir: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, "parley.db");
  const part = new PartFile(file, true);
  try {
    await pipeline(pieces, createWriteStream(part.path, { mode: 0o600 }));
    // What belongs to the one that was there.
    for (const ending of ["parley.db-wal", "parley.db-shm", "search.db", "search.db-wal", "search.db-shm"]) {
      rmSync(join(dir, ending), { force: true });
    }
    part.finish();
  } finally {
    part.abandon();
  }
}
