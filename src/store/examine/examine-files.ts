import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { number, text } from "../columns.ts";
import { Contents } from "../files/contents.ts";
import { DISK, type Disk, isMissing, namesIn } from "../files/disk.ts";
import { parseRecord } from "../files/record.ts";
import { openToRead } from "../open-to-read.ts";

/** Contents of shared files, as the database and the disk have them. */
export interface FilesFacts {
  /** Different contents that messages share, and their bytes. */
  readonly shared: number;
  readonly sharedBytes: number;
  /** How many of them are not on the disk, or not whole; and the names of some of them. */
  readonly missing: number;
  readonly missingNames: readonly string[];
  /** Contents on the disk that nobody needs, and their bytes. */
  readonly unused: number;
  readonly unusedBytes: number;
  /** Bytes of uploads of which nothing is written down: what a crash left. */
  readonly leftovers: number;
}

/**
 * Compares the contents in a data folder with the messages that share them; changes nothing.
 * @param names how many names of missing files are told
 * @throws StoreError (rejects) if the database can't be read
 */
export async function examineFiles(dir: string, names: number, disk: Disk = DISK): Promise<FilesFacts> {
  const { db } = openToRead(dir);
  const folder = join(dir, "files");
  const contents = new Contents(disk, folder);
  try {
    const { shared, sharedBytes, missing } = await missingContents(db, contents);
    const uploads = await examineUploads(disk, join(folder, "uploads"));
    let [unused, unusedBytes] = [0, 0];
    const isShared = db.prepare("SELECT 1 FROM file WHERE hash = ? LIMIT 1");
    for await (const hash of contents.hashes()) {
      if (uploads.hashes.has(hash) || isShared.get(hash)) continue;
      unused++;
      unusedBytes += await sizeOf(disk, contents.pathOf(hash));
    }
    // What was removed while this looked is not missing.
    const stillMissing = missing.filter(({ hash }) => isShared.get(hash));
    return {
      shared,
      sharedBytes,
      missing: stillMissing.length,
      missingNames: stillMissing.slice(0, names).map(({ name }) => name),
      unused,
      unusedBytes,
      leftovers: uploads.leftovers,
    };
  } finally {
    db.close();
  }
}

interface Missing {
  readonly hash: string;
  readonly name: string;
}

async function missingContents(
  db: DatabaseSync,
  contents: Contents,
): Promise<{ readonly shared: number; readonly sharedBytes: number; readonly missing: readonly Missing[] }> {
  // By pieces: a read that goes on while the disk is looked at would hold up the server's journal.
  const next = db.prepare(
    "SELECT hash, min(name) AS name, max(size) AS size FROM file WHERE hash > ? GROUP BY hash ORDER BY hash LIMIT 1000",
  );
  const missing: Missing[] = [];
  let [shared, sharedBytes, after] = [0, 0, ""];
  for (;;) {
    const rows = next.all(after);
    if (rows.length === 0) return { shared, sharedBytes, missing };
    for (const row of rows) {
      const [hash, size] = [text(row, "hash"), number(row, "size")];
      shared++;
      sharedBytes += size;
      if (!(await contents.has(hash, size))) missing.push({ hash, name: text(row, "name") });
      after = hash;
    }
  }
}

/** The contents that uploads need which nobody has shared yet, and how many files no upload needs. */
async function examineUploads(
  disk: Disk,
  dir: string,
): Promise<{ readonly hashes: ReadonlySet<string>; readonly leftovers: number }> {
  const hashes = new Set<string>();
  const [records, parts] = [new Set<string>(), new Set<string>()];
  for await (const name of namesIn(disk, dir)) {
    const [, id = "", ending] = /^(.+)\.(part|json)$/.exec(name) ?? [];
    if (ending === "part") parts.add(id);
    if (ending !== "json") continue;
    records.add(id);
    const record = parseRecord(id, await disk.readFile(join(dir, name), "utf8").catch(() => ""));
    if (record?.whole) hashes.add(record.whole.hash);
  }
  return { hashes, leftovers: [...parts].filter((id) => !records.has(id)).length };
}

async function sizeOf(disk: Disk, path: string): Promise<number> {
  try {
    return (await disk.stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
