import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SearchQuery } from "../core/ports.ts";
import { identityOf, userByNick } from "../core/state.ts";
import { arrival, draft, idOf, said, tookBack } from "./applier.fixture.ts";
import { applier, begin, dir, end, open, store } from "./opened.fixture.ts";
import { SearchIndex } from "./search-index.ts";
import { openIndex } from "./search-schema.ts";

beforeEach(async () => {
  await begin("search");
  await applier.append(...arrival("s1", "alice", ["#lobby", "#tea"]), ...arrival("s2", "bob", ["#lobby"]).slice(1));
});

afterEach(end);

/** Says texts in #lobby, and waits until they are found; the seq of the first. */
async function say(...texts: readonly string[]): Promise<number> {
  await applier.append(...texts.map((text) => said("s1", "#lobby", text)));
  await indexed();
  return store.state.seq - texts.length + 1;
}

async function indexed(): Promise<void> {
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
  await store.searchable();
}

/** The texts that are found by words, or by phrases if they are `exact`. */
async function found(words: string, more: Partial<SearchQuery> = {}, exact = false): Promise<string[]> {
  const terms = words === "" ? [] : (exact ? [words] : words.split(" ")).map((text) => ({ text, exact }));
  const places = [{ place: idOf(store, "#lobby"), since: 0 }];
  const page = await store.search({ terms, places, order: "newest", limit: 50, ...more });
  return page.found.map(({ event }) => event.text);
}

function identity(nick: string): string {
  const user = userByNick(store.state, nick);
  return user ? identityOf(user) : "";
}

/** What of the index's files holds the text. */
function filesWith(text: string): string[] {
  return ["search.db", "search.db-wal"].filter((name) => {
    try {
      return readFileSync(join(dir, name)).includes(text);
    } catch {
      return false;
    }
  });
}

it("finds words in many languages, without case and accents", async () => {
  const texts = ["Café crème", "Привет, мир", "مرحبا بالعالم", "私は東京タワーが好き", "Straße 5", "학교에서 만나요"];
  await say(...texts, "something else");
  const questions = ["CAFE", "creme café", "ПРИВЕТ", "بالعالم", "東京", "好", "strasse", "학교"];
  const answers = await Promise.all(questions.map((question) => found(question)));
  expect(answers.map((answer) => texts.indexOf(answer[0] ?? ""))).toEqual([0, 0, 1, 2, 3, 3, 4, 5]);
  expect(answers.every((answer) => answer.length === 1)).toBe(true);
});

it("finds parts of words from three characters on, and whole words of fewer", async () => {
  await say("we concatenate", "the cat", "a dog", "перевод");
  expect(await found("cat")).toEqual(["the cat", "we concatenate"]);
  expect(await found("ate")).toEqual(["we concatenate"]);
  expect(await found("рев")).toEqual(["перевод"]);
  expect(await found("we")).toEqual(["we concatenate"]);
  expect(await found("co")).toEqual([]);
  expect(await found("cat", {}, true)).toEqual(["the cat"]);
  expect(await found("the cat", {}, true)).toEqual(["the cat"]);
  expect(await found("cat the", {}, true)).toEqual([]);
  expect(await found("cat the")).toEqual(["the cat"]);
});

it("orders what it finds by time or by how well it fits, and says whether there is more", async () => {
  await say("hot tea", "tea that was hot once upon a time", "steam hotter tea", "nothing");
  expect(await found("hot tea")).toEqual(["steam hotter tea", "tea that was hot once upon a time", "hot tea"]);
  expect(await found("hot tea", { order: "oldest" })).toEqual((await found("hot tea")).toReversed());
  const best = ["hot tea", "tea that was hot once upon a time", "steam hotter tea"];
  expect(await found("hot tea", { order: "best" })).toEqual(best);
  expect(await found("hot tea", { order: "best", limit: 1 })).toEqual(["hot tea"]);
  const page = { terms: [], places: [{ place: idOf(store, "#lobby"), since: 0 }], order: "newest" } as const;
  expect(await store.search({ ...page, limit: 3 })).toMatchObject({ more: true });
  expect(await store.search({ ...page, limit: 4 })).toMatchObject({ more: false });
});

it("finds only what was said where it is looked for", async () => {
  const first = await say("tea 1");
  await applier.append(
    said("s1", "#tea", "tea 2"),
    said("s2", "#lobby", "tea 3 https://tea.example"),
    said("s1", "bob", "tea 4"),
    draft("s3", { type: "open", nick: "carol", made: false, ident: "c", realname: "", host: "h", dialect: "irc" }),
    said("s3", "alice", "tea 5"),
  );
  await indexed();
  expect(await found("tea")).toEqual(["tea 3 https://tea.example", "tea 1"]);
  expect(await found("tea", { identity: identity("bob"), places: [] })).toEqual(["tea 4"]);
  expect(await found("tea", { identity: identity("alice"), places: [] })).toEqual(["tea 5", "tea 4"]);
  expect(await found("tea", { places: [] })).toEqual([]);
  expect(await found("tea", { from: "bob" })).toEqual(["tea 3 https://tea.example"]);
  expect(await found("tea", { from: "nobody" })).toEqual([]);
  expect(await found("tea", { link: true })).toEqual(["tea 3 https://tea.example"]);
  expect(await found("", { from: "alice" })).toEqual(["tea 1"]);
  const since = [{ place: idOf(store, "#lobby"), since: first + 1 }];
  expect(await found("tea", { places: since })).toEqual(["tea 3 https://tea.example"]);
});

