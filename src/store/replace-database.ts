import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { PartFile } from "./part-file.ts";

/** What a database that was replaced is called from then on. */
const BEFORE = "parley.db.before";

/**
 * Puts another database in the place of a folder's, which nobody has open. The one that was there is kept beside it, in the
 * place of the one before.
 * @param pieces of the new one's file
 * @throws StoreError, or what `pieces` throws (rejects); then all is as it was
 */
export async function replaceDatabase(dir: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, "parley.db");
  const part = new PartFile(file, true);
  try {
    await pipeline(pieces, createWriteStream(part.path, { mode: 0o600 }));
    if (existsSync(file)) renameSync(file, join(dir, BEFORE));
    // What belongs to the one that was there.
    for (const ending of ["parley.db-wal", "parley.db-shm", "search.db", "search.db-wal", "search.db-shm"]) {
      rmSync(join(dir, ending), { force: true });
    }
    part.finish();
  } finally {
    part.abandon();
  }
}
