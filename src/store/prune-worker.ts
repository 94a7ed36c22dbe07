import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { LIMITS } from "../core/limits.ts";
import { prunePlan } from "./prune-plan.ts";
import type { FromPrune, PruneData, ToPrune } from "./pruner.ts";

/**
 * The thread that seeks what is too old or too much. It can't change anything, but copies what was committed from the WAL
 * into the database: all that is removed makes the WAL long, and then a commit would have to wait for that.
 */

const data: PruneData = workerData;
const port = parentPort;
const db = new DatabaseSync(data.file, { timeout: 1_000 });
db.exec("PRAGMA query_only = ON");
const plan = prunePlan(db, data);
let isBusy = false;
let isClosing = false;
let jobs = 0;

/** Seeks on, resting as long as it worked, until there is something to give. */
async function goOn(removed: number): Promise<void> {
  isBusy = true;
  if (++jobs % LIMITS.pruneCheckpoint === 0) db.exec("PRAGMA wal_checkpoint(PASSIVE)");
  while (!isClosing) {
    const start = performance.now();
    const { done, value } = plan.next(removed);
    if (done || value) {
      port?.postMessage({ next: done ? undefined : value } satisfies FromPrune);
      break;
    }
    await setTimeout(performance.now() - start);
  }
  isBusy = false;
  if (isClosing) close();
}

function close(): void {
  db.close();
  port?.close();
}

port?.on("message", (message: ToPrune) => {
  if (message !== "close") return void goOn(message.removed);
  isClosing = true;
  if (!isBusy) close();
});
void goOn(0);
