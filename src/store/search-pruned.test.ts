import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, it, vi } from "vitest";
import { KEEP_ALL } from "../core/retention.ts";
import { identityOf, userByNick } from "../core/state.ts";
import { arrival, idOf, said } from "./applier.fixture.ts";
import { applier, begin, dir, end, open, store } from "./opened.fixture.ts";

/** The index of a history of which what was too old was removed. */

const HOUR = 3_600_000;

let now = 1_000 * HOUR;

const forGood = { clock: () => now } as const;
const forAnHour = { ...forGood, retention: { ...KEEP_ALL, network: { ageMs: HOUR } }, pruneEvery: 10 } as const;

afterEach(end);

async function meet(): Promise<void> {
  await begin("search-pruned", forGood);
  await applier.append(...arrival("s1", "alice", ["#a", "#b"]), ...arrival("s2", "bob", []).slice(1));
}

async function say(to: string, ...texts: readonly string[]): Promise<void> {
  await applier.append(...texts.map((text) => said("s1", to, text)));
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
  await store.searchable();
}

/** Opens the store again two hours later, and lets what is too old be removed. */
async function prune(): Promise<void> {
  await store.close();
  now += 2 * HOUR;
  await open(dir, forAnHour);
  await say("#b", "new tea");
  await vi.waitUntil(() => store.figures.prunePasses > 1, { timeout: 10_000 });
  await store.searchable();
}

async function found(text: string): Promise<string[]> {
  const places = ["#a", "#b"].map((name) => ({ place: idOf(store, name), since: 0 }));
  const query = { terms: text === "" ? [] : [{ text, exact: false }], order: "newest", limit: 1_000 } as const;
  const alice = userByNick(store.state, "alice");
  const page = await store.search({ ...query, places, ...(alice && { identity: identityOf(alice) }) });
  return page.found.map(({ event }) => event.text);
}

/** The messages that the index has, in its own words. */
function indexed(): unknown[] {
  using db = new DatabaseSync(join(dir, "search.db"), { readOnly: true });
  return db
    .prepare("SELECT words FROM said ORDER BY rowid")
    .all()
    .map((row) => row["words"]);
}

function change(sql: string): void {
  using db = new DatabaseSync(join(dir, "search.db"));
  db.exec(sql);
}

it("finds nothing of what was removed, and has no word of it", async () => {
  await meet();
  await say("#a", ...Array.from({ length: 300 }, (_, i) => `needle tea sewing${i}`));
  await say("bob", "whispered needle");
  expect((await found("needle")).length).toBe(301);
  await prune();
  expect([await found("needle"), await found("ewing12"), await found("tea")]).toEqual([[], [], ["new tea"]]);
  expect(indexed()).toEqual(["new tea"]);
  for (const name of ["search.db", "search.db-wal"]) {
    expect([name, readFileSync(join(dir, name)).includes("needle")]).toEqual([name, false]);
  }
  await say("#a", "needle again");
  expect(await found("eedle")).toEqual(["needle again"]);
}, 20_000);

it("forgets it though nobody says or searches anything", async () => {
  await meet();
  await say("#a", "needle", "tea");
  await store.close();
  now += 2 * HOUR;
  await open(dir, forAnHour);
  // The last event of all stays.
  await vi.waitUntil(() => indexed().join() === "tea", { timeout: 10_000 });
});

it("forgets it too if that was removed while the index was not at work, and is not made anew for that", async () => {
  await meet();
  await say("#a", ...Array.from({ length: 100 }, (_, i) => `needle ${i}`));
  await store.close();
  const [file, copy] = [join(dir, "search.db"), join(dir, "copy.db")];
  change("INSERT INTO said (rowid, words, marks) VALUES (999999, 'a sign', '')");
  copyFileSync(file, copy);
  await open(dir, forGood);
  await prune();
  await say("#b", "newer tea");
  await store.close();
  copyFileSync(copy, file);
  await open(dir, forGood);
  await store.searchable();
  expect(await found("")).toEqual(["newer tea", "new tea"]);
  await store.close();
  expect(indexed()).toEqual(["new tea", "newer tea", "a sign"]);
}, 20_000);

it("is made anew if it is that of another history, of which more or less was removed", async () => {
  await meet();
  await say("#a", "old tea");
  await prune();
  const strange = [
    "UPDATE stand SET change = 999",
    "UPDATE stand SET row = 999",
    "UPDATE stand SET row = 1, seq = 999",
    "UPDATE stand SET row = 1, seq = 2, change = 999",
  ];
  for (const sql of strange) {
    await store.close();
    change(`${sql}; INSERT INTO said (rowid, words, marks) VALUES (999999, 'a sign', '')`);
    await open(dir, forGood);
    await store.searchable();
    expect(await found("")).toEqual(["new tea"]);
    await store.close();
    expect(indexed()).toEqual(["new tea"]);
    await open(dir, forGood);
  }
}, 20_000);
