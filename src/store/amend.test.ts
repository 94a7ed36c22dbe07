import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Draft } from "../core/commands.ts";
import type { OwnedFile } from "../core/files.ts";
import type { PastEvent } from "../core/ports.ts";
import { eventId, identityOf, userByNick } from "../core/state.ts";
import { arrival, draft, idOf, said, tookBack } from "./applier.fixture.ts";
import { applier, base, begin, dir, end, open, store } from "./opened.fixture.ts";

/** Messages that are edited and reacted to, as the log asks for it. */

beforeEach(async () => {
  await begin("amend");
  await applier.append(...arrival("s1", "alice", ["#lobby", "#tea"]), ...arrival("s2", "bob", ["#lobby"]).slice(1));
  // From now on the thread that reads is there, and answers before the next commit.
  await page();
});

afterEach(end);

/** Alice gives the message of a seq another text. */
function edited(seq: number, text: string, to: string = "#lobby", files: readonly OwnedFile[] = []): Draft {
  const alice = userByNick(store.state, "alice");
  const author = alice ? identityOf(alice) : "";
  return draft("s1", { type: "edit", to, msgid: eventId(store.state, seq), text, author, files });
}

/** Somebody reacts to the message of a seq, or takes that back. */
function reacted(session: string, seq: number, verb: "react" | "unreact" = "react", reaction: string = "+1"): Draft {
  const tags = { "+draft/reply": eventId(store.state, seq), [`+draft/${verb}`]: reaction };
  return draft(session, { type: "say", to: "#lobby", text: "", form: "tags", tags });
}

/** Says something in #lobby; its seq. */
async function say(text: string): Promise<number> {
  await applier.append(said("s1", "#lobby", text));
  return store.state.seq;
}

async function onDisk(): Promise<void> {
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
}

async function page(events = false): Promise<readonly PastEvent[]> {
  return (await store.read({ place: idOf(store, "#lobby"), limit: 100, events })).events;
}

/** The messages of #lobby, each with its reactions and whose they are. */
async function shown(): Promise<string> {
  const events = await page();
  return events
    .map((event) => {
      if (event.type !== "message") return event.type;
      const { text, reactions = [], edited: change } = event;
      const given = reactions.map((one) => `${one.text}:${one.by.map(({ nick }) => nick).join("+")}`);
      return [text, ...(change ? [`edited:${change.seq}`] : []), ...given].join(" ");
    })
    .join(", ");
}

function rowsOf(folder: string): unknown[][] {
  using db = new DatabaseSync(join(folder, "parley.db"), { readOnly: true });
  return db
    .prepare("SELECT type, about, body FROM history ORDER BY rowid")
    .all()
    .map((row) => [row["type"], row["about"], row["body"] === ""]);
}

it("has the same text and reactions just before, while and after they come to the disk, and when it is opened again", async () => {
  const seq = await say("tee");
  await onDisk();
  const answers: Promise<string>[] = [];
  applier.before = () => answers.push(shown());
  applier.after = () => answers.push(shown());
  await applier.append(edited(seq, "tea"), reacted("s2", seq), reacted("s1", seq));
  const now = `tea edited:${seq + 1} +1:bob+alice`;
  // What is asked just before is not answered yet when it happens.
  expect(await Promise.all(answers)).toEqual([now, now]);
  await onDisk();
  expect(await shown()).toBe(now);
  await store.close();
  await open();
  expect(await shown()).toBe(now);
  await applier.append(reacted("s2", seq, "unreact"), edited(seq, "Tea"));
  expect(await shown()).toBe(`Tea edited:${seq + 5} +1:alice`);
});

it("has them of a message that only waits for the disk too, and of both in one commit", async () => {
  const seq = store.state.seq + 1;
  const answers: Promise<string>[] = [];
  applier.after = () => answers.push(shown());
  await applier.append(said("s1", "#lobby", "tee"), edited(seq, "tea"), reacted("s2", seq));
  expect(await Promise.all(answers)).toEqual([`tea edited:${seq + 1} +1:bob`]);
  await onDisk();
  expect(await shown()).toBe(`tea edited:${seq + 1} +1:bob`);
  const { event } = (await store.find(seq)) ?? {};
  expect(event).toMatchObject({ text: "tea", reactions: [{ text: "+1" }] });
});