it("finds what was said between two times, those included", async () => {
  const at: number[] = [];
  applier.after = (entries) => at.push(...entries.map((entry) => entry.at));
  for (const text of ["tea 1", "tea 2", "tea 3"]) {
    const before = Date.now();
    await vi.waitUntil(() => Date.now() > before);
    await say(text);
  }
  expect(await found("tea", { after: at[1] ?? 0 })).toEqual(["tea 3", "tea 2"]);
  expect(await found("tea", { before: at[1] ?? 0 })).toEqual(["tea 2", "tea 1"]);
  expect(await found("tea", { after: at[1] ?? 0, before: at[1] ?? 0 })).toEqual(["tea 2"]);
});

it("answers whatever is asked, and finds nothing by signs alone", async () => {
  await say("tea OR coffee");
  expect(await found(':-) "')).toEqual([]);
  expect(await found("OR")).toEqual(["tea OR coffee"]);
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom('"', "NEAR(a b)", "words:x", "a*", "^a", "-"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { minLength: 1 }), fc.boolean(), async (texts, exact) => {
      const terms = texts.map((text) => ({ text, exact }));
      const places = [{ place: idOf(store, "#lobby"), since: 0 }];
      await store.search({ terms, places, order: "best", limit: 5, from: texts.join() });
    }),
    { numRuns: 50 },
  );
});

it("loses what was taken back, and every byte of it, however long it was", async () => {
  const texts = Array.from({ length: 300 }, (_, i) => `needle${i} ${`n${i}n`.repeat(i % 20 === 0 ? 3_000 : 30)}`);
  const first = await say(...texts);
  await say("other things");
  expect(await found("needle2")).toHaveLength(50);
  await applier.append(...texts.map((_, i) => tookBack(store, "s1", "#lobby", first + i)));
  expect(await found("needle2")).toEqual([]);
  await indexed();
  expect(await found("things")).toEqual(["other things"]);
  expect(filesWith("eedle")).toEqual([]);
  await store.close();
  expect(filesWith("things")).toEqual(["search.db"]);
  expect([filesWith("eedle"), filesWith("n299")]).toEqual([[], []]);
  await open();
});

it("keeps the words of what was taken back that others said too", async () => {
  const first = await say("needles and pins", "more needles");
  await applier.append(tookBack(store, "s1", "#lobby", first));
  await indexed();
  expect(await found("eedle")).toEqual(["more needles"]);
  expect(await found("pins")).toEqual([]);
});

it("is made again when it is lost, damaged, of another version or of another history", async () => {
  await say("tea", "coffee");
  const file = join(dir, "search.db");
  const troubles: readonly (() => void)[] = [
    () => rmSync(file),
    () => writeFileSync(file, "not a database, by no means".repeat(400)),
    () => change("PRAGMA user_version = 999"),
    () => change("UPDATE stand SET row = 2, seq = 999; DELETE FROM said"),
  ];
  for (const trouble of troubles) {
    await store.close();
    trouble();
    await open();
    await store.searchable();
    expect(await found("offe")).toEqual(["coffee"]);
  }
});

function change(sql: string): void {
  using db = new DatabaseSync(join(dir, "search.db"));
  db.exec(sql);
}

it("is made again when it turns out to be damaged while it is in use", async () => {
  await say(...Array.from({ length: 300 }, (_, i) => `tea ${i} ${"word ".repeat(30)}`), "coffee");
  await store.close();
  const file = join(dir, "search.db");
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 3 * 4096);
  writeFileSync(file, bytes);
  await open();
  await store.searchable().catch(() => {});
  await found("tea").catch(() => {});
  await store.searchable();
  expect(await found("offe")).toEqual(["coffee"]);
});

it("is for the operator's eyes only", async () => {
  await say("tea");
  for (const name of ["search.db", "search.db-wal"]) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
});

it("goes on where it stood when it was stopped in the middle", async () => {
  await say(...Array.from({ length: 600 }, (_, i) => `tea ${i}`));
  await store.close();
  rmSync(join(dir, "search.db"));
  const history = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  const index = openIndex(join(dir, "search.db"));
  expect(new SearchIndex(index, history).advance()).toBe(true);
  const count = index.prepare("SELECT count(*) AS n FROM said").get()?.["n"];
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThan(600);
  index.close();
  history.close();
  await open();
  await store.searchable();
  expect(await found("tea", { limit: 1000 })).toHaveLength(600);
});

it("lets the store close while it is at work, and says no to who asks then", async () => {
  await applier.append(...Array.from({ length: 2_000 }, (_, i) => said("s1", "#lobby", `tea ${i}`)));
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
  const waiting = store.searchable().catch((error: Error) => error.message);
  await store.close();
  await expect(found("tea")).rejects.toThrow("closed");
  expect([undefined, "the store is closed"]).toContain(await waiting);
});

it("finds what was said without being asked to look at it", async () => {
  await applier.append(said("s1", "#lobby", "tea"));
  const count = (): unknown => {
    try {
      using db = new DatabaseSync(join(dir, "search.db"), { readOnly: true });
      return db.prepare("SELECT count(*) AS n FROM said").get()?.["n"];
    } catch {
      // It is not there yet, or only begun.
      return 0;
    }
  };
  await vi.waitUntil(() => count() === 1, { timeout: 5_000 });
});

it("starts no thread before anything is said", async () => {
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
  await store.close();
  expect(existsSync(join(dir, "search.db"))).toBe(false);
});
