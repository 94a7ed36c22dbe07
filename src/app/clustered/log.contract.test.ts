import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll } from "vitest";
import { type NatsServers, startNats } from "../../../e2e/nats-servers.ts";
import { ClusterLog } from "../../cluster/cluster-log.ts";
import { openNats } from "../../cluster/jetstream/connect.ts";
import { startOf } from "../../cluster/position.ts";
import type { Follower } from "../../core/ports.ts";
import { type LogUnderTest, logSuite } from "../../store/log-suite.ts";
import { openStore } from "../../store/store.ts";

let servers: NatsServers;
let clusters = 0;

beforeAll(async () => {
  servers = await startNats({ count: 1 });
}, 60_000);

afterAll(() => servers.stop());

/** A node's log, over a real nats-server and a real database. */
async function open(follower: Follower): Promise<LogUnderTest> {
  const dir = mkdtempSync(join(tmpdir(), "parley-log-"));
  const store = await openStore({ dir, clock: Date.now });
  const nats = await openNats({
    servers: servers.urls,
    prefix: `log${++clusters}`,
    waits: false,
    onLink: () => {},
    onTrouble: () => {},
    onLost: () => {},
  });
  const log = new ClusterLog({
    node: "n1",
    stream: nats.stream,
    position: startOf("log"),
    seq: 0,
    at: 0,
    wake: store.replica.wake,
    later: (run) => setImmediate(run),
    timer: (ms, run) => {
      const timeout = setTimeout(run, ms);
      return () => clearTimeout(timeout);
    },
    onReach: () => {},
    onNewer: () => {},
  });
  store.replica.attach(log);
  log.attach(follower);
  const db = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  const last = db.prepare("SELECT max(seq) AS seq FROM log");
  return {
    log,
    lastDurable: () => Number(last.get()?.["seq"]),
    async stop() {
      db.close();
      await log.close();
      await store.close();
      await nats.close();
      rmSync(dir, { recursive: true });
    },
  };
}

logSuite("the log in JetStream, which SQLite follows", open);
