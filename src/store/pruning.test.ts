import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { talkOf } from "../core/keeping.ts";
import type { HistoryPage } from "../core/ports.ts";
import { KEEP_ALL } from "../core/retention.ts";
import { identityOf, userByNick } from "../core/state.ts";
import { arrival, draft, idOf, said, textsOf } from "./applier.fixture.ts";
import type { Row } from "./columns.ts";
import { applier, begin, dir, end, open, store } from "./opened.fixture.ts";

/** What is seen while much is removed, and after a crash in the middle of that. */

const LONG_AGO = 1_000_000_000;

afterEach(end);

/** Fills #a and a talk with so many messages each, and with a file in each tenth; all long ago. */
async function fill(count: number): Promise<void> {
  await begin("pruning", { clock: () => LONG_AGO });
  await applier.append(...arrival("s1", "alice", ["#a", "#c"]), ...arrival("s2", "bob", ["#a"]).slice(1));
  for (let i = 0; i < count; i += 1_000) {
    const some = Array.from({ length: Math.min(1_000, count - i) }, (_, j) => i + j);
    await applier.append(...some.flatMap((n) => [sharing(n), said("s2", "alice", String(n))]));
  }
}

function sharing(n: number): ReturnType<typeof draft> {
  const file = {
    id: String(n),
    name: "file",
    type: "text/plain",
    size: 1,
    hash: String(n),
    owner: "alice",
    room: "alice",
  };
  return draft("s1", { type: "say", to: "#a", text: String(n), ...(n % 10 === 0 && { files: [file] }) });
}

function talk(): string {
  const [one, other] = ["alice", "bob"].map((nick) => userByNick(store.state, nick));
  return one && other ? talkOf(identityOf(one), identityOf(other)) : "";
}

function rows(sql: string): Row[] {
  using db = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  return db.prepare(sql).all();
}

/** Expects that of each place the latest are there and all that is said of the others is true; how many are there. */
function expectWhole(place: string, count: number): number {
  const left = rows(`SELECT seq, body FROM history WHERE place = '${place}' AND type = 'message' ORDER BY seq`);
  const texts = left.map((row) => Number(JSON.parse(String(row["body"])).text));
  expect(texts).toEqual(Array.from({ length: left.length }, (_, i) => count - left.length + i));
  const [first, last] = [left[0], left.at(-1)].map((row) => Number(row?.["seq"]));
  const [pruned] = rows(`SELECT seq FROM pruned WHERE place = '${place}'`);
  expect(pruned?.["seq"]).toBeLessThan(first ?? 0);
  expect(rows(`SELECT 1 FROM history WHERE place = '${place}' AND seq <= ${String(pruned?.["seq"])}`)).toEqual([]);
  for (const { seq } of rows(`SELECT seq FROM talk WHERE place = '${place}'`)) expect(seq).toBe(last);
  const shared = rows(`SELECT seq FROM file WHERE place = '${place}'`).map((row) => Number(row["seq"]));
  expect(shared.every((seq) => seq >= (first ?? 0))).toBe(true);
  return left.length;
}

it("leaves a whole database when it is killed in the middle of removing", async () => {
  const count = 5_000;
  await fill(count);
  await store.close();
  const place = { a: idOf(store, "#a"), talk: talk() };
  for (const enough of [1, 1_500, 3_000]) {
    const fixture = join(import.meta.dirname, "pruning.fixture.ts");
    const child = spawn(process.execPath, [fixture, dir, "s1", String(enough)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(rows("PRAGMA quick_check")).toEqual([{ quick_check: "ok" }]);
    const left = [expectWhole(place.a, count), expectWhole(place.talk, count)];
    expect(left[0]).toBeLessThan(count);
    expect(left[0]).toBeGreaterThan(0);
  }
  await open(dir, { clock: Date.now, retention: { ...KEEP_ALL, network: { ageMs: 3_600_000 } }, pruneEvery: 10 });
  await vi.waitUntil(() => store.figures.prunePasses > 1, { timeout: 20_000 });
  expect([await messages(place.a), await messages(place.talk)]).toEqual([[], []]);
  expect(rows("SELECT 1 FROM file")).toEqual([]);
  expect(rows("SELECT 1 FROM talk")).toEqual([]);
}, 60_000);

async function messages(place: string): Promise<string[]> {
  return textsOf(await store.read({ place, limit: 1_000 }));
}

it("shows pages without holes while much is removed, and names where the past begins", async () => {
  const count = 6_000;
  await fill(count);
  const place = idOf(store, "#a");
  await store.close();
  const seqs = rows(`SELECT seq FROM history WHERE place = '${place}' AND type = 'message' ORDER BY seq`);
  const seqOf = (n: number): number => Number(seqs[n]?.["seq"]);
  await open(dir, { clock: Date.now, retention: { ...KEEP_ALL, network: { ageMs: 3_600_000 } }, pruneEvery: 10 });
  const pages: { readonly at: number; readonly earliest: boolean; readonly page: HistoryPage }[] = [];
  const question = fc.record({ at: fc.nat(count - 1), earliest: fc.boolean(), limit: fc.integer({ min: 1, max: 40 }) });
  for (let seed = 1; store.figures.prunePasses === 0; seed++) {
    const asked = fc.sample(question, { numRuns: 10, seed });
    const read = async ({ at, earliest, limit }: (typeof asked)[number]): Promise<void> => {
      const bound = earliest ? { after: { seq: seqOf(at) } } : { before: { seq: seqOf(at) } };
      pages.push({ at, earliest, page: await store.read({ place, limit, earliest, ...bound }) });
    };
    await Promise.all(asked.map(read));
  }
  expect(pages.length).toBeGreaterThan(50);
  for (const { at, earliest, page } of pages) {
    const texts = textsOf(page).map(Number);
    const [first = at, last = at] = [texts[0], texts.at(-1)];
    expect(texts).toEqual(texts.map((_, i) => first + i));
    if (texts.length === 0) expect(page.more).toBe(false);
    // Either it goes on just where it was asked to, or it says from where on there is something.
    else if (!earliest) expect(last).toBe(at - 1);
    else if (first !== at + 1) expect(page.kept).toBeGreaterThan(seqOf(at));
    if (texts.length > 0 && page.kept !== undefined) expect(seqOf(first)).toBeGreaterThanOrEqual(page.kept);
    if (!page.more && !earliest && first > 0) expect(page.kept).toBeGreaterThan(seqOf(first - 1));
  }
}, 60_000);
