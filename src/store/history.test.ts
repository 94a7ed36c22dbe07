import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Draft } from "../core/commands.ts";
import { talkOf } from "../core/keeping.ts";
import { LIMITS } from "../core/limits.ts";
import type { Bound, HistoryPage, Kept } from "../core/ports.ts";
import { MemoryHistory } from "../core/testing-history.ts";
import { Applier, arrival, draft, idOf, said, textsOf } from "./applier.fixture.ts";
import { HAPPENED, MESSAGE, SAID } from "./history-row.ts";
import { openStore, type Store } from "./store.ts";

let dir: string;
let store: Store;
let now = 1_000;
let applier: Applier;
/** Ids of channels. */
let lobby: string;
let other: string;
/** Where each text said in #lobby is. */
const places = new Map<string, number>();

/** Message 0 … 39, with other things in between. */
function talk(from: number, to: number): Draft[] {
  return Array.from({ length: to - from }, (_, i): Draft[] => [
    said("s1", "#LOBBY", String(from + i)),
    said("s1", "#other", "elsewhere"),
    draft("s1", { type: "say", to: "#lobby", text: "", form: "tags", tags: { "+react": "x" } }),
    said("s1", "alice", "to myself"),
    draft("s1", { type: "topic", channel: "#lobby", topic: `topic ${i}` }),
  ]).flat();
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "parley-history-"));
  store = await openStore({ dir, clock: () => ++now });
  applier = new Applier(store);
  applier.after = (entries) => {
    for (const { seq, act } of entries) if (act.type === "say" && act.to === "#LOBBY") places.set(act.text, seq);
  };
  await applier.append(...arrival("s1", "alice", ["#lobby", "#other"]), ...talk(0, 30));
  // What is asked for by time is at several times.
  for (let i = 30; i < 40; i++) await applier.append(...talk(i, i + 1));
  lobby = idOf(store, "#lobby");
  other = idOf(store, "#other");
});

afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

function texts(page: HistoryPage): string {
  return textsOf(page).join(" ");
}

function seqOf(text: string): number {
  return places.get(text) ?? 0;
}

it("gives the latest messages of a channel, in order, and says whether there are more", async () => {
  const latest = await store.read({ place: lobby, limit: 3 });
  expect(texts(latest)).toBe("37 38 39");
  expect(latest.more).toBe(true);
  const all = await store.read({ place: lobby, limit: 40 });
  expect(all.events).toHaveLength(40);
  expect(all.more).toBe(false);
  expect(await store.read({ place: "#nowhere", limit: 5 })).toEqual({ events: [], more: false });
});

it("cuts a page where it would be too large, and leaves nothing out", async () => {
  const large = "x".repeat(60_000);
  let after = (await store.read({ place: other, limit: 1 })).events[0]?.seq ?? 0;
  await applier.append(...Array.from({ length: 40 }, (_, i) => said("s1", "#other", `${i} ${large}`)));
  const seen: string[] = [];
  for (let more = true; more; ) {
    const page = await store.read({ place: other, after: { seq: after }, earliest: true, limit: 1000 });
    expect(JSON.stringify(page.events).length).toBeLessThanOrEqual(LIMITS.historyPageBytes + 1_000);
    seen.push(...textsOf(page).map((text) => text.split(" ")[0] ?? ""));
    after = page.events.at(-1)?.seq ?? 0;
    more = page.more;
  }
  expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => String(i)));
});

