import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, it, vi } from "vitest";
import { talkOf } from "../core/keeping.ts";
import { LIMITS } from "../core/limits.ts";
import { KEEP_ALL, type Retention } from "../core/retention.ts";
import { identityOf, userByNick } from "../core/state.ts";
import { arrival, draft, idOf, said, textsOf } from "./applier.fixture.ts";
import type { Row } from "./columns.ts";
import { applier, begin, dir, end, open, store } from "./opened.fixture.ts";

/** What is removed because it is too old or too much, and what is not. */

const HOUR = 3_600_000;

let now = 1_000 * HOUR;

afterEach(end);

/** Alice and bob in #a, #b and #c, with these rules; it is looked all the time for what is to be removed. */
async function meet(retention: Partial<Retention>): Promise<void> {
  await begin("retention", rules(retention));
  await applier.append(
    ...arrival("s1", "alice", ["#a", "#b", "#c"]),
    ...arrival("s2", "bob", ["#a"]).slice(1),
    said("s1", "#c", "last"),
  );
}

function rules(retention: Partial<Retention>): Parameters<typeof open>[1] {
  return { clock: () => now, retention: { ...KEEP_ALL, ...retention }, pruneEvery: 10 };
}

/** Says texts to somebody or in a channel, an hour after what was before; the seq of the last. */
async function say(to: string, ...texts: readonly string[]): Promise<number> {
  now += HOUR;
  await applier.append(...texts.map((text) => said("s1", to, text)));
  return store.state.seq;
}

/** Waits until what is to be removed now is. */
async function pruned(): Promise<void> {
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
  const { prunePasses } = store.figures;
  await vi.waitUntil(() => store.figures.prunePasses > prunePasses + 1, { timeout: 10_000 });
}

async function texts(of: string, events = false): Promise<string> {
  return textsOf(await store.read({ place: placeOf(of), limit: 1_000, events })).join(" ");
}

function placeOf(name: string): string {
  if (name.startsWith("#")) return idOf(store, name);
  const [one, other] = ["alice", name].map((nick) => userByNick(store.state, nick));
  return one && other ? talkOf(identityOf(one), identityOf(other)) : name;
}

function rows(sql: string): Row[] {
  using db = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  return db.prepare(sql).all();
}

it("removes what is older than it may be, wherever it was said, and nothing else", async () => {
  await meet({ network: { ageMs: 10 * HOUR } });
  await say("#a", "1", "2");
  await say("bob", "3");
  const old = await say("alice", "4");
  now += HOUR;
  await say("#a", "5");
  await say("bob", "6");
  await pruned();
  expect(await texts("#a", true)).toBe("[join] [join] 1 2 5");
  now += 4 * HOUR;
  await pruned();
  expect([await texts("#a"), await texts("bob"), await texts("alice")]).toEqual(["1 2 5", "3 6", "4"]);
  now += HOUR + 1;
  await pruned();
  expect([await texts("#a", true), await texts("bob"), await texts("alice")]).toEqual(["5", "3 6", "4"]);
  now += 2 * HOUR;
  await pruned();
  expect([await texts("#a", true), await texts("bob"), await texts("alice")]).toEqual(["5", "6", ""]);
  expect(rows(`SELECT seq FROM history WHERE seq <= ${old}`)).toEqual([]);
});

it("goes by the rule of a channel there, and by no other, under whatever name the channel is known", async () => {
  const channels = new Map([
    ["#a", { ageMs: 2 * HOUR }],
    ["#b", {}],
  ]);
  await meet({ network: { ageMs: 5 * HOUR }, channels });
  for (const to of ["#a", "#b", "#c", "bob"]) await say(to, "1");
  await applier.append(draft("s1", { type: "rename", channel: "#b", name: "#d" }));
  await applier.append(draft("s1", { type: "rename", channel: "#c", name: "#b" }));
  await applier.append(draft("s1", { type: "rename", channel: "#d", name: "#D" }));
  for (const to of ["#a", "#b", "#d", "bob"]) await say(to, "2");
  await pruned();
  expect(await Promise.all(["#a", "#b", "#d", "bob"].map((name) => texts(name)))).toEqual(["", "last 1 2", "2", "1 2"]);
});

