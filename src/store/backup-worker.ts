import { truncateSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { BackupData, FromBackup } from "./backup.ts";
import { explainReading, openToRead } from "./open-to-read.ts";
import { isDamage, isFull, isTrouble, StoreError } from "./store-error.ts";
import { stripSecrets } from "./strip-secrets.ts";

/** The thread that copies a database: that is one long call, and whoever interrupts it is to be heard meanwhile. */

const { dir, to, secrets, forNode }: BackupData = workerData;

/** How often a copy is begun again because a server was started in the middle of it. */
const TRIES = 3;

function copy(): FromBackup {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const { db, file, isSound } = openToRead(dir);
    try {
      truncateSync(to);
      // What was deleted is in no page of the copy.
      db.prepare("VACUUM INTO ?").run(to);
      const stripped = settle();
      if (isSound()) return { type: "done", stripped };
    } catch (error) {
      if (isSound()) return failureOf(error, file);
    } finally {
      db.close();
    }
  }
  throw new StoreError(`A server is started on ${dir} again and again: make the backup once it runs.`);
}

/** Makes the copy what it is to be; it is the thread's own, and nobody's yet. @returns as `Backup.stripped` */
function settle(): boolean {
  const copied = new DatabaseSync(to);
  try {
    // A database that no server has opened since the table came has none.
    const hasMark = copied.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'mark'").get() !== undefined;
    if (hasMark && !forNode) copied.exec("DELETE FROM mark");
    else if (forNode?.mark !== undefined) {
      copied.prepare("INSERT OR IGNORE INTO mark (one, body) VALUES (1, ?)").run(forNode.mark);
    }
    return !secrets && stripSecrets(copied);
  } finally {
    copied.close();
  }
}

function failureOf(error: unknown, file: string): FromBackup {
  // The database was read before, so trouble is with the copy.
  if (isTrouble(error)) return { type: "trouble", isFull: isFull(error), why: error.message };
  throw isDamage(error) ? explainReading(error, file) : error;
}

function answer(message: FromBackup): void {
  parentPort?.postMessage(message);
}

parentPort?.once("message", () => parentPort?.close());
try {
  answer(copy());
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  answer({ type: "failed", sentence: error.message });
}
