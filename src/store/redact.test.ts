import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { arrival, draft, idOf, said, textsOf, tookBack } from "./applier.fixture.ts";
import { applier, base, begin, dir, end, open, store } from "./opened.fixture.ts";

beforeEach(async () => {
  await begin("redact");
  await applier.append(...arrival("s1", "alice", ["#lobby"]));
  // From now on the thread that reads is there, and answers before the next commit.
  await page();
});

afterEach(end);

/** Says texts in #lobby; the seq of the first. */
async function say(...texts: readonly string[]): Promise<number> {
  await applier.append(...texts.map((text) => said("s1", "#lobby", text)));
  return store.state.seq - texts.length + 1;
}

async function takeBack(...seqs: readonly number[]): Promise<void> {
  await applier.append(...seqs.map((seq) => tookBack(store, "s1", "#lobby", seq)));
  expect(applier.outcomes.at(-1)?.refusal).toBeUndefined();
}

async function onDisk(): Promise<void> {
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
}

async function page(limit = 100): Promise<{ readonly texts: string; readonly more: boolean }> {
  const found = await store.read({ place: idOf(store, "#lobby"), limit });
  return { texts: textsOf(found).join(" "), more: found.more };
}

function typesOf(folder: string): unknown[] {
  using db = new DatabaseSync(join(folder, "parley.db"), { readOnly: true });
  return db
    .prepare("SELECT type FROM history ORDER BY rowid")
    .all()
    .map((row) => row["type"]);
}

it("shows a message that is on disk no more once it was taken back, and leaves the pages as full as before", async () => {
  const first = await say("1", "2", "3", "4");
  await onDisk();
  const answers: Promise<unknown>[] = [];
  applier.after = () => answers.push(page(2), page(3), store.find(first + 2), store.find(first + 1));
  await takeBack(first + 2);
  const answer = [
    { texts: "2 4", more: true },
    { texts: "1 2 4", more: false },
    undefined,
    expect.objectContaining({ event: expect.objectContaining({ text: "2" }) }),
  ];
  // Asked while its row is still there, and when it is gone.
  expect(await Promise.all(answers)).toEqual(answer);
  await onDisk();
  expect([await page(2), await page(3), await store.find(first + 2), await store.find(first + 1)]).toEqual(answer);
  expect(typesOf(dir)).toEqual(["join", "message", "message", "redacted", "message", "redact"]);
});

it("shows a message no more that was taken back before it came to the disk", async () => {
  const first = store.state.seq + 1;
  const drafts = ["1", "2", "3"].map((text) => said("s1", "#lobby", text));
  const answers: Promise<unknown>[] = [];
  applier.after = () => answers.push(page(), store.find(first + 1));
  await applier.append(...drafts, tookBack(store, "s1", "#lobby", first + 1));
  const answer = [{ texts: "1 3", more: false }, undefined];
  expect(await Promise.all(answers)).toEqual(answer);
  await onDisk();
  expect([await page(), await store.find(first + 1)]).toEqual(answer);
  expect(typesOf(dir)).toEqual(["join", "message", "message", "redact"]);
});

it("answers a read without a message that was taken back after it was asked", async () => {
  const first = await say("1", "2", "3");
  await onDisk();
  const answers: Promise<unknown>[] = [];
  applier.before = () => answers.push(page(2), store.find(first + 2));
  await takeBack(first + 2);
  expect(await Promise.all(answers)).toEqual([{ texts: "1 2", more: false }, undefined]);
});

it("takes back only the message of an entry, and only that one", async () => {
  await applier.append(
    draft("s1", { type: "mode", channel: "#lobby", changes: [{ set: true, mode: "D" }] }),
    draft("s2", { type: "open", nick: "bob", made: false, ident: "b", realname: "", host: "h", dialect: "irc" }),
    draft("s2", { type: "join", channel: "#lobby" }),
    said("s2", "#lobby", "1"),
    said("s2", "#lobby", "2"),
  );
  const { seq } = store.state;
  await applier.append(tookBack(store, "s2", "#lobby", seq - 1), tookBack(store, "s2", "#lobby", seq - 1));
  await onDisk();
  // Whoever joined quietly is shown to join when they first speak: two events of one entry.
  expect(typesOf(dir)).toEqual(["join", "mode", "join", "redacted", "message", "redact", "redact"]);
  expect(await page()).toEqual({ texts: "2", more: false });
});

it("takes it back again from the log when a crash kept that out of the history", async () => {
  const first = await say("1", "2", "3");
  await onDisk();
  const copy = join(base, "copy");
  applier.before = () => spawnSync("cp", ["-R", dir, copy]);
  // One that is on disk by then, and one that the crash kept out too.
  const next = store.state.seq + 1;
  await applier.append(
    tookBack(store, "s1", "#lobby", first),
    said("s1", "#lobby", "4"),
    said("s1", "#lobby", "5"),
    tookBack(store, "s1", "#lobby", next + 1),
  );
  await store.close();
  expect(typesOf(copy)).toEqual(["join", "message", "message", "message"]);
  await open(copy);
  expect(await page()).toEqual({ texts: "2 3 5", more: false });
  expect([await store.find(first), await store.find(next + 1)]).toEqual([undefined, undefined]);
  expect(typesOf(copy)).toEqual(["join", "redacted", "message", "message", "redact", "redacted", "message", "redact"]);
});

it("has the same message gone after it was opened again", async () => {
  const first = await say("1", "2");
  await takeBack(first);
  await store.close();
  await open();
  expect(await page()).toEqual({ texts: "2", more: false });
  expect(await store.find(first)).toBeUndefined();
});

it("leaves no byte of the text in the file, however long it was and wherever it lay", async () => {
  const texts = Array.from({ length: 300 }, (_, i) => `needle-${i} ${"n".repeat(i % 20 === 0 ? 30_000 : 100)}`);
  const first = await say(...texts);
  await say("other things");
  await onDisk();
  await takeBack(...texts.map((_, i) => first + i));
  await onDisk();
  // That trims the log and empties the WAL.
  await store.close();
  const bytes = readFileSync(join(dir, "parley.db"));
  expect(bytes.includes("other things")).toBe(true);
  expect(bytes.includes("needle-")).toBe(false);
  expect(bytes.includes("n".repeat(50))).toBe(false);
});

it("leaves no byte of the text in the file after a crash either", async () => {
  const first = await say("a needle");
  await onDisk();
  const copy = join(base, "copy");
  applier.before = () => spawnSync("cp", ["-R", dir, copy]);
  await takeBack(first);
  await store.close();
  await open(copy);
  await store.close();
  expect(readFileSync(join(dir, "parley.db")).includes("needle")).toBe(false);
});
