import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { number, text } from "./columns.ts";
import { checkSchema, migrate } from "./schema.ts";
import { damaged, explain, FolderInUse, isBusy, StoreError } from "./store-error.ts";

/** How long one who starts waits for another to let go of the folder, in milliseconds. */
const CLAIM_MS = 500;

/** Pages of a database that is checked as a whole when it is opened: 1 GiB takes about a second. */
const CHECKED_PAGES = 262_144;

/** A folder that is ours, with its database. */
export interface Opened {
  readonly file: string;
  readonly db: DatabaseSync;
  /** Lets others have the folder. The system does it for a process that is killed. */
  release(): void;
}

/**
 * Claims a folder, making it if need be, and opens the database in it. Whatever it can't use it leaves as it was.
 * @throws StoreError
 */
export function openDatabase(dir: string): Opened {
  makeFolder(dir);
  const file = join(dir, "parley.db");
  // For the operator's eyes only, also in a folder that others may read. SQLite gives what it puts beside it the same.
  for (const own of [file, join(dir, "parley.lock")]) makeFile(own);
  const lock = claim(dir);
  try {
    return { file, db: openFile(file), release: () => lock.close() };
  } catch (error) {
    lock.close();
    throw explain(error, file);
  }
}

function makeFolder(dir: string): void {
  try {
    const made = mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (made !== undefined) for (let at = dir; at.length >= made.length; at = dirname(at)) syncFolder(dirname(at));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(`The folder ${dir} can't be made (${why}): choose another one with --data.`, { cause });
  }
}

function makeFile(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch {
    // It is there already, or can't be made: then opening it says why.
  }
}

/** Makes new names in a folder durable. */
function syncFolder(dir: string): void {
  const folder = openSync(dir, "r");
  fsyncSync(folder);
  closeSync(folder);
}

/**
 * Takes the folder for this process. The database's own locks can't do it, as readers share them; so the claim is a lock
 * on a file beside it, which stays empty.
 */
function claim(dir: string): DatabaseSync {
  const file = join(dir, "parley.lock");
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: CLAIM_MS });
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    if (!isBusy(error)) throw explain(error, file);
    throw new FolderInUse(
      `Another Parley is running on the folder ${dir}: stop it, or choose another folder with --data.`,
      { cause: error },
    );
  }
}

function openFile(file: string): DatabaseSync {
  // Looked at read-only first, since opening another program's file to write may change it. What a crash left half made
  // (with a journal beside it) can only be opened to write.
  if (existsSync(file) && !existsSync(`${file}-journal`)) {
    using found = new DatabaseSync(file, { readOnly: true, timeout: CLAIM_MS });
    checkSchema(found, file);
  }
  const db = new DatabaseSync(file, { timeout: CLAIM_MS });
  try {
    checkSchema(db, file);
    if (text(db.prepare("PRAGMA journal_mode = WAL").get(), "journal_mode") !== "wal") {
      throw new StoreError(`The file system of ${file} has no shared memory, which SQLite needs: choose another one.`);
    }
    checkPages(db, file);
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A larger database is taken as it is: what is damaged in it shows when it is read. */
function checkPages(db: DatabaseSync, file: string): void {
  if (number(db.prepare("PRAGMA page_count").get(), "page_count") > CHECKED_PAGES) return;
  const found = text(db.prepare("PRAGMA quick_check(1)").get(), "quick_check");
  if (found !== "ok") throw new StoreError(damaged(file, found.split("\n").at(-1) ?? found));
}