it("takes reactions of those who were there when each entry was, whatever they are called now", async () => {
  const seq = await say("tea");
  await applier.append(reacted("s2", seq), draft("s2", { type: "nick", nick: "robert" }), reacted("s2", seq));
  expect(await shown()).toBe("tea +1:bob+robert");
});

it("changes nothing by an edit or a reaction in another channel", async () => {
  const seq = await say("tea");
  const tags = { "+draft/reply": eventId(store.state, seq), "+draft/react": "+1" };
  await applier.append(
    edited(seq, "coffee", "#tea"),
    draft("s1", { type: "say", to: "#tea", text: "", form: "tags", tags }),
  );
  expect(applier.outcomes.slice(-2).map(({ refusal }) => refusal)).toEqual([undefined, undefined]);
  expect(await shown()).toBe("tea");
  await onDisk();
  expect(await shown()).toBe("tea");
});

it("takes both again from the log when a crash kept them out of the history", async () => {
  const first = await say("tee");
  await onDisk();
  const copy = join(base, "copy");
  applier.before = () => spawnSync("cp", ["-R", dir, copy]);
  const next = store.state.seq + 1;
  await applier.append(
    said("s1", "#lobby", "coffe"),
    edited(first, "tea"),
    reacted("s2", first),
    edited(next, "coffee"),
    reacted("s1", next, "react", "yes"),
  );
  await store.close();
  await open(copy);
  expect(await shown()).toBe(`tea edited:${next + 1} +1:bob, coffee edited:${next + 3} yes:alice`);
  await store.close();
  await open(copy);
  expect(await shown()).toBe(`tea edited:${next + 1} +1:bob, coffee edited:${next + 3} yes:alice`);
});

describe("a message that is taken back", () => {
  it("takes along its edits and its reactions, on disk and waiting, and leaves others alone", async () => {
    const first = await say("one");
    const second = await say("two");
    await applier.append(edited(first, "1"), reacted("s2", first), reacted("s2", second), edited(second, "2"));
    await onDisk();
    const answers: Promise<readonly PastEvent[]>[] = [];
    applier.before = () => answers.push(page(true));
    applier.after = () => answers.push(page(true));
    await applier.append(edited(first, "uno"), reacted("s1", first), tookBack(store, "s1", "#lobby", first));
    const left = [second, second + 3, second + 4, second + 7];
    for (const answer of answers) {
      expect((await answer).flatMap(({ seq, type }) => (type === "join" ? [] : [seq]))).toEqual(left);
    }
    await onDisk();
    expect((await page(true)).flatMap(({ seq, type }) => (type === "join" ? [] : [seq]))).toEqual(left);
    // What was on disk is empty; what waited never came there.
    expect(rowsOf(dir).filter(([type]) => type !== "join")).toEqual([
      ["redacted", null, true],
      ["message", null, false],
      ["redacted", first, true],
      ["redacted", first, true],
      ["message", second, false],
      ["edit", second, false],
      ["redact", first, false],
    ]);
  });

  it("leaves no byte of its texts in any file, however long they were", async () => {
    const first = await say(`needle ${"n".repeat(20_000)}`);
    await onDisk();
    for (const text of [`needle-2 ${"n".repeat(40_000)}`, "needle-3", `needle-4 ${"n".repeat(9_000)}`]) {
      await applier.append(edited(first, text), reacted("s2", first, "react", `needle${text.length}`));
      await onDisk();
      await store.searchable();
    }
    await say("other things");
    await applier.append(tookBack(store, "s1", "#lobby", first));
    await onDisk();
    await store.searchable();
    // That trims the log and empties the WAL.
    await store.close();
    for (const name of ["parley.db", "search.db"]) {
      const bytes = readFileSync(join(dir, name));
      expect([name, bytes.includes("things")]).toEqual([name, true]);
      expect([name, bytes.includes("needle"), bytes.includes("n".repeat(50))]).toEqual([name, false, false]);
    }
    await open();
  });

  it("leaves no byte of its texts after a crash either", async () => {
    const first = await say("a needle");
    await applier.append(edited(first, "another needle"));
    await onDisk();
    const copy = join(base, "copy");
    applier.before = () => spawnSync("cp", ["-R", dir, copy]);
    await applier.append(edited(first, "no needle"), tookBack(store, "s1", "#lobby", first));
    await store.close();
    await open(copy);
    expect(await shown()).toBe("");
    await store.close();
    expect(readFileSync(join(dir, "parley.db")).includes("needle")).toBe(false);
    await open();
  });

  it("shares its files no more, also those of a message that was edited since", async () => {
    const file = { id: "i", name: "n", type: "t", size: 1, hash: "h", owner: "~2", room: "~2" };
    await applier.append(draft("s1", { type: "say", to: "#lobby", text: "look", files: [file] }));
    const { seq } = store.state;
    const other = { ...file, id: "j" };
    await applier.append(edited(seq, "look here", "#lobby", [file, other]));
    for (const wait of [async () => {}, onDisk]) {
      await wait();
      expect(await store.files.find("i")).toEqual(file);
      expect(await store.files.placesOf("j")).toEqual([{ place: idOf(store, "#lobby"), seq }]);
    }
    expect((await page())[0]).toMatchObject({ text: "look here", files: [{ id: "i" }, { id: "j" }] });
    await applier.append(edited(seq, "look here", "#lobby", [file]));
    for (const wait of [async () => {}, onDisk]) {
      await wait();
      expect(await store.files.find("j")).toBeUndefined();
      expect((await store.files.list(idOf(store, "#lobby"), 9)).map(({ id }) => id)).toEqual(["i"]);
    }
    await applier.append(tookBack(store, "s1", "#lobby", seq));
    expect(await store.files.find("i")).toBeUndefined();
    await onDisk();
    using db = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
    expect(db.prepare("SELECT * FROM file").all()).toEqual([]);
  });
});

