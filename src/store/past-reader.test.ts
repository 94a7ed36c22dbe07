import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { snapshot } from "../core/snapshot.ts";
import { eventId } from "../core/state.ts";
import { arrival, draft, idOf, said, tookBack } from "./applier.fixture.ts";
import { openToRead } from "./open-to-read.ts";
import { applier, base, begin, dir, end, store } from "./opened.fixture.ts";
import { openPast, type Period } from "./past-reader.ts";

let now: number;

beforeEach(async () => {
  now = 1_000;
  await begin("past", { clock: () => now++ });
  await applier.append(...arrival("s1", "alice", ["#lobby"]), said("s1", "#lobby", "one"), said("s1", "#lobby", "two"));
});

afterEach(end);

function events(folder: string, period: Period = {}): object[] {
  const past = openPast(folder);
  try {
    return [...past.rows(period)].map(({ event }) => event);
  } finally {
    past.close();
  }
}

function texts(folder: string, period: Period = {}): string[] {
  return events(folder, period).map((event) => ("text" in event ? String(event.text) : "-"));
}

/** The folder as a crash would leave it at this moment. By another process, as closing a file here drops its locks. */
function image(name: string): string {
  const copy = join(base, name);
  expect(spawnSync("cp", ["-R", dir, copy]).status).toBe(0);
  return copy;
}

it("reads all that happened while the store is open, as it was at one moment", async () => {
  const past = openPast(dir);
  await applier.append(said("s1", "#lobby", "too late"));
  const place = idOf(store, "#lobby");
  expect([...past.rows({})].map((row) => [row.event.type, row.place])).toEqual([
    ["join", place],
    ["message", place],
    ["message", place],
  ]);
  past.close();
  expect(texts(dir)).toEqual(["-", "one", "two", "too late"]);
});

it("reads a period, its ends included", async () => {
  await applier.append(said("s1", "#lobby", "three"));
  await applier.append(said("s1", "#lobby", "four"));
  const at = store.state.at - 1;
  expect(texts(dir, { since: at })).toEqual(["three", "four"]);
  expect(texts(dir, { since: at, until: at })).toEqual(["three"]);
  expect(texts(dir, { until: at })).toEqual(["-", "one", "two", "three"]);
});

it("has what the log led to and is not in the history yet, and earlier messages as they are by it", async () => {
  const [one, two, three] = [0, 1, 2].map((n) => store.state.seq - 1 + n);
  await applier.append(said("s1", "#lobby", "three"));
  let crashed = "";
  // At this moment it is in the log, and nobody has made events of it.
  applier.before = () => {
    crashed ||= image("crashed");
  };
  const reply = { "+draft/reply": eventId(store.state, one ?? 0) };
  await applier.append(
    draft("s1", { type: "say", to: "#lobby", text: "", form: "tags", tags: { ...reply, "+draft/react": "+1" } }),
    draft("s1", { type: "edit", to: "#lobby", msgid: eventId(store.state, two ?? 0), text: "two!", author: "~2" }),
    tookBack(store, "s1", "#lobby", three ?? 0),
    said("s1", "#lobby", "four"),
    said("s1", "#lobby", "five"),
    tookBack(store, "s1", "#lobby", (three ?? 0) + 5),
  );
  expect(texts(crashed)).toEqual(["-", "one", "two!", "", "two!", "-", "four", "-"]);
  expect(events(crashed)[1]).toMatchObject({ reactions: [{ text: "+1", by: [{ nick: "alice" }] }] });
  const past = openPast(crashed);
  expect(snapshot(past.state)).toBe(snapshot(store.state));
  past.close();
  // Once all is in the history it is the same.
  await store.close();
  expect(events(crashed)).toEqual(events(dir));
});

it("leaves nothing in a folder on which no server runs, which need not be one's own", async () => {
  await store.close();
  const before = readdirSync(dir);
  expect(texts(dir)).toEqual(["-", "one", "two"]);
  expect(readdirSync(dir)).toEqual(before);
});

it("says so if a server was started while it read as if there were none", async () => {
  await store.close();
  const past = openPast(dir);
  const opened = openToRead(dir);
  const server = new DatabaseSync(join(dir, "parley.db"));
  server.exec("PRAGMA journal_mode = WAL; DELETE FROM log; INSERT INTO log VALUES (99, 1, '')");
  expect(opened.isSound()).toBe(false);
  expect(() => [...past.rows({})]).toThrow(/A server was started/);
  opened.db.close();
  past.close();
  server.close();
});

it("takes what makes no sense for a sign of that, and not for damage, if a server was started", async () => {
  // More than SQLite has in memory.
  for (let i = 0; i < 100; i++) await applier.append(said("s1", "#lobby", "x".repeat(60_000)));
  await store.close();
  const past = openPast(dir);
  const bytes = readFileSync(join(dir, "parley.db"));
  writeFileSync(join(dir, "parley.db"), bytes.fill(0xff, 100_000));
  expect(() => [...past.rows({})]).toThrow(/A server was started/);
  past.close();
});

it("says what it can't read", async () => {
  expect(() => openPast(join(base, "nowhere"))).toThrow(/There is no history in .*nowhere: say with --data/);
  await store.close();
  const old = join(base, "old");
  mkdirSync(old);
  using db = new DatabaseSync(join(old, "parley.db"));
  db.exec("PRAGMA user_version = 1; PRAGMA application_id = 1348563564; CREATE TABLE log (seq INTEGER)");
  expect(() => openPast(old)).toThrow(/was written by an earlier Parley: start the server on it once/);
  rmSync(join(old, "parley.db"));
  writeFileSync(join(old, "parley.db"), "no database at all, whatever its name says ".repeat(100));
  expect(() => openPast(old)).toThrow(/is damaged or is not a database/);
});