it("gives what was before a message, after one, and between two", async () => {
  const before = await store.read({ place: lobby, before: { seq: seqOf("10") }, limit: 3 });
  expect([texts(before), before.more]).toEqual(["7 8 9", true]);
  const after = await store.read({ place: lobby, after: { seq: seqOf("10") }, earliest: true, limit: 3 });
  expect([texts(after), after.more]).toEqual(["11 12 13", true]);
  const between = await store.read({
    place: lobby,
    after: { seq: seqOf("10") },
    before: { seq: seqOf("20") },
    limit: 3,
  });
  expect([texts(between), between.more]).toEqual(["17 18 19", true]);
  const few = await store.read({ place: lobby, after: { seq: seqOf("10") }, before: { seq: seqOf("13") }, limit: 3 });
  expect([texts(few), few.more]).toEqual(["11 12", false]);
  const first = await store.read({ place: lobby, before: { seq: seqOf("2") }, limit: 3 });
  expect([texts(first), first.more]).toEqual(["0 1", false]);
  const none = await store.read({ place: lobby, after: { seq: seqOf("39") }, earliest: true, limit: 3 });
  expect([texts(none), none.more]).toEqual(["", false]);
});

it("gives nothing from before a bound, which does not make the latest the earliest", async () => {
  const latest = await store.read({ place: lobby, since: seqOf("30"), limit: 3 });
  expect([texts(latest), latest.more]).toEqual(["37 38 39", true]);
  const all = await store.read({ place: lobby, since: seqOf("37"), limit: 5 });
  expect([texts(all), all.more]).toEqual(["37 38 39", false]);
  const earliest = await store.read({
    place: lobby,
    since: seqOf("30"),
    after: { seq: seqOf("10") },
    earliest: true,
    limit: 2,
  });
  expect([texts(earliest), earliest.more]).toEqual(["30 31", true]);
  const before = await store.read({ place: lobby, since: seqOf("30"), before: { seq: seqOf("31") }, limit: 3 });
  expect([texts(before), before.more]).toEqual(["30", false]);
});

it("gives messages as they were told", async () => {
  const { events } = await store.read({ place: lobby, limit: 1 });
  expect(events).toEqual([
    {
      type: "message",
      seq: seqOf("39"),
      at: expect.any(Number),
      id: expect.stringMatching(/^epoch-/),
      from: { nick: "alice", user: "alice", host: "host" },
      to: "#lobby",
      form: "message",
      text: "39",
    },
  ]);
});

it("has in each answer what was kept before the question, on disk or not", async () => {
  const answers: Promise<HistoryPage>[] = [];
  const seen = applier.after;
  applier.after = (entries) => {
    seen(entries);
    answers.push(
      store.read({ place: lobby, limit: 3 }),
      store.read({ place: lobby, after: { seq: seqOf("38") }, earliest: true, limit: 9 }),
    );
  };
  await applier.append(...talk(40, 42));
  applier.after = seen;
  expect((await Promise.all(answers)).map(texts)).toEqual(["39 40 41", "39 40 41"]);
});

it("agrees with a plain list for every question", async () => {
  const all = (await store.read({ place: lobby, events: true, limit: 1_000 })).events;
  const plain = new MemoryHistory();
  for (const event of all) plain.keep({ event, place: lobby });
  const times = all.flatMap(({ at }) => [at - 1, at, at + 1]);
  const bound: fc.Arbitrary<Bound | undefined> = fc.option(
    fc.oneof(
      fc.record({ seq: fc.integer({ min: 0, max: store.state.seq + 2 }) }),
      fc.record({ at: fc.constantFrom(...times) }),
    ),
    { nil: undefined },
  );
  const since = fc.integer({ min: 0, max: store.state.seq + 2 });
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        before: bound,
        after: bound,
        since,
        earliest: fc.boolean(),
        events: fc.boolean(),
        byTime: fc.boolean(),
      }),
      fc.integer({ min: 1, max: 60 }),
      async ({ before, after, ...rest }, limit) => {
        const query = { place: lobby, limit, ...rest, ...(before && { before }), ...(after && { after }) };
        expect(await store.read(query)).toEqual(await plain.read(query));
      },
    ),
  );
});

it("rejects a read when too many wait already, and those that wait are answered", async () => {
  const reads = Array.from({ length: LIMITS.historyReads }, () => store.read({ place: lobby, limit: 1 }));
  await expect(store.read({ place: lobby, limit: 1 })).rejects.toThrow("too many reads");
  const answers = await Promise.all(reads);
  expect(answers.every(({ events }) => events.length === 1)).toBe(true);
});

