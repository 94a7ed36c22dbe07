import { openSync, writeSync } from "node:fs";
import { Applier, arrival, draft, said } from "./applier.fixture.ts";
import { openStore } from "./store.ts";

/**
 * A process that talks until it is killed: `talker.fixture.ts DIR RUN REPORT COUNT`. It has many messages on their way
 * at any time, writes snapshots often, and adds to REPORT the text of each message that it is told of. Once these are
 * COUNT it says so, and goes on.
 */
const [dir = "", run = "", report = "", count = ""] = process.argv.slice(2);
const fd = openSync(report, "a");
const store = await openStore({ dir, clock: Date.now, snapshotEvery: 50 });
const applier = new Applier(store);
let next = 0;
let told = 0;

function sayNext(): void {
  store.append(said(run, "#lobby", `${run}.${next++}`));
}

applier.after = (entries) => {
  for (const { session, act } of entries) {
    if (act.type !== "say" || session !== run) continue;
    writeSync(fd, `${act.text}\n`);
    if (++told === Number(count)) process.stdout.write("enough\n");
    sayNext();
  }
};
await applier.append(...arrival(run, `n${run}`, ["#lobby"]), draft(run, { type: "away", text: "talking" }));
for (let i = 0; i < 64; i++) sayNext();
