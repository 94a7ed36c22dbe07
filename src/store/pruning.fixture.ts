import { KEEP_ALL } from "../core/retention.ts";
import { Applier, said } from "./applier.fixture.ts";
import { openStore } from "./store.ts";

/**
 * A process that removes what is older than an hour until it is killed: `pruning.fixture.ts DIR SESSION COUNT`. The session
 * of an earlier run goes on talking in #c meanwhile. Once COUNT events are gone it says so, and goes on.
 */
const [dir = "", session = "", count = ""] = process.argv.slice(2);
const store = await openStore({
  dir,
  clock: Date.now,
  retention: { ...KEEP_ALL, network: { ageMs: 3_600_000 } },
  pruneEvery: 10,
});
const applier = new Applier(store);
let isTold = false;

applier.after = () => {
  if (!isTold && store.figures.pruned >= Number(count)) {
    isTold = true;
    process.stdout.write("enough\n");
  }
  store.append(said(session, "#c", "and on"));
};
store.append(said(session, "#c", "on"));
