import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Draft } from "../core/commands.ts";
import { talkOf } from "../core/keeping.ts";
import type { LatestQuery } from "../core/ports.ts";
import { identityOf, userByNick } from "../core/state.ts";
import { Applier, arrival, draft, idOf, said, textsOf, tookBack } from "./applier.fixture.ts";
import { openStore, type Store } from "./store.ts";

/** What two say to each other, and where there was something to read last. */

let base: string;
let dir: string;
let store: Store;
let applier: Applier;
let now: number;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), "parley-talks-"));
  dir = join(base, "data");
  now = 1_000;
  await open();
  await applier.append(
    ...arrival("s1", "alice", ["#a", "#b"]),
    ...arrival("s2", "bob", ["#a"]).slice(1),
    ...arrival("s3", "carol", []).slice(1),
  );
});

afterEach(async () => {
  await store.close();
  rmSync(base, { recursive: true });
});

async function open(): Promise<void> {
  store = await openStore({ dir, clock: () => now });
  applier = new Applier(store);
}

/** One entry, a second after the last. Its seq. */
async function act(one: Draft): Promise<number> {
  now += 1_000;
  await applier.append(one);
  return store.state.seq;
}

function identity(nick: string): string {
  const user = userByNick(store.state, nick);
  return user ? identityOf(user) : nick;
}

function talk(one: string, other: string): string {
  return talkOf(identity(one), identity(other));
}

async function onDisk(): Promise<void> {
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
}

/** What alice is told: the places, and when in seconds. */
async function latest(query: Partial<LatestQuery> = {}): Promise<unknown> {
  const channels = ["#a", "#b"].map((name) => ({ place: idOf(store, name), since: 0 }));
  const found = await store.latest({
    channels,
    identity: identity("alice"),
    after: 0,
    before: 1_000_000,
    earliest: true,
    limit: 10,
    ...query,
  });
  return found.map(({ place, at }) => [place, at / 1_000]);
}

/** Expects the same while it is not on disk yet, and when it is. */
async function bothWays(check: () => Promise<void>): Promise<void> {
  await check();
  await onDisk();
  await check();
}

it("has the past of a talk, which is that of no other", async () => {
  await act(said("s1", "bob", "one"));
  await act(said("s2", "alice", "two"));
  await act(said("s1", "carol", "other"));
  await act(said("s1", "alice", "to myself"));
  await bothWays(async () => {
    const read = async (one: string, other: string): Promise<string> =>
      textsOf(await store.read({ place: talk(one, other), limit: 9 })).join(" ");
    expect(await read("alice", "bob")).toBe("one two");
    expect(await read("bob", "alice")).toBe("one two");
    expect(await read("carol", "alice")).toBe("other");
    expect(await read("alice", "alice")).toBe("to myself");
    expect(await read("bob", "carol")).toBe("");
  });
});

it("knows of each place when its latest message was, in order", async () => {
  await act(said("s1", "bob", "x"));
  await act(said("s1", "#b", "x"));
  await act(said("s1", "#a", "x"));
  await act(said("s3", "alice", "x"));
  await act(said("s2", "alice", "x"));
  await act(said("s2", "carol", "x"));
  await act(draft("s1", { type: "topic", channel: "#b", topic: "x" }));
  await act(draft("s1", { type: "say", to: "carol", text: "", form: "tags", tags: { "+react": "x" } }));
  const all = [
    [idOf(store, "#b"), 3],
    [idOf(store, "#a"), 4],
    [talk("alice", "carol"), 5],
    [talk("alice", "bob"), 6],
  ];
  await bothWays(async () => {
    expect(await latest()).toEqual(all);
    expect(await latest({ earliest: false })).toEqual(all);
    expect(await latest({ limit: 2 })).toEqual(all.slice(0, 2));
    expect(await latest({ limit: 2, earliest: false })).toEqual(all.slice(2));
    expect(await latest({ after: 3_000, before: 6_000 })).toEqual(all.slice(1, 3));
    // What is known of a place is its latest message, so an earlier one does not bring it back.
    expect(await latest({ before: 3_000 })).toEqual([]);
    const [, a] = ["#b", "#a"].map((name) => idOf(store, name));
    expect(await latest({ channels: [{ place: a ?? "", since: store.state.seq }] })).toEqual(all.slice(2));
    expect(await latest({ channels: [], identity: identity("carol") })).toEqual([
      [talk("alice", "carol"), 5],
      [talk("bob", "carol"), 7],
    ]);
  });
});

