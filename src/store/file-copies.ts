import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { text } from "./columns.ts";
import { FETCHED } from "./files/sharing.ts";
import { cannotWrite, syncPath } from "./part-file.ts";

/** What was copied of the contents that a database names. */
export interface CopiedFiles {
  readonly count: number;
  /** Those that are not there any more. */
  readonly missing: number;
  /** Whether these may be where the nodes of a cluster share files, since the folder is that of such a node. */
  readonly elsewhere?: true;
}

/** Contents of shared files: each is in a folder of the first two digits of its SHA-256, under the whole of it. */
const HASH = /^[0-9a-f]{64}$/;

/** The path of a content in a folder of such. */
function contentPath(folder: string, hash: string): string {
  return join(folder, hash.slice(0, 2), hash);
}

/**
 * Puts the contents that the table `file` names from one folder into another, made if need be: the same content under one
 * more name where the file system can do that, else a copy. It is durable then. What is there already stays.
 * @returns nothing if no file is shared
 * @throws StoreError (rejects); a folder that was made is gone again then
 */
export async function copyFiles(db: DatabaseSync, from: string, to: string): Promise<CopiedFiles | undefined> {
  if (!hasFiles(db)) return undefined;
  const isNew = !existsSync(to);
  try {
    return await copyNamed(db, from, to);
  } catch (cause) {
    if (isNew) rmSync(to, { recursive: true, force: true });
    throw cannotWrite(to, cause);
  }
}

/** Removes from a folder of contents those that the table `file` does not name. */
export function removeOthers(db: DatabaseSync, folder: string): void {
  if (!existsSync(folder)) return;
  const isNamed = hasTable(db) ? db.prepare("SELECT 1 FROM file WHERE hash = ?") : undefined;
  for (const start of readdirSync(folder)) {
    if (!/^[0-9a-f]{2}$/.test(start)) continue;
    for (const name of readdirSync(join(folder, start))) {
      const hash = name.replace(/\.part$/, "");
      if (HASH.test(hash) && (hash !== name || !isNamed?.get(hash))) rmSync(join(folder, start, name));
    }
  }
}

async function copyNamed(db: DatabaseSync, from: string, to: string): Promise<CopiedFiles> {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  let count = 0;
  let missing = 0;
  for (const row of db.prepare("SELECT DISTINCT hash FROM file ORDER BY hash").iterate()) {
    const hash = text(row, "hash");
    if (HASH.test(hash) && putContent(hash, from, to)) count++;
    else missing++;
    // Who interrupts this is heard.
    await setImmediate();
  }
  syncContents(to);
  return { count, missing, ...(existsSync(join(from, FETCHED)) && ({ elsewhere: true } as const)) };
}

/**
 * Puts one content from one folder into another, whole or not at all.
 * @param hash - 64 digits
 * @param size - its bytes, if they are known
 * @returns false if it isn't there, or is another one
 * @throws an error of the system
 */
export function putContent(hash: string, from: string, to: string, size?: number): boolean {
  const [source, target] = [contentPath(from, hash), contentPath(to, hash)];
  const found = statSync(source, { throwIfNoEntry: false });
  if (!found?.isFile() || (size !== undefined && found.size !== size)) return false;
  if (existsSync(target)) return true;
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  try {
    linkSync(source, target);
  } catch {
    // It is on another disk, or there are no links.
    copyFileSync(source, `${target}.part`);
    syncPath(`${target}.part`);
    renameSync(`${target}.part`, target);
  }
  return true;
}

/** Makes the names in a folder of contents durable. */
export function syncContents(folder: string): void {
  for (const start of readdirSync(folder)) syncPath(join(folder, start));
  syncPath(folder);
  syncPath(dirname(folder));
}

function hasFiles(db: DatabaseSync): boolean {
  return hasTable(db) && db.prepare("SELECT 1 FROM file LIMIT 1").get() !== undefined;
}

/** A database of an earlier Parley has no such table. */
function hasTable(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'file'").get() !== undefined;
}
