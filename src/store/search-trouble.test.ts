import { closeSync, mkdirSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { arrival, idOf, said, textsOf } from "./applier.fixture.ts";
import { applier, begin, dir, end, open, store } from "./opened.fixture.ts";

/** What the operator was told. */
let troubles: string[];
const onTrouble = (cause: unknown): void => void troubles.push(String(cause));

beforeEach(async () => {
  troubles = [];
  await begin("search-trouble", { onTrouble });
  await applier.append(...arrival("s1", "alice", ["#lobby"]));
});

afterEach(end);

async function say(text: string): Promise<void> {
  await applier.append(said("s1", "#lobby", text));
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
}

async function found(word: string): Promise<string[]> {
  const places = [{ place: idOf(store, "#lobby"), since: 0 }];
  const page = await store.search({ terms: [{ text: word, exact: false }], places, order: "newest", limit: 50 });
  return page.found.map(({ event }) => event.text);
}

function change(sql: string): void {
  using index = new DatabaseSync(join(dir, "search.db"));
  index.exec(sql);
}

it("tells once that it can't be made, and is made when it can; all else goes on meanwhile", async () => {
  await store.close();
  mkdirSync(join(dir, "search.db"));
  await open(dir, { onTrouble });
  await say("tea");
  await vi.waitUntil(() => troubles.length > 0, { timeout: 5_000 });
  for (let i = 0; i < 2; i++) await expect(found("tea")).rejects.toThrow("the search is out of order");
  expect(troubles).toEqual([expect.stringMatching(/search\.db|directory/i)]);
  await say("coffee");
  expect(store.isWritable).toBe(true);
  const page = await store.read({ place: idOf(store, "#lobby"), limit: 2 });
  expect(textsOf(page)).toEqual(["tea", "coffee"]);
  rmdirSync(join(dir, "search.db"));
  await store.searchable();
  expect(await found("offe")).toEqual(["coffee"]);
});

it("tells once that it can't be kept up, though nobody asks, and finds what it found before", async () => {
  await say("tea");
  await store.searchable();
  for (const drink of ["coffee", "milk"]) {
    change("CREATE TRIGGER full BEFORE UPDATE ON stand BEGIN SELECT RAISE(ABORT, 'no room'); END");
    troubles = [];
    await say(drink);
    await vi.waitUntil(() => troubles.length > 0, { timeout: 5_000 });
    for (let i = 0; i < 2; i++) await expect(store.searchable()).rejects.toThrow("no room");
    expect(troubles).toEqual(["Error: no room"]);
    expect(await found("tea")).toEqual(["tea"]);
    change("DROP TRIGGER full");
    await store.searchable();
    expect(await found(drink)).toEqual([drink]);
  }
});

it("tells that the history can't be read, instead of making the index anew again and again", async () => {
  await applier.append(...Array.from({ length: 500 }, (_, i) => said("s1", "#lobby", `${i} ${"tea ".repeat(50)}`)));
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
  await store.close();
  rmSync(join(dir, "search.db"), { force: true });
  await open(dir, { onTrouble });
  damage("history");
  await say("coffee");
  await vi.waitUntil(() => troubles.length > 0, { timeout: 5_000 });
  await expect(store.searchable()).rejects.toThrow(/malformed/);
  expect(troubles).toEqual([expect.stringMatching(/malformed/)]);
});

/** Writes nonsense into the middle of a table, where nobody looks who only adds to it. */
function damage(table: string): void {
  const file = join(dir, "parley.db");
  using db = new DatabaseSync(file, { readOnly: true });
  const pages = db
    .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
    .all(table)
    .map((row) => Number(row["pageno"]));
  const page = pages[Math.floor(pages.length / 2)] ?? 0;
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, new Uint8Array(4_096).fill(0xff), 0, 4_096, (page - 1) * 4_096);
  closeSync(descriptor);
}