it("answers by what is not on disk yet where that is later than what is", async () => {
  await act(said("s1", "bob", "x"));
  await act(said("s1", "#a", "x"));
  await act(said("s1", "#b", "x"));
  await onDisk();
  const answers: Promise<unknown>[] = [];
  applier.after = () => answers.push(latest(), latest({ before: 5_000 }), latest({ limit: 1, earliest: false }));
  now += 1_000;
  await applier.append(said("s2", "alice", "y"), said("s1", "#a", "y"), said("s3", "bob", "not hers"));
  const [a, b, bob] = [
    [idOf(store, "#a"), 5],
    [idOf(store, "#b"), 4],
    [talk("alice", "bob"), 5],
  ];
  expect(await Promise.all(answers)).toEqual([[b, bob, a], [b], [a]]);
});

it("goes by the message before when the latest is taken back, and by none when that was all", async () => {
  await act(said("s1", "bob", "x"));
  const second = await act(said("s1", "bob", "y"));
  await act(said("s1", "#a", "x"));
  const only = await act(said("s1", "carol", "z"));
  await onDisk();
  const answers: Promise<unknown>[] = [];
  applier.after = () => answers.push(latest());
  await applier.append(tookBack(store, "s1", "bob", second), tookBack(store, "s1", "carol", only));
  const left = [
    [talk("alice", "bob"), 2],
    [idOf(store, "#a"), 4],
  ];
  expect(await Promise.all(answers)).toEqual([left]);
  await onDisk();
  expect(await latest()).toEqual(left);
  expect(rows("talk").map((row) => row["identity"])).toEqual([identity("alice"), identity("bob")].toSorted());
});

it("answers without a message that was taken back after it was asked", async () => {
  await act(said("s1", "bob", "x"));
  const second = await act(said("s1", "bob", "y"));
  await onDisk();
  await latest();
  const answers: Promise<unknown>[] = [];
  applier.before = () => answers.push(latest());
  await applier.append(tookBack(store, "s1", "bob", second));
  expect(await Promise.all(answers)).toEqual([[[talk("alice", "bob"), 2]]]);
});

it("has the same after a crash as without one", async () => {
  let copy = "";
  applier.before = () => {
    copy ||= join(base, "copy");
    spawnSync("cp", ["-R", "-n", dir, copy]);
  };
  const first = store.state.seq + 1;
  await applier.append(
    said("s1", "bob", "x"),
    said("s2", "alice", "y"),
    said("s1", "carol", "z"),
    tookBack(store, "s2", "alice", first + 1),
  );
  await store.close();
  const wanted = [rows("talk"), rows("history")];
  dir = copy;
  expect(rows("history").length).toBeLessThan(wanted[1]?.length ?? 0);
  await open();
  expect([rows("talk").length, ...rows("talk").map((row) => row["seq"])]).toEqual([
    4,
    ...(wanted[0] ?? []).map((row) => row["seq"]),
  ]);
  expect(textsOf(await store.read({ place: talk("alice", "bob"), limit: 9 }))).toEqual(["x"]);
});

it("rejects when too many reads wait already", async () => {
  const reads = Array.from({ length: 1_000 }, () => latest());
  await expect(latest()).rejects.toThrow("too many reads");
  await Promise.all(reads);
});

function rows(table: "talk" | "history"): readonly Readonly<Record<string, unknown>>[] {
  using db = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  return db.prepare(`SELECT * FROM ${table}`).all();
}