it("keeps no text of an edit that comes when the message is gone", async () => {
  await applier.append(said("s1", "#lobby", "plain"));
  const { seq } = store.state;
  await applier.append(tookBack(store, "s1", "#lobby", seq));
  await onDisk();
  // As a node of before would have let it pass.
  store.state.redacted.clear();
  await applier.append(edited(seq, "secret after all"));
  await onDisk();
  using db = new DatabaseSync(join(dir, "parley.db"), { readOnly: true });
  expect(db.prepare("SELECT count(*) AS count FROM history WHERE body LIKE '%secret%'").get()).toEqual({ count: 0 });
});

describe("a search", () => {
  async function found(text: string): Promise<readonly string[]> {
    const places = [{ place: idOf(store, "#lobby"), since: 0 }];
    const query = { terms: [{ text, exact: false }], places, order: "oldest", limit: 9 } as const;
    return (await store.search(query)).found.map(({ event }) => event.text);
  }

  it("finds an edited message by its new words alone, and shows its last text and reactions meanwhile", async () => {
    const first = await say("green tee");
    await say("green apples");
    await onDisk();
    await store.searchable();
    await applier.append(edited(first, "black tea"), reacted("s2", first));
    // The index may not know of it yet: what it finds is shown as it is now.
    expect(["black tea", undefined]).toContain((await found("tee"))[0]);
    await onDisk();
    await store.searchable();
    expect([await found("tee"), await found("green"), await found("black")]).toEqual([
      [],
      ["green apples"],
      ["black tea"],
    ]);
    await store.close();
    await open();
    await store.searchable();
    expect([await found("tee"), await found("tea")]).toEqual([[], ["black tea"]]);
  });

  it("loses every byte of an edited message's old text", async () => {
    const first = await say("a needle");
    await onDisk();
    await store.searchable();
    await applier.append(edited(first, "a haystack"));
    await onDisk();
    await store.searchable();
    for (const name of ["search.db", "search.db-wal"]) {
      expect(readFileSync(join(dir, name)).includes("needle")).toBe(false);
    }
    await store.close();
    const bytes = readFileSync(join(dir, "search.db"));
    expect([bytes.includes("haystack"), bytes.includes("needle")]).toEqual([true, false]);
    expect(readFileSync(join(dir, "parley.db")).includes("needle")).toBe(false);
    await open();
  });
});
