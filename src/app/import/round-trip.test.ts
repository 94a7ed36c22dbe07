import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Applier, arrival, draft, said, textsOf, tookBack } from "../../store/applier.fixture.ts";
import { openStore, type Store } from "../../store/store.ts";
import {
  comparable,
  type ExportLine,
  exported,
  importFiles,
  testFolder,
  textsIn,
  writeLines,
} from "./import.fixture.ts";

let base: string;
let original: string;
let store: Store;
let applier: Applier;
let now = 1_700_000_000_000;

beforeEach(async () => {
  base = testFolder();
  original = join(base, "original");
  store = await openStore({ dir: original, clock: () => now++ });
  applier = new Applier(store);
  await applier.append(
    ...arrival("s1", "alice", ["#lobby", "#Büro", "#private"]),
    ...arrival("s2", "bob", ["#lobby", "#Büro"]).slice(1),
    ...account("s1", "alice"),
    ...account("s2", "bob"),
    draft("s1", { type: "mode", channel: "#private", changes: [{ set: true, mode: "i" }] }),
    said("s1", "#private", "between us"),
  );
});

afterEach(async () => {
  await store.close();
  rmSync(base, { recursive: true });
});

function account(session: string, name: string): ReturnType<typeof draft>[] {
  const verifier = { salt: "c2FsdA==", iterations: 4096, storedKey: "a2V5", serverKey: "a2V5" };
  return [
    draft(session, { type: "register", account: name, verifier }),
    draft(session, { type: "login", account: name }),
  ];
}

/** What has happened to a message: its seq and its id. */
function messageOf(text: string): { readonly seq: number; readonly id: string } {
  for (const outcome of applier.outcomes) {
    const events = outcome.refusal ? [] : outcome.emissions.map(({ event }) => event);
    for (const event of events) if ("text" in event && event.text === text) return event;
  }
  throw new Error(`nobody said ${text}`);
}

/** Some of everything that an export can have. */
async function eventfulDay(): Promise<void> {
  await applier.append(
    draft("s1", { type: "topic", channel: "#lobby", topic: "täglich" }),
    said("s1", "#lobby", "first\nof two lines"),
    said("s2", "bob", "to myself"),
    said("s1", "bob", "psst"),
    draft("s1", { type: "say", to: "#lobby", text: "waves", form: "action", tags: { "+x": "y" } }),
    said("s2", "#Büro", "to be taken back"),
  );
  const { id } = messageOf("first\nof two lines");
  const about = { "+draft/reply": id };
  await applier.append(
    draft("s2", { type: "say", to: "#lobby", text: "an answer", tags: about }),
    draft("s2", { type: "say", to: "#lobby", text: "", form: "tags", tags: { ...about, "+draft/react": "👍" } }),
    draft("s1", { type: "edit", to: "#lobby", msgid: id, text: "first, edited", author: "alice" }),
    draft("s1", { type: "edit", to: "#lobby", msgid: id, text: "first, edited twice", author: "alice" }),
    tookBack(store, "s2", "#Büro", messageOf("to be taken back").seq),
    draft("s1", { type: "mode", channel: "#Büro", changes: [{ set: true, mode: "b", parameter: "eve!*@*" }] }),
    draft("s1", { type: "kick", channel: "#Büro", nick: "bob", reason: "enough" }),
    draft("s1", { type: "rename", channel: "#Büro", name: "#office" }),
    said("s1", "#office", "here we are"),
    draft("s2", { type: "nick", nick: "robert" }),
    draft("s2", { type: "part", channel: "#lobby", reason: "bye" }),
    draft("s1", { type: "close", reason: "gone" }),
  );
}

async function importLines(lines: readonly ExportLine[], accounts: boolean): Promise<void> {
  writeLines(base, "all.jsonl", [{ type: "export", version: 1, server: "parley", at: 1 }, ...lines]);
  const result = await importFiles(base, ["all.jsonl"], { accounts });
  expect(result.skipped).toEqual([]);
}

it("brings all that an export has into a new folder, where it is exported again as it was", async () => {
  await eventfulDay();
  const all = { events: true, talks: true };
  const lines = exported(original, all);
  const types = new Set(lines.map((line) => line["type"]));
  expect([...types].sort()).toEqual(
    ["channel", "edit", "join", "kick", "message", "mode", "nick", "part", "quit", "rename", "topic"].sort(),
  );
  await importLines(lines, true);
  const again = exported(join(base, "data"), all);
  expect(comparable(again)).toEqual(comparable(lines));
  // One event that was seen in several channels is one still.
  const quits = again.filter(({ type }) => type === "quit");
  expect(quits.map(({ in: channel }) => channel)).toEqual(["#lobby", "#private", "#office"]);
  expect(new Set(quits.map(({ seq, id }) => `${seq} ${id}`)).size).toBe(1);
  // What was taken back is nowhere.
  expect(JSON.stringify(lines)).not.toContain("taken back");
}, 30_000);

