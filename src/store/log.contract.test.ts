import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { logSuite } from "./log-suite.ts";
import { openStore } from "./store.ts";

logSuite("the log in SQLite", async (follower) => {
  const dir = mkdtempSync(join(tmpdir(), "parley-log-"));
  const store = await openStore({ dir, clock: Date.now });
  store.attach(follower);
  const db = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  const last = db.prepare("SELECT max(seq) AS seq FROM log");
  return {
    log: store,
    lastDurable: () => Number(last.get()?.["seq"]),
    async stop() {
      db.close();
      await store.close();
      rmSync(dir, { recursive: true });
    },
  };
});
