import { parentPort, workerData } from "node:worker_threads";
import { LIMITS } from "../core/limits.ts";
import { SNAPSHOT_VERSION } from "../core/snapshot.ts";
import { cleanWal } from "./clean-wal.ts";
import { historyPruner } from "./history-pruner.ts";
import { historyKeeper } from "./history-row.ts";
import { openToWrite } from "./open-to-write.ts";
import { growWal } from "./preallocate.ts";
import { explain, isTrouble } from "./store-error.ts";
import type { FromWriter, Job, ToWriter, Verdict, WriterData } from "./writer-job.ts";

/** The thread that commits: each job in one transaction, which is on disk (fsync) when it answers. */

const { file, maxPages }: WriterData = workerData;
const port = parentPort;
const db = openToWrite(file, maxPages);

const begin = db.prepare("BEGIN IMMEDIATE");
const commit = db.prepare("COMMIT");
const insertEntry = db.prepare("INSERT INTO log (seq, at, body) VALUES (?, ?, ?)");
const beginHistory = historyKeeper(db);
const remove = historyPruner(db);
const putSnapshot = db.prepare("INSERT OR REPLACE INTO snapshot (one, seq, version, body) VALUES (1, ?, ?, ?)");
const putMark = db.prepare("INSERT OR REPLACE INTO mark (one, body) VALUES (1, ?)");
const trimLog = db.prepare("DELETE FROM log WHERE seq <= ?");
let growing: NodeJS.Timeout | undefined;

/** @returns how much was removed because it is too old or too much */
function write(job: Job): number {
  begin.run();
  // First what makes room.
  if (job.snapshot) {
    trimLog.run(job.snapshot.seq);
    putSnapshot.run(job.snapshot.seq, SNAPSHOT_VERSION, job.snapshot.body);
  }
  const pruned = job.prune ? remove(job.prune) : 0;
  const history = beginHistory();
  for (const line of linesOf(job.history)) history.keep(line);
  history.finish();
  writeEntries(job);
  if (job.mark !== undefined) putMark.run(job.mark);
  commit.run();
  return pruned;
}

function writeEntries({ first, spans, drafts }: Job): void {
  const bodies = linesOf(drafts);
  let i = 0;
  for (const { at, count } of spans) {
    for (const end = i + count; i < end; i++) insertEntry.run(first + i, at, bodies[i] ?? "");
  }
}

/** Each line ends with a line end, so behind the last one there is nothing. */
function linesOf(text: string): string[] {
  const lines = text.split("\n");
  lines.pop();
  return lines;
}

function tryJob(job: Job): Verdict {
  const start = performance.now();
  try {
    const pruned = write(job);
    return { ms: performance.now() - start, pruned };
  } catch (error) {
    // SQLite has undone the transaction already after some errors.
    if (db.isTransaction) db.exec("ROLLBACK");
    if (!isTrouble(error)) throw explain(error, file);
    return { failure: error.message };
  }
}

/** Whether nothing of what was deleted is left in the WAL now. */
function clean(): boolean {
  try {
    if (!cleanWal(db)) return false;
  } catch (error) {
    if (!isTrouble(error)) throw explain(error, file);
    return false;
  }
  growSoon();
  return true;
}

/** Makes the WAL as long as it was, bit by bit. */
function growSoon(): void {
  growing = setTimeout(() => {
    if (growWal(file)) growSoon();
  }, LIMITS.walGrowMs);
}

function answer(message: FromWriter): void {
  port?.postMessage(message);
}

port?.on("message", (message: ToWriter) => {
  if (message === "clean") return answer({ isClean: clean() });
  if (message !== "close") return answer(tryJob(message));
  clearTimeout(growing);
  db.close();
  port.close();
});
answer("ready");