it("keeps what depends on the places of messages: answers, reactions, and edits that are in them already", async () => {
  await eventfulDay();
  await importLines(exported(original, { events: true }), false);
  const lines = exported(join(base, "data"), { events: true });
  const first = lines.find((line) => line["text"] === "first, edited twice");
  const about = lines.filter((line) => line["msgid"] === first?.["id"]);
  expect(about.map((line) => line["text"])).toEqual(["first, edited", "first, edited twice"]);
  expect(first).toMatchObject({
    edited: { seq: about[1]?.["seq"] },
    reacted: lines.find((line) => line["form"] === "tags")?.["seq"],
    reactions: [{ text: "👍", by: [{ nick: "bob", account: "bob" }] }],
  });
  expect(lines.find((line) => line["text"] === "an answer")).toMatchObject({ tags: { "+draft/reply": first?.["id"] } });
}, 30_000);

it("has nothing left of a message that is taken back after the import, nor of what was about it", async () => {
  await eventfulDay();
  await importLines(exported(original, { events: true }), false);
  const data = join(base, "data");
  const imported = await openStore({ dir: data, clock: () => now++ });
  const about = exported(data, { events: true }).find((line) => line["text"] === "first, edited twice");
  const operator = new Applier(imported);
  // Whoever is the first in the channel operates it.
  await operator.append(
    ...arrival("s9", "eve", ["#lobby"]),
    tookBack(imported, "s9", "#lobby", Number(about?.["seq"])),
  );
  await imported.close();
  const left = exported(data, { events: true });
  expect(JSON.stringify(left)).not.toMatch(/first, edited|👍/);
  expect(left.map((line) => line["text"])).toContain("an answer");
}, 30_000);

it("makes a folder that a server goes on with, in which nobody reads what was said behind closed doors", async () => {
  await eventfulDay();
  await importLines(exported(original), false);
  const imported = await openStore({ dir: join(base, "data"), clock: () => now++ });
  const { state } = imported;
  expect([...state.channels.values()].map(({ name, flags, since }) => ({ name, flags, since }))).toEqual([
    { name: "#lobby", flags: "nt", since: 0 },
    { name: "#private", flags: "int", since: 0 },
    { name: "#office", flags: "nt", since: 0 },
  ]);
  expect(state.channels.get("#lobby")?.topic).toMatchObject({ text: "täglich", by: "alice" });
  const last = state.seq;
  const newcomer = new Applier(imported);
  await newcomer.append(...arrival("s9", "eve", ["#lobby", "#private"]), said("s9", "#lobby", "after it all"));
  const lobby = await imported.read({ place: state.channels.get("#lobby")?.id ?? "", limit: 100 });
  expect(textsOf(lobby)).toEqual(["first, edited twice", "waves", "an answer", "after it all"]);
  expect(state.channels.get("#private")?.since).toBeGreaterThan(last);
  await imported.searchable();
  const terms = [{ text: "waves", exact: false }];
  const places = [{ place: state.channels.get("#lobby")?.id ?? "", since: 0 }];
  expect((await imported.search({ terms, places, order: "newest", limit: 10 })).found).toHaveLength(1);
  await imported.close();
}, 30_000);

it("lets everybody into a closed channel that is named, and then they read it", async () => {
  writeLines(base, "all.jsonl", [{ type: "export", version: 1 }, ...exported(original)]);
  await importFiles(base, ["all.jsonl"], { opened: new Set(["#private"]) });
  const imported = await openStore({ dir: join(base, "data"), clock: () => now++ });
  expect(imported.state.channels.get("#private")).toMatchObject({ flags: "nt", since: 0 });
  await imported.close();
}, 30_000);

it("gives what was said under an account to whoever has that account only if it is asked to", async () => {
  await eventfulDay();
  const lines = exported(original, { talks: true });
  writeLines(base, "all.jsonl", [{ type: "export", version: 1 }, ...lines]);
  const { skipped } = await importFiles(base, ["all.jsonl"], { dir: join(base, "without") });
  expect(skipped).toMatchObject([{ count: 2, reason: expect.stringContaining("between two accounts") }]);
  await importFiles(base, ["all.jsonl"], { dir: join(base, "with"), accounts: true });
  const authors = await Promise.all(
    ["without", "with"].map(async (name) => {
      const imported = await openStore({ dir: join(base, name), clock: () => now++ });
      const [line] = exported(join(base, name)).filter(({ text }) => text === "waves");
      const kept = await imported.find(Number(line?.["seq"]));
      const talks = await imported.latest({
        channels: [],
        identity: "bob",
        after: 0,
        before: now,
        earliest: false,
        limit: 9,
      });
      await imported.close();
      return { author: kept?.author, talks: talks.map(({ place }) => place) };
    }),
  );
  expect(authors).toEqual([
    { author: undefined, talks: [] },
    { author: "alice", talks: ["@bob bob", "@alice bob"] },
  ]);
  expect(textsIn(join(base, "with"), { talks: true })).toContain("psst");
}, 30_000);

it("imports the same once, in however many exports it is", async () => {
  await eventfulDay();
  writeLines(base, "one.jsonl", [{ type: "export", version: 1 }, ...exported(original, { channels: ["#office"] })]);
  writeLines(base, "all.jsonl", [{ type: "export", version: 1 }, ...exported(original, { events: true })]);
  const { skipped } = await importFiles(base, ["one.jsonl", "all.jsonl"]);
  expect(skipped).toMatchObject([{ count: 1, reason: "there already" }]);
  expect(textsIn(join(base, "data")).sort()).toEqual(textsIn(original).sort());
}, 30_000);
