import { closeSync, openSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { number } from "./columns.ts";
import { SCHEMA_VERSION } from "./schema.ts";

/** Another version, or one of a history of another version, is made anew: all in the file follows from the history. */
export const SEARCH_VERSION: number = 2_000 + SCHEMA_VERSION;

/** `Pind` in ASCII: an index of Parley. */
const APPLICATION_ID = 0x50696e64;

const SCHEMA = `
  -- The words of each message by its seq. Its marks: in which place, of whose talk, by which nick, whether with a link.
  CREATE VIRTUAL TABLE said USING fts5(words, marks, tokenize = 'ascii', columnsize = 0);
  -- What is deleted is overwritten at once, and does not stay until two parts of the index are made one.
  INSERT INTO said (said, rank) VALUES ('secure-delete', 1);

  -- Numbers for places, identities and nicks, so that each is one word.
  CREATE TABLE name (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

  -- The different words of at least three characters, and the threes of characters in them.
  CREATE TABLE word (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
  CREATE VIRTUAL TABLE piece USING fts5(
    word, content = 'word', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', columnsize = 0
  );
  INSERT INTO piece (piece, rank) VALUES ('secure-delete', 1);

  -- The last row of the history that was looked at, and its seq; and the last change of its table pruned. One row.
  CREATE TABLE stand (
    one INTEGER PRIMARY KEY CHECK (one = 1), row INTEGER NOT NULL, seq INTEGER NOT NULL, change INTEGER NOT NULL
  ) STRICT;
  INSERT INTO stand VALUES (1, 0, 0, 0);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SEARCH_VERSION};`;

/** Opens an index, or makes a new one in place of what can't be used. */
export function openIndex(file: string): DatabaseSync {
  try {
    return openUsable(file);
  } catch {
    return newIndex(file);
  }
}

/** Makes a new index in place of the one that is there, which nobody may have open. */
export function newIndex(file: string): DatabaseSync {
  for (const ending of ["", "-wal", "-shm", "-journal"]) rmSync(file + ending, { force: true });
  return openUsable(file);
}

/** @throws Error if it is damaged, of another version, or can't be written */
function openUsable(file: string): DatabaseSync {
  // For the operator's eyes only, like the database. SQLite gives what it puts beside it the same.
  closeSync(openSync(file, "a", 0o600));
  const db = new DatabaseSync(file, { timeout: 1_000 });
  try {
    // It may lose its last rows in a power cut, and then they are looked at again: nobody waits for its syncs.
    db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000",
    );
    db.exec("PRAGMA secure_delete = ON");
    const version = number(db.prepare("PRAGMA user_version").get(), "user_version");
    const tables = number(db.prepare("SELECT count(*) AS tables FROM sqlite_schema").get(), "tables");
    if (tables === 0) db.exec(`BEGIN; ${SCHEMA}; COMMIT`);
    else if (version !== SEARCH_VERSION) throw new Error(`an index of version ${version}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
