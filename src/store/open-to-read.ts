import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { checkSchema } from "./schema.ts";
import { damaged, isBusy, isDamage, isTrouble, StoreError } from "./store-error.ts";

/** How long one who reads waits for whoever starts or stops a server on the folder, in milliseconds. */
const PATIENCE_MS = 5_000;

/** A database that is read, whether a server runs on it or not. */
export interface OpenedToRead {
  readonly file: string;
  readonly db: DatabaseSync;
  /** Whether all that was read up to now belongs together; if not, a server has been started meanwhile. */
  isSound(): boolean;
}

/**
 * Opens the database of a data folder to read it. Nothing is written, so the right to read is enough.
 * @throws StoreError
 */
export function openToRead(dir: string): OpenedToRead {
  const file = join(dir, "parley.db");
  if (!existsSync(file)) throw new StoreError(`There is no history in ${dir}: say with --data which folder has it.`);
  const isQuiet = isLeftAlone(file);
  const before = isQuiet ? stampOf(file) : "";
  let db: DatabaseSync | undefined;
  try {
    db = openQuietly(file, isQuiet);
    checkSchema(db, file);
  } catch (error) {
    db?.close();
    throw explainReading(error, file);
  }
  return { file, db, isSound: () => !isQuiet || stampOf(file) === before };
}

/** Opens a database of ours to read it, and leaves nothing beside it. @param isQuiet whether nobody works on it */
export function openQuietly(file: string, isQuiet: boolean = isLeftAlone(file)): DatabaseSync {
  return new DatabaseSync(isQuiet ? unchanging(file) : file, { readOnly: true, timeout: PATIENCE_MS });
}

function isLeftAlone(file: string): boolean {
  return !existsSync(`${file}-wal`) && !existsSync(`${file}-journal`);
}

/**
 * A database on which no server runs is taken as it is, without locks. To take part in locking, SQLite would put files
 * beside it that might not belong to whoever runs the server.
 */
function unchanging(file: string): URL {
  const url = pathToFileURL(file);
  url.search = "?immutable=1";
  return url;
}

/** What changes whenever a server is started. */
function stampOf(file: string): string {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return `${found?.ino} ${found?.size} ${found?.mtimeNs} ${existsSync(`${file}-wal`)}`;
}

/** What an error means to the operator who wants to have a database read; the error itself if it is a bug. */
export function explainReading(error: unknown, file: string): unknown {
  const why = error instanceof Error ? error.message : String(error);
  if (isDamage(error)) return new StoreError(damaged(file, why), { cause: error });
  if (isBusy(error)) return new StoreError(`${file} is locked by another program: close that one.`, { cause: error });
  if (!isTrouble(error)) return error;
  return new StoreError(
    `${file} can't be read (${why}): give this user the right to read it. If a crash has left it, start the server once.`,
    { cause: error },
  );
}
