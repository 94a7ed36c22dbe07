import { join } from "node:path";
import { StoreError } from "../store-error.ts";
import type { Contents } from "./contents.ts";
import { type Disk, isMissing, NEW, namesIn, removeFile } from "./disk.ts";
import type { Parts } from "./parts.ts";
import { isId, parseRecord, type UploadRecord } from "./record.ts";
import { Unshared } from "./unshared.ts";

/** Where unshared files are looked for. */
export interface Places {
  readonly disk: Disk;
  /** The folder of the records. */
  readonly dir: string;
  readonly parts: Parts;
  readonly contents: Contents;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Reads what is unshared, as the last run left it or a crash. What was on the way to its place is moved there; what is
 * damaged, or lacks its bytes, is left to the next sweep.
 * @throws StoreError if the folder can't be read
 */
export async function loadUnshared(places: Places): Promise<readonly Unshared[]> {
  const loaded: Unshared[] = [];
  try {
    for await (const name of namesIn(places.disk, places.dir)) {
      // A record that was being written; the one that it would have replaced counts.
      if (isId(name.slice(0, -`.json${NEW}`.length)) && name.endsWith(NEW)) {
        await removeFile(places.disk, join(places.dir, name));
      }
      const [, id = ""] = /^(.+)\.json$/.exec(name) ?? [];
      if (!isId(id)) continue;
      const one = await loadOne(places, id);
      if (one) loaded.push(one);
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(
      `The folder ${places.dir} can't be used (${why}): give this user the right to, or move it away.`,
      {
        cause,
      },
    );
  }
  return loaded;
}

async function loadOne(places: Places, id: string): Promise<Unshared | undefined> {
  const record = parseRecord(id, await places.disk.readFile(join(places.dir, `${id}.json`), "utf8"));
  if (!record) return undefined;
  const part = await partOf(places, id);
  if (record.whole) return await loadWhole(places, record, part?.size);
  return part && new Unshared(record, part.size, Math.min(Math.max(record.at, part.at), places.now));
}

async function loadWhole(
  { disk, parts, contents }: Places,
  record: UploadRecord,
  partSize: number | undefined,
): Promise<Unshared | undefined> {
  const { id, whole } = record;
  if (!whole) return undefined;
  const { hash, size, at } = whole;
  if (partSize === size) await contents.take(parts.pathOf(id), hash, size);
  else if (!(await contents.has(hash, size))) return undefined;
  await removeFile(disk, parts.pathOf(id));
  return new Unshared(record, size, at);
}

/** How many bytes came of an upload, and when the last of them did. */
async function partOf({ disk, parts }: Places, id: string): Promise<{ size: number; at: number } | undefined> {
  try {
    const { size, mtimeMs } = await disk.stat(parts.pathOf(id));
    return { size, at: mtimeMs };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
