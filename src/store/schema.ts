import type { DatabaseSync } from "node:sqlite";
import { number } from "./columns.ts";
import { StoreError } from "./store-error.ts";

/** `Parl` in ASCII: marks a SQLite file as Parley's, for us and for file(1). */
export const APPLICATION_ID = 0x5061726c;

/**
 * The steps from an empty file to the present schema; a file of version n has had the first n. A step is never changed
 * once it was released: a new one is added.
 */
const MIGRATIONS: readonly string[] = [
  `-- What was asked since the snapshot, in the one order: the draft of each entry as JSON.
   CREATE TABLE log (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;

   -- The state after entry seq; at most one row.
   CREATE TABLE snapshot (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     seq INTEGER NOT NULL,
     version INTEGER NOT NULL,
     body TEXT NOT NULL
   ) STRICT;

   -- What happened, in that order, kept for good: events as JSON; channel is folded, and NULL for what belongs to none.
   -- One entry may have several events, so seq is no key.
   CREATE TABLE history (
     seq INTEGER NOT NULL,
     at INTEGER NOT NULL,
     channel TEXT,
     type TEXT NOT NULL,
     form TEXT,
     body TEXT NOT NULL
   ) STRICT;

   CREATE INDEX history_said ON history (channel, seq)
     WHERE channel IS NOT NULL AND type = 'message' AND form <> 'tags';`,

  `-- From now on place is the id of a channel (those of before have their folded names for that), or the two who talk.
   -- Who did it, as users are counted in the state. What was taken back is of the type 'redacted', and its body is empty.
   ALTER TABLE history RENAME COLUMN channel TO place;
   ALTER TABLE history ADD COLUMN author TEXT;

   -- Of what happened besides messages some was not for all who were in the channel.
   UPDATE history SET place = NULL WHERE type <> 'message';

   -- What follows from the log is made again from it when the file is opened, as the channels in it have other ids now.
   DELETE FROM history WHERE seq IN (SELECT seq FROM log);

   -- Finds the message of an entry, of which there is at most one.
   CREATE INDEX history_message ON history (seq) WHERE type = 'message';

   -- Finds what happened in a place besides what history_said finds.
   CREATE INDEX history_happened ON history (place, seq)
     WHERE place IS NOT NULL AND (type <> 'message' OR form = 'tags');

   -- For each of two who talk the latest message, which follows from the history.
   CREATE TABLE talk (
     identity TEXT NOT NULL,
     place TEXT NOT NULL,
     seq INTEGER NOT NULL,
     at INTEGER NOT NULL,
     PRIMARY KEY (identity, place)
   ) STRICT, WITHOUT ROWID;

   CREATE INDEX talk_latest ON talk (identity, at, seq);`,

  `-- The seq of the message that is taken back, edited or reacted to. The message's own body has its last text and all
   -- reactions; what is about one that was taken back is of the type 'redacted' like that one.
   ALTER TABLE history ADD COLUMN about INTEGER;

   CREATE INDEX history_about ON history (about) WHERE about IS NOT NULL;

   -- Files by the messages that share them, as OwnedFile has them.
   CREATE TABLE file (
     id TEXT NOT NULL,
     seq INTEGER NOT NULL,
     at INTEGER NOT NULL,
     place TEXT NOT NULL,
     hash TEXT NOT NULL,
     name TEXT NOT NULL,
     type TEXT NOT NULL,
     size INTEGER NOT NULL,
     owner TEXT NOT NULL,
     room TEXT NOT NULL,
     PRIMARY KEY (id, seq)
   ) STRICT, WITHOUT ROWID;

   CREATE INDEX file_seq ON file (seq);
   CREATE INDEX file_place ON file (place, seq);
   CREATE INDEX file_hash ON file (hash);
   CREATE INDEX file_room ON file (room, hash, size);

   -- Up to which event of a place what was there was removed because of its age or size, and its time. Whoever follows
   -- what is removed looks for changes behind the last one that they know.
   CREATE TABLE pruned (
     place TEXT PRIMARY KEY,
     seq INTEGER NOT NULL,
     at INTEGER NOT NULL,
     change INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;

   CREATE UNIQUE INDEX pruned_change ON pruned (change);`,

  `-- Where a log that is elsewhere stands after the last entry, in its own words; at most one row.
   CREATE TABLE mark (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL) STRICT;`,
];

/** The version of the schema that this Parley works with. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/**
 * Makes sure that a file is Parley's, or nobody's yet, and not newer than this Parley. Changes nothing.
 * @throws StoreError if it is not
 */
export function checkSchema(db: DatabaseSync, file: string): void {
  const version = number(db.prepare("PRAGMA user_version").get(), "user_version");
  const owner = number(db.prepare("PRAGMA application_id").get(), "application_id");
  const tables = number(db.prepare("SELECT count(*) AS tables FROM sqlite_schema").get(), "tables");
  const isNew = version === 0 && owner === 0 && tables === 0;
  if (!isNew && owner !== APPLICATION_ID) {
    throw new StoreError(`${file} is the database of another program: choose another folder with --data.`);
  }
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      `${file} was written by a newer Parley (its schema is ${version}, this one knows ${SCHEMA_VERSION}): start that one.`,
    );
  }
}

/** Brings a file that `checkSchema` let pass to the present schema, all of it or nothing. */
export function migrate(db: DatabaseSync): void {
  const version = number(db.prepare("PRAGMA user_version").get(), "user_version");
  if (version === SCHEMA_VERSION) return;
  db.exec("BEGIN IMMEDIATE");
  for (const step of MIGRATIONS.slice(version)) db.exec(step);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
}