it("finds a page and a message by their indexes, however much there is", () => {
  using db = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  const planOf = (sql: string): unknown[] =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => row["detail"]);
  const said = `SELECT seq, at, body FROM history WHERE ${SAID}`;
  const bySaid = "SEARCH history USING INDEX history_said (place=? AND seq>? AND seq<?)";
  expect(planOf(`${said} ORDER BY seq DESC LIMIT ?`)).toEqual([bySaid]);
  const all = `${said} UNION ALL SELECT seq, at, body FROM history WHERE ${HAPPENED}`;
  const byHappened = "SEARCH history USING INDEX history_happened (place=? AND seq>? AND seq<?)";
  expect(planOf(`${all} ORDER BY seq DESC LIMIT ?`)).toEqual([
    "MERGE (UNION ALL)",
    "LEFT",
    bySaid,
    "RIGHT",
    byHappened,
  ]);
  const byIndex = ["SEARCH history USING INDEX history_message (seq=?)"];
  expect(planOf(`SELECT place, author, body FROM history WHERE ${MESSAGE}`)).toEqual(byIndex);
  expect(planOf(`UPDATE history SET type = 'redacted' WHERE ${MESSAGE}`)).toEqual(byIndex);
  expect(
    planOf("SELECT place FROM talk WHERE identity = ? AND at > ? AND at < ? ORDER BY at DESC, seq DESC LIMIT ?"),
  ).toEqual(["SEARCH talk USING COVERING INDEX talk_latest (identity=? AND at>? AND at<?)"]);
});

it("finds a message of a channel or to a nick by its seq, on disk or not, with its place and its author", async () => {
  const author = `~${store.state.sessions.get("s1")?.user}`;
  const mine = talkOf(author, author);
  const direct = draft("s1", { type: "say", to: "alice", text: "to myself, too" });
  const tags = draft("s1", { type: "say", to: "#lobby", text: "", form: "tags", tags: { "+react": "x" } });
  const topic = draft("s1", { type: "topic", channel: "#lobby", topic: "no message" });
  const answers: Promise<Kept | undefined>[] = [];
  const seen = applier.after;
  applier.after = (entries) => answers.push(...entries.map(({ seq }) => store.find(seq)));
  await applier.append(said("s1", "#lobby", "find me"), direct, tags, topic);
  applier.after = seen;
  const first = store.state.seq - 3;
  const found = await Promise.all(answers);
  expect(found.slice(0, 3)).toMatchObject([
    { event: { type: "message", seq: first, to: "#lobby", text: "find me" }, place: lobby, author },
    { event: { type: "message", seq: first + 1, to: "alice", text: "to myself, too" }, place: mine, author },
    { event: { type: "message", seq: first + 2, form: "tags" }, place: lobby, author },
  ]);
  expect(found[3]).toBeUndefined();
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
  expect(await Promise.all([0, 1, 2, 3].map((i) => store.find(first + i)))).toEqual(found);
  expect(await store.find(store.state.seq + 1)).toBeUndefined();
});

it("rejects to find a message when too many reads wait already", async () => {
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
  const finds = Array.from({ length: LIMITS.historyReads }, () => store.find(seqOf("1")));
  await expect(store.find(seqOf("1"))).rejects.toThrow("too many reads");
  expect((await Promise.all(finds)).every((kept) => kept?.event.seq === seqOf("1"))).toBe(true);
});

it("brings events to the disk though nothing else happens", async () => {
  await applier.append(said("s1", "#lobby", "the last for now"));
  using db = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  const last = db.prepare("SELECT max(seq) AS seq FROM history");
  await vi.waitUntil(() => last.get()?.["seq"] === store.state.seq, { timeout: 5_000 });
  expect(store.figures.waitingEvents).toBe(0);
});
