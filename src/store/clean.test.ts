import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { KEEP_ALL } from "../core/retention.ts";
import { arrival, idOf, said, textsOf, tookBack } from "./applier.fixture.ts";
import { applier, begin, dir, end, open, store } from "./opened.fixture.ts";
import { WAL_BYTES } from "./preallocate.ts";
import type { StoreOptions } from "./store.ts";

/** That a text which was deleted is gone from all files a while later, with the server running on. */

afterEach(end);

async function meet(options: Partial<StoreOptions>): Promise<void> {
  await begin("clean", options);
  await applier.append(...arrival("s1", "alice", ["#a"]));
}

/** Says texts; the seq of the first. */
async function say(...texts: readonly string[]): Promise<number> {
  await applier.append(...texts.map((text) => said("s1", "#a", text)));
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
  return store.state.seq - texts.length + 1;
}

/** By another process, as closing a file here drops its locks. */
function filesWith(text: string): string[] {
  const { stdout } = spawnSync("grep", ["-laF", text, "parley.db", "parley.db-wal"], { cwd: dir, encoding: "utf8" });
  return stdout.split("\n").filter((name) => name !== "");
}

function entriesInLog(): unknown {
  using db = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  return db.prepare("SELECT count(*) AS n FROM log").get()?.["n"];
}

async function gone(text: string): Promise<void> {
  await vi.waitUntil(() => filesWith(text).length === 0, { timeout: 10_000 });
}

it("leaves no byte of a message that was taken back in the database and its WAL, though nothing else happens", async () => {
  await meet({ cleanAfter: 20 });
  const texts = Array.from({ length: 100 }, (_, i) => `needle${i} ${"n".repeat(i % 10 === 0 ? 20_000 : 50)}`);
  const first = await say("hay", ...texts, "more hay");
  expect(filesWith("needle99")).not.toEqual([]);
  await applier.append(...texts.map((_, i) => tookBack(store, "s1", "#a", first + 1 + i)));
  await gone("needle");
  expect(filesWith("n".repeat(50))).toEqual([]);
  const page = await store.read({ place: idOf(store, "#a"), limit: 9 });
  expect(textsOf(page)).toEqual(["hay", "more hay"]);
  // The log is trimmed as by any snapshot.
  expect(entriesInLog()).toBe(0);
});

it("does so once for all that is taken back meanwhile", async () => {
  await meet({ cleanAfter: 500 });
  const start = performance.now();
  const first = await say("needle1", "needle2", "needle3");
  for (let i = 0; i < 3; i++) await applier.append(tookBack(store, "s1", "#a", first + i));
  const { commits } = store.figures;
  await gone("needle");
  expect(performance.now() - start).toBeGreaterThan(500);
  // The last rows of the history, and the snapshot.
  expect(store.figures.commits - commits).toBeLessThanOrEqual(2);
});

it("waits for who reads what was there before, and holds up nobody meanwhile", async () => {
  await meet({ cleanAfter: 20 });
  const first = await say("a needle");
  const reader = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM history").get();
  await applier.append(tookBack(store, "s1", "#a", first));
  await vi.waitUntil(() => entriesInLog() === 0, { timeout: 5_000 });
  const start = performance.now();
  await say("hay");
  expect(performance.now() - start).toBeLessThan(LIMITS.cleanRetryMs);
  expect(filesWith("a needle")).not.toEqual([]);
  reader.exec("COMMIT");
  reader.close();
  await gone("a needle");
});

it("gives the WAL its length back", async () => {
  await meet({ cleanAfter: 20 });
  const wal = (): number => statSync(join(dir, "parley.db-wal")).size;
  expect(wal()).toBe(WAL_BYTES);
  const first = await say("a needle");
  await applier.append(tookBack(store, "s1", "#a", first));
  await vi.waitUntil(() => wal() < WAL_BYTES, { timeout: 5_000, interval: 1 });
  await say(...Array.from({ length: 500 }, (_, i) => `hay${i}`));
  await vi.waitUntil(() => wal() === WAL_BYTES, { timeout: 5_000 });
  await say("after");
  await store.close();
  await open();
  const page = await store.read({ place: idOf(store, "#a"), limit: 1_000 });
  expect(textsOf(page)).toEqual([...Array.from({ length: 500 }, (_, i) => `hay${i}`), "after"]);
});

it("leaves nothing of what was removed because it was too old either", async () => {
  let now = 1_000_000;
  await meet({
    clock: () => now,
    cleanAfter: 20,
    retention: { ...KEEP_ALL, network: { ageMs: 1_000 } },
    pruneEvery: 20,
  });
  await say(...Array.from({ length: 500 }, (_, i) => `needle${i} ${"n".repeat(i % 50 === 0 ? 20_000 : 50)}`));
  now += 2_000;
  await say("hay");
  await gone("needle");
  expect(filesWith("n".repeat(50))).toEqual([]);
  expect(filesWith("hay")).not.toEqual([]);
});

it("does so after a crash that came before", async () => {
  await meet({});
  const first = await say("a needle");
  await applier.append(tookBack(store, "s1", "#a", first));
  // As a crash would leave it.
  const copy = `${dir}-copy`;
  spawnSync("cp", ["-R", dir, copy]);
  await store.close();
  await open(copy, { cleanAfter: 20 });
  expect(filesWith("a needle")).not.toEqual([]);
  await gone("a needle");
});