it("keeps of a channel the latest that fits in its size, all that happened there counted", async () => {
  const [text, bytes] = ["x".repeat(1_000), 6_000];
  await meet({ channels: new Map([["#a", { bytes }]]) });
  for (let i = 0; i < 5; i++) {
    await applier.append(said("s1", "#a", `${i} ${text}`), said("s1", "#b", `${i}`));
    await applier.append(draft("s1", { type: "topic", channel: "#a", topic: `${i} ${text.slice(5)}` }));
  }
  await say("#c", "last");
  await pruned();
  const left = rows(
    `SELECT type, octet_length(body) AS bytes FROM history WHERE place = '${idOf(store, "#a")}' ORDER BY seq`,
  );
  const sum = left.reduce((all, row) => all + Number(row["bytes"]), 0);
  expect(left.map((row) => row["type"])).toEqual(["topic", "message", "topic", "message", "topic"]);
  expect(sum).toBeLessThanOrEqual(bytes);
  expect(sum + 1_000).toBeGreaterThan(bytes);
  expect(await texts("#b")).toBe("0 1 2 3 4");
});

it("keeps a channel that is larger than is looked at in one go at its size", async () => {
  await meet({ channels: new Map([["#a", { bytes: 20_000 }]]) });
  for (let i = 0; i < 5; i++) await say("#a", ...Array.from({ length: 1_000 }, (_, j) => String(i * 1_000 + j)));
  await say("#c", "last");
  await pruned();
  const left = rows(`SELECT octet_length(body) AS bytes FROM history WHERE place = '${idOf(store, "#a")}'`);
  const [sum, one] = [left.reduce((all, row) => all + Number(row["bytes"]), 0), Number(left.at(-1)?.["bytes"])];
  expect(sum).toBeLessThanOrEqual(20_000);
  expect(sum + one).toBeGreaterThan(20_000);
  const numbers = (await texts("#a")).split(" ").map(Number);
  expect(numbers).toEqual(Array.from({ length: left.length }, (_, i) => 5_000 - left.length + i));
  // All of it went in several parts.
  expect(5_000 - left.length).toBeGreaterThan(LIMITS.pruneRows);
}, 20_000);

it("keeps of the network the latest that fits in its size, the rest of the database counted, and single channels", async () => {
  const [text, bytes] = ["x".repeat(1_000), 1_000_000];
  await meet({ network: { bytes }, channels: new Map([["#b", {}]]) });
  for (let i = 0; i < 20; i++) {
    await say("#b", `${i}`);
    for (const to of ["#a", "bob"]) await say(to, ...Array.from({ length: 50 }, (_, j) => `${i * 50 + j}${text}`));
  }
  await pruned();
  const figure = (name: string): number => Number(rows(`PRAGMA ${name}`)[0]?.[name]);
  const used = (figure("page_count") - figure("freelist_count")) * 4_096;
  expect(used).toBeLessThanOrEqual(bytes);
  expect(used).toBeGreaterThan(bytes - 100_000);
  const left = (await texts("#a")).split(" ").map((one) => Number.parseInt(one, 10));
  expect(left).toEqual(Array.from({ length: left.length }, (_, i) => 1_000 - left.length + i));
  expect((await texts("#b")).split(" ")).toHaveLength(20);
  // What is left is of one time everywhere.
  expect(Math.abs((await texts("bob")).split(" ").length - left.length)).toBeLessThanOrEqual(50);
}, 30_000);

it("never removes the last row, by which the log and new rows go", async () => {
  await meet({ network: { ageMs: HOUR } });
  const last = await say("#a", "1", "2");
  now += 9 * HOUR;
  await pruned();
  expect(await texts("#a", true)).toBe("2");
  expect(rows("SELECT seq FROM history")).toEqual([{ seq: last }]);
  await store.close();
  await open(dir, rules({}));
  expect(await texts("#a")).toBe("2");
  await say("#a", "3");
  expect(await texts("#a")).toBe("2 3");
});

it("removes nothing that is not on disk yet", async () => {
  await meet({ network: { ageMs: HOUR } });
  await pruned();
  const answers: Promise<unknown>[] = [];
  applier.after = () => {
    now += 9 * HOUR;
    answers.push(texts("#a"), store.find(store.state.seq));
  };
  await applier.append(said("s1", "#a", "1"));
  applier.after = () => undefined;
  expect(await Promise.all(answers)).toEqual(["1", expect.objectContaining({ place: placeOf("#a") })]);
  await say("#c", "last");
  await pruned();
  expect(await texts("#a")).toBe("");
});

