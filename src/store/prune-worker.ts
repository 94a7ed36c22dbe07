import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { prunePlan } from "./prune-plan.ts";
import type { FromPrune, PruneData, ToPrune } from "./pruner.ts";

/** The thread that seeks what is too old or too much. It can't change anything. */

const { file, rules, now }: PruneData = workerData;
const port = parentPort;
const db = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
const plan = prunePlan(db, rules, now);
let isBusy = false;
let isClosing = false;

/** Seeks on, resting as long as it worked, until there is something to give. */
async function goOn(removed: number): Promise<void> {
  isBusy = true;
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
