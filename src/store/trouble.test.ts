import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Applier, arrival, draft, idOf, said, textsOf } from "./applier.fixture.ts";
import { openStore, type Store } from "./store.ts";

let dir: string;
let store: Store | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "parley-trouble-"));
});

afterEach(async () => {
  await store?.close();
  rmSync(dir, { recursive: true });
});

/** Fills a small disk until a message is refused; the texts of those that were not. */
async function fill(applier: Applier): Promise<string[]> {
  const texts: string[] = [];
  while (applier.refusals.length === 0) {
    texts.push(`${texts.length} ${"x".repeat(1_000)}`);
    await applier.append(said("s1", "#lobby", texts.at(-1) ?? ""));
  }
  return texts.slice(0, -1);
}

it("refuses what can't be committed, reads on, and takes up again when there is room", async () => {
  store = await openStore({ dir, clock: Date.now, maxPages: 64 });
  const applier = new Applier(store);
  await applier.append(...arrival("s1", "alice", ["#lobby"]));
  const said1 = await fill(applier);
  expect(said1.length).toBeGreaterThan(20);
  expect(applier.refusals).toEqual(["not-durable"]);
  expect(store.isWritable).toBe(false);
  const { seq } = store.state;

  const past = await store.read({ place: idOf(store, "#lobby"), limit: 1_000 });
  expect(textsOf(past)).toEqual(said1);

  using other = new DatabaseSync(join(dir, "parley.db"));
  other.exec(`DELETE FROM history WHERE seq < ${seq - 5}`);
  await applier.append(said("s1", "#lobby", "room again"));
  expect(applier.refusals).toEqual(["not-durable"]);
  expect(store.isWritable).toBe(true);
  // What failed has used up no place.
  expect(store.state.seq).toBe(seq + 1);
  await store.close();

  store = await openStore({ dir, clock: Date.now });
  const last = await store.read({ place: idOf(store, "#lobby"), limit: 4 });
  expect(textsOf(last)).toEqual([...said1.slice(-3), "room again"]);
});

it("finds out by itself that there is room again", async () => {
  store = await openStore({ dir, clock: Date.now, maxPages: 64 });
  const applier = new Applier(store);
  await applier.append(...arrival("s1", "alice", ["#lobby"]));
  await fill(applier);
  expect(store.isWritable).toBe(false);
  const { isWritable } = await vi.waitUntil(() => (store?.isWritable ? store : undefined), { timeout: 10_000 });
  expect(isWritable).toBe(true);
}, 20_000);

it("loses nothing that was told when it is closed while the disk is full", async () => {
  store = await openStore({ dir, clock: Date.now, maxPages: 64 });
  const applier = new Applier(store);
  await applier.append(...arrival("s1", "alice", ["#lobby"]));
  const told = await fill(applier);
  await store.close();
  store = await openStore({ dir, clock: Date.now });
  const past = await store.read({ place: idOf(store, "#lobby"), limit: 1_000 });
  expect(textsOf(past)).toEqual(told);
});

it("holds so many drafts and no more, but every close", async () => {
  store = await openStore({ dir, clock: Date.now });
  const applier = new Applier(store);
  let taken = 0;
  while (store.append(said("s1", "#lobby", "")) === undefined && taken < 200_000) taken++;
  expect(taken).toBe(LIMITS.logQueue);
  expect(store.figures.waiting).toBe(LIMITS.logQueue);
  for (let i = 0; i < 100; i++) expect(store.append(draft("s1", { type: "close", reason: "" }))).toBeUndefined();
  await store.close();
  expect(applier.outcomes).toHaveLength(LIMITS.logQueue + 100);
  expect(store.figures).toMatchObject({ waiting: 0, waitingBytes: 0 });
}, 30_000);

it("tells of a follower that breaks, and calls it no more", async () => {
  const causes: unknown[] = [];
  const broken = new Error("the follower broke");
  store = await openStore({ dir, clock: Date.now, onFatal: (cause) => causes.push(cause) });
  const opened = store;
  let calls = 0;
  await new Promise<void>((resolve) => {
    opened.attach({
      follow() {
        calls++;
        resolve();
        throw broken;
      },
      refused() {},
    });
    opened.append(said("s1", "#lobby", "1"));
  });
  expect(opened.append(said("s1", "#lobby", "2"))?.code).toBe("not-durable");
  await opened.close();
  expect(causes).toEqual([broken]);
  expect(calls).toBe(1);
  expect(opened.isWritable).toBe(false);
});

it("tells of a writer that broke", async () => {
  const cause = new Promise<unknown>((resolve) => {
    void openStore({ dir, clock: Date.now, onFatal: resolve }).then((opened) => {
      store = opened;
      opened.attach({ follow() {}, refused() {} });
      using other = new DatabaseSync(join(dir, "parley.db"));
      other.exec("DROP TABLE log");
      opened.append(said("s1", "#lobby", "1"));
    });
  });
  expect(String(await cause)).toContain("no such table: log");
  await expect(store?.read({ place: "#lobby", limit: 1 })).rejects.toThrow("closed");
});
