/** Why the store can't be opened or used: one sentence for the operator that says what is wrong and how to mend it. */
export class StoreError extends Error {
  override readonly name: string = "StoreError";
}

/** Somebody else has the folder. */
export class FolderInUse extends StoreError {
  override readonly name: string = "FolderInUse";
}

/** The primary result codes of SQLite (https://sqlite.org/rescode.html) that are told apart here. */
const CODE = {
  perm: 3,
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  protocol: 15,
  notADatabase: 26,
} as const;

/** What may pass, so that the next try may succeed: the disk is full, fails, is read-only, or somebody else locks it. */
const TROUBLES: ReadonlySet<number> = new Set([
  CODE.perm,
  CODE.busy,
  CODE.locked,
  CODE.noMemory,
  CODE.readOnly,
  CODE.io,
  CODE.full,
  CODE.cantOpen,
  CODE.protocol,
]);

/** The primary result code of an error of SQLite; undefined for any other error. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  // The upper bytes tell kinds of one code apart.
  return error.errcode & 0xff;
}

/** Whether an error is trouble with the disk, which may pass, and not damage or a bug. */
export function isTrouble(error: unknown): error is Error {
  const code = sqliteCode(error);
  return code !== undefined && TROUBLES.has(code);
}

/** Whether an error says that a file's content makes no sense. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CODE.corrupt || code === CODE.notADatabase;
}

/** Whether an error says that somebody else holds the lock. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CODE.busy || code === CODE.locked;
}

/** Whether an error says that there is no room on the disk. */
export function isFull(error: unknown): boolean {
  return sqliteCode(error) === CODE.full;
}

/**
 * What an error means to the operator.
 * @param file - the database that was worked on
 * @returns a StoreError for what the operator can mend; the error itself if it is a bug
 */
export function explain(error: unknown, file: string): unknown {
  const why = error instanceof Error ? error.message : String(error);
  const sentence = sentenceFor(sqliteCode(error), file, why);
  return sentence === undefined ? error : new StoreError(sentence, { cause: error });
}

function sentenceFor(code: number | undefined, file: string, why: string): string | undefined {
  switch (code) {
    case CODE.corrupt:
    case CODE.notADatabase:
      return damaged(file, why);
    case CODE.busy:
    case CODE.locked:
      return `${file} is locked by another program: close that one, then start again.`;
    case CODE.full:
      return `The disk that holds ${file} is full: make room on it, then start again.`;
    case CODE.perm:
    case CODE.readOnly:
    case CODE.cantOpen:
      return `${file} can't be written (${why}): give this user the right to write it, or choose another folder with --data.`;
    case CODE.io:
      return `The disk that holds ${file} fails (${why}): check it, or choose another folder with --data.`;
    default:
      return undefined;
  }
}

/** The sentence for a database whose content makes no sense. */
export function damaged(file: string, why: string): string {
  return `${file} is damaged or is not a database (${why}): put a backup in its place, or move it away to begin with nothing.`;
}
