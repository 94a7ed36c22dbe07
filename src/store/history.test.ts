import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Draft } from "../core/commands.ts";
import { LIMITS } from "../core/limits.ts";
import type { HistoryPage, Kept } from "../core/ports.ts";
import { Applier, arrival, draft, idOf, said } from "./applier.fixture.ts";
import { openStore, type Store } from "./store.ts";

let dir: string;
let store: Store;
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
  store = await openStore({ dir, clock: Date.now });
  applier = new Applier(store);
  applier.after = (entries) => {
    for (const { seq, act } of entries) if (act.type === "say" && act.to === "#LOBBY") places.set(act.text, seq);
  };
  await applier.append(...arrival("s1", "alice", ["#lobby", "#other"]), ...talk(0, 40));
  lobby = idOf(store, "#lobby");
  other = idOf(store, "#other");
});

afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

function texts({ messages }: HistoryPage): string {
  return messages.map(({ text }) => text).join(" ");
}

function seqOf(text: string): number {
  return places.get(text) ?? 0;
}

it("gives the latest messages of a channel, in order, and says whether there are more", async () => {
  const latest = await store.read({ channel: lobby, limit: 3 });
  expect(texts(latest)).toBe("37 38 39");
  expect(latest.more).toBe(true);
  const all = await store.read({ channel: lobby, limit: 40 });
  expect(all.messages).toHaveLength(40);
  expect(all.more).toBe(false);
  expect(await store.read({ channel: "#nowhere", limit: 5 })).toEqual({ messages: [], more: false });
});

it("cuts a page where it would be too large, and leaves nothing out", async () => {
  const large = "x".repeat(60_000);
  let after = (await store.read({ channel: other, limit: 1 })).messages[0]?.seq ?? 0;
  await applier.append(...Array.from({ length: 40 }, (_, i) => said("s1", "#other", `${i} ${large}`)));
  const seen: string[] = [];
  for (let more = true; more; ) {
    const page = await store.read({ channel: other, after, limit: 1000 });
    expect(JSON.stringify(page.messages).length).toBeLessThanOrEqual(LIMITS.historyPageBytes + 1_000);
    seen.push(...page.messages.map(({ text }) => text.split(" ")[0] ?? ""));
    after = page.messages.at(-1)?.seq ?? 0;
    more = page.more;
  }
  expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => String(i)));
});

it("gives what was before a message, after one, and between two", async () => {
  const before = await store.read({ channel: lobby, before: seqOf("10"), limit: 3 });
  expect([texts(before), before.more]).toEqual(["7 8 9", true]);
  const after = await store.read({ channel: lobby, after: seqOf("10"), limit: 3 });
  expect([texts(after), after.more]).toEqual(["11 12 13", true]);
  const between = await store.read({ channel: lobby, after: seqOf("10"), before: seqOf("20"), limit: 3 });
  expect([texts(between), between.more]).toEqual(["17 18 19", true]);
  const few = await store.read({ channel: lobby, after: seqOf("10"), before: seqOf("13"), limit: 3 });
  expect([texts(few), few.more]).toEqual(["11 12", false]);
  const first = await store.read({ channel: lobby, before: seqOf("2"), limit: 3 });
  expect([texts(first), first.more]).toEqual(["0 1", false]);
  const none = await store.read({ channel: lobby, after: seqOf("39"), limit: 3 });
  expect([texts(none), none.more]).toEqual(["", false]);
});

it("gives nothing from before a bound, which does not make the latest the earliest", async () => {
  const latest = await store.read({ channel: lobby, since: seqOf("30"), limit: 3 });
  expect([texts(latest), latest.more]).toEqual(["37 38 39", true]);
  const all = await store.read({ channel: lobby, since: seqOf("37"), limit: 5 });
  expect([texts(all), all.more]).toEqual(["37 38 39", false]);
  const earliest = await store.read({ channel: lobby, since: seqOf("30"), after: seqOf("10"), limit: 2 });
  expect([texts(earliest), earliest.more]).toEqual(["30 31", true]);
  const before = await store.read({ channel: lobby, since: seqOf("30"), before: seqOf("31"), limit: 3 });
  expect([texts(before), before.more]).toEqual(["30", false]);
});

it("gives messages as they were told", async () => {
  const { messages } = await store.read({ channel: lobby, limit: 1 });
  expect(messages).toEqual([
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
      store.read({ channel: lobby, limit: 3 }),
      store.read({ channel: lobby, after: seqOf("38"), limit: 9 }),
    );
  };
  await applier.append(...talk(40, 42));
  applier.after = seen;
  expect((await Promise.all(answers)).map(texts)).toEqual(["39 40 41", "39 40 41"]);
});

it("agrees with a plain list for every question", async () => {
  const all = (await store.read({ channel: lobby, limit: 1_000 })).messages;
  const bound = fc.option(fc.integer({ min: 0, max: store.state.seq + 2 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(bound, bound, fc.integer({ min: 1, max: 60 }), async (before, after, limit) => {
      const found = all.filter(({ seq }) => seq < (before ?? Number.POSITIVE_INFINITY) && seq > (after ?? 0));
      const isEarliest = after !== undefined && before === undefined;
      const query = {
        channel: lobby,
        limit,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      };
      expect(await store.read(query)).toEqual({
        messages: isEarliest ? found.slice(0, limit) : found.slice(-limit),
        more: found.length > limit,
      });
    }),
  );
});

it("rejects a read when too many wait already, and those that wait are answered", async () => {
  const reads = Array.from({ length: LIMITS.historyReads }, () => store.read({ channel: lobby, limit: 1 }));
  await expect(store.read({ channel: lobby, limit: 1 })).rejects.toThrow("too many reads");
  const answers = await Promise.all(reads);
  expect(answers.every(({ messages }) => messages.length === 1)).toBe(true);
});

it("finds a page and a message by their indexes, however much there is", () => {
  using db = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  const planOf = (sql: string): unknown[] =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => row["detail"]);
  const page = `SELECT seq, body FROM history WHERE channel = ? AND channel IS NOT NULL AND type = 'message'
    AND form <> 'tags' AND seq > ? AND seq < ? ORDER BY seq DESC LIMIT ?`;
  expect(planOf(page)).toEqual(["SEARCH history USING INDEX history_said (channel=? AND seq>? AND seq<?)"]);
  const byIndex = ["SEARCH history USING INDEX history_message (seq=?)"];
  expect(planOf("SELECT channel, author, body FROM history WHERE seq = ? AND type = 'message'")).toEqual(byIndex);
  expect(planOf("UPDATE history SET type = 'redacted' WHERE seq = ? AND type = 'message'")).toEqual(byIndex);
});

it("finds a message of a channel or to a nick by its seq, on disk or not, with its channel and its author", async () => {
  const author = store.state.sessions.get("s1")?.user;
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
    { event: { type: "message", seq: first, to: "#lobby", text: "find me" }, channel: lobby, author },
    { event: { type: "message", seq: first + 1, to: "alice", text: "to myself, too" }, author },
    { event: { type: "message", seq: first + 2, form: "tags" }, channel: lobby, author },
  ]);
  expect(found[1]).not.toHaveProperty("channel");
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