it("lets go of a talk of which nothing is left", async () => {
  await meet({ network: { ageMs: 5 * HOUR } });
  await say("bob", "1");
  now += 3 * HOUR;
  await say("alice", "2");
  const query = { channels: [], after: 0, before: 2 * now, earliest: true, limit: 9 };
  const latest = async (nick: string): Promise<number> => {
    const user = userByNick(store.state, nick);
    return (await store.latest({ ...query, identity: user ? identityOf(user) : "" })).length;
  };
  await pruned();
  expect([await latest("alice"), await latest("bob")]).toEqual([2, 1]);
  now += HOUR + 1;
  await say("#c", "last");
  await pruned();
  expect([await latest("alice"), await latest("bob")]).toEqual([1, 0]);
  expect(rows("SELECT place FROM talk")).toEqual([{ place: placeOf("alice") }]);
  await say("bob", "3");
  expect([await latest("alice"), await latest("bob")]).toEqual([2, 1]);
});

it("says from which seq on a place is kept, to who asks for what was before", async () => {
  await meet({ network: { ageMs: 5 * HOUR } });
  const first = await say("#a", "1");
  const second = await say("#a", "2");
  await say("#a", "3");
  now += 4 * HOUR + 1;
  await pruned();
  const place = placeOf("#a");
  const read = async (more: object): Promise<unknown> => (await store.read({ place, limit: 9, ...more })).kept;
  expect(await texts("#a")).toBe("3");
  expect(await read({})).toBe(second + 1);
  expect(await read({ after: { seq: first } })).toBe(second + 1);
  expect(await read({ after: { seq: second } })).toBeUndefined();
  expect(await read({ since: second })).toBe(second + 1);
  expect(await read({ since: second + 1 })).toBeUndefined();
  expect(await store.read({ place: placeOf("#b"), limit: 9, after: { seq: first } })).not.toHaveProperty("kept");
  // What is not on disk yet is on the page too.
  const answers: Promise<unknown>[] = [];
  applier.after = () => answers.push(read({}));
  await say("#a", "4");
  expect(await Promise.all(answers)).toEqual([second + 1]);
});

it("does not mind what happens to a message that is gone", async () => {
  await meet({ network: { ageMs: HOUR } });
  const seq = await say("#a", "1");
  const msgid = `epoch-${seq.toString(36)}`;
  now += 2 * HOUR;
  await say("#c", "last");
  await pruned();
  expect(await store.find(seq)).toBeUndefined();
  const author = identityOf(userByNick(store.state, "alice") ?? expect.unreachable());
  await applier.append(
    draft("s1", { type: "edit", to: "#a", msgid, text: "2", author }),
    draft("s1", {
      type: "say",
      to: "#a",
      text: "",
      form: "tags",
      tags: { "+draft/reply": msgid, "+draft/react": "x" },
    }),
    draft("s1", { type: "redact", to: "#a", msgid, author }),
  );
  expect(applier.outcomes.flatMap(({ refusal }) => refusal ?? [])).toEqual([]);
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
  expect([await texts("#a"), await store.find(seq), store.isWritable]).toEqual(["", undefined, true]);
});

it("lets messages share their files no more when they are gone, or when files are kept for less long", async () => {
  await meet({ network: { ageMs: 9 * HOUR }, filesMs: 5 * HOUR });
  const share = async (name: string): Promise<void> => {
    now += HOUR;
    const file = { id: name, name, type: "text/plain", size: 1, hash: name, owner: "alice", room: "alice" };
    await applier.append(draft("s1", { type: "say", to: "#a", text: name, files: [file] }));
  };
  await share("one");
  now += 3 * HOUR;
  await share("two");
  await say("#c", "last");
  const shared = (): unknown[] => rows("SELECT name FROM file ORDER BY seq").map((row) => row["name"]);
  await pruned();
  expect(shared()).toEqual(["one", "two"]);
  now += HOUR;
  await pruned();
  expect([shared(), await texts("#a")]).toEqual([["two"], "one two"]);
  await store.close();
  await open(dir, rules({ network: { ageMs: 4 * HOUR } }));
  now += 2 * HOUR;
  await say("#c", "last");
  await pruned();
  expect([shared(), await texts("#a")]).toEqual([[], ""]);
});
