import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Redact } from "../core/commands.ts";
import type { MessageEvent } from "../core/events.ts";
import { type OwnedFile, refOf } from "../core/files.ts";
import { snapshot } from "../core/snapshot.ts";
import { Applier, arrival, draft, idOf, said, tookBack } from "./applier.fixture.ts";
import type { Row } from "./columns.ts";
import { openStore, type Store } from "./store.ts";

let base: string;
let dir: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "parley-recovery-"));
  dir = join(base, "data");
});

afterEach(() => rmSync(base, { recursive: true }));

/** The folder as a crash would leave it at this moment. By another process, as closing a file here drops its locks. */
function image(name: string): string {
  const copy = join(base, name);
  const { status } = spawnSync("cp", ["-R", dir, copy]);
  expect(status).toBe(0);
  return copy;
}

async function allMessages(store: Store): Promise<MessageEvent[]> {
  const place = idOf(store, "#lobby");
  const all: MessageEvent[] = [];
  for (;;) {
    const page = await store.read({ place, after: { seq: all.at(-1)?.seq ?? 0 }, earliest: true, limit: 100 });
    for (const event of page.events) if (event.type === "message") all.push(event);
    if (!page.more) return all;
  }
}

function rowsOf(folder: string, table: "log" | "history"): number {
  using db = new DatabaseSync(join(folder, "parley.db"), { readOnly: true });
  return Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]);
}

function historyRows(folder: string): Row[] {
  using db = new DatabaseSync(join(folder, "parley.db"), { readOnly: true });
  return db.prepare("SELECT * FROM history ORDER BY rowid").all();
}

/** Some of everything that a state holds. */
function eventfulDay(): ReturnType<typeof draft>[] {
  return [
    ...arrival("s1", "alice", ["#lobby", "#Büro"]),
    draft("s2", { type: "open", nick: "bob", made: true, ident: "b", realname: "", host: "h", dialect: "irc" }),
    draft("s2", { type: "join", channel: "#lobby" }),
    draft("s1", { type: "topic", channel: "#lobby", topic: "täglich" }),
    draft("s1", { type: "mode", channel: "#lobby", changes: [{ set: true, mode: "b", parameter: "eve" }] }),
    draft("s1", { type: "invite", channel: "#Büro", nick: "bob" }),
    draft("s2", { type: "away", text: "lunch" }),
    draft("s1", { type: "say", to: "#lobby", text: "once", ref: "r1" }),
    draft("s1", { type: "say", to: "#lobby", text: "once", ref: "r1" }),
    draft("s2", { type: "nick", nick: "alice" }),
    draft("s1", { type: "say", to: "bob", text: "psst" }),
  ];
}

it("has the same state after it was closed and opened again", async () => {
  const first = await openStore({ dir, clock: Date.now });
  await new Applier(first).append(...eventfulDay());
  const before = snapshot(first.state);
  await first.close();
  expect(rowsOf(dir, "log")).toBe(0);
  const second = await openStore({ dir, clock: Date.now });
  expect(snapshot(second.state)).toBe(before);
  await second.close();
});

it("knows after a crash whose files were taken back behind the snapshot, and only then", async () => {
  const store = await openStore({ dir, clock: Date.now });
  const applier = new Applier(store);
  const [kept, gone, guarded] = ["kept", "gone", "guarded"].map(
    (name): OwnedFile => ({ id: name, name, type: "text/plain", size: 1, hash: name, owner: "~1", room: "~here" }),
  );
  await applier.append(...arrival("s1", "alice", ["#lobby"]), ...arrival("s2", "bob", ["#lobby"]).slice(1));
  const share = async (file: OwnedFile | undefined): Promise<Redact> => {
    const files = file ? [file] : [];
    await applier.append(draft("s1", { type: "say", to: "#lobby", text: "look", files }));
    const { act } = tookBack(store, "s1", "#lobby", store.state.seq);
    if (act.type !== "redact") throw new Error("nothing is taken back");
    return { ...act, files: files.map(refOf) };
  };
  await share(kept);
  await applier.append(draft("s1", await share(gone)));
  // Bob may not.
  await applier.append(draft("s2", await share(guarded)));
  expect(applier.outcomes.at(-1)?.refusal?.code).toBe("not-yours");
  const copy = image("taken-back");
  await store.close();

  const again = await openStore({ dir: copy, clock: Date.now });
  expect(again.takenBack).toEqual(gone ? [refOf(gone)] : undefined);
  await again.close();
  for (const folder of [copy, dir]) {
    const later = await openStore({ dir: folder, clock: Date.now });
    expect(later.takenBack).toEqual([]);
    await later.close();
  }
});

it("commits what waits when it is closed", async () => {
  const first = await openStore({ dir, clock: Date.now });
  const applier = new Applier(first);
  await applier.append(...arrival("s1", "alice", ["#lobby"]));
  for (let i = 0; i < 100; i++) first.append(said("s1", "#lobby", String(i)));
  await first.close();
  expect(first.append(said("s1", "#lobby", "too late"))?.code).toBe("not-durable");
  const second = await openStore({ dir, clock: Date.now });
  expect((await allMessages(second)).map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
  await second.close();
});

it("after a crash has the state from the log, and from a snapshot with the log behind it", async () => {
  const store = await openStore({ dir, clock: Date.now, snapshotEvery: 10 });
  const applier = new Applier(store);
  await applier.append(...eventfulDay());
  const fromLog = image("from-log");
  const stateThen = snapshot(store.state);
  for (let i = 0; i < 200; i++) await applier.append(said("s1", "#lobby", String(i)));
  const fromSnapshot = image("from-snapshot");
  expect(rowsOf(fromLog, "log")).toBe(eventfulDay().length);
  expect(rowsOf(fromSnapshot, "log")).toBeLessThan(150);

  const again = await openStore({ dir: fromLog, clock: Date.now });
  expect(snapshot(again.state)).toBe(stateThen);
  await again.close();
  const later = await openStore({ dir: fromSnapshot, clock: Date.now });
  expect(snapshot(later.state)).toBe(snapshot(store.state));
  expect(await allMessages(later)).toEqual(await allMessages(store));
  await Promise.all([later.close(), store.close()]);
});

it("puts into the history what a crash kept out of it, once", async () => {
  const store = await openStore({ dir, clock: Date.now });
  const applier = new Applier(store);
  await applier.append(...arrival("s1", "alice", ["#lobby"]));
  let copy = "";
  // The message is durable at this moment, and nobody has made an event of it yet.
  applier.before = () => {
    copy = image("before-apply");
  };
  await applier.append(said("s1", "#lobby", "just in time"));
  const expected = await allMessages(store);
  await store.close();

  for (let round = 0; round < 2; round++) {
    const again = await openStore({ dir: copy, clock: Date.now });
    expect(await allMessages(again)).toEqual(expected);
    await again.close();
  }
  expect(rowsOf(copy, "history")).toBe(2);
});

it("puts the very rows into the history after a crash that it would have without one", async () => {
  const store = await openStore({ dir, clock: Date.now });
  const applier = new Applier(store);
  let copy = "";
  applier.before = () => {
    copy ||= image("nothing-applied");
  };
  await applier.append(
    ...eventfulDay(),
    draft("s1", { type: "mode", channel: "#lobby", changes: [{ set: true, mode: "D" }] }),
    ...arrival("s3", "carol", ["#lobby"]).slice(1),
    draft("s1", { type: "rename", channel: "#lobby", name: "#hall" }),
    said("s1", "#hall", "here we are"),
  );
  await store.close();
  expect(historyRows(copy)).toEqual([]);
  await (await openStore({ dir: copy, clock: Date.now })).close();
  const rows = historyRows(copy);
  expect(rows).toEqual(historyRows(dir));
  // Who joins quietly is not shown.
  expect(rows.filter((row) => row["type"] === "join")).toHaveLength(3);
  expect(rows.at(-1)).toMatchObject({ place: "#lobby 3", author: "~2", type: "message" });
});

it("keeps all events of one entry", async () => {
  const store = await openStore({ dir, clock: Date.now });
  const applier = new Applier(store);
  await applier.append(...arrival("s1", "alice", ["#lobby"]), ...arrival("s2", "bob", ["#lobby"]).slice(1));
  applier.before = () => image("before-restart");
  await applier.append({ node: "n2", session: "", act: { type: "start", name: "node", epoch: "", channels: [] } });
  await store.close();
  const again = await openStore({ dir: join(base, "before-restart"), clock: Date.now });
  await again.close();
  // Two joins, and two quits of one seq.
  expect(rowsOf(dir, "history")).toBe(4);
  expect(rowsOf(join(base, "before-restart"), "history")).toBe(4);
});

it("never goes back in time, whatever the clock does", async () => {
  const first = await openStore({ dir, clock: () => 2_000 });
  await new Applier(first).append(...arrival("s1", "alice", ["#lobby"]));
  await first.close();
  const second = await openStore({ dir, clock: () => 1_000 });
  await new Applier(second).append(said("s1", "#lobby", "hello"));
  expect(second.state.at).toBe(2_000);
  await second.close();
});

it("loses nothing that was told, and shows nothing twice, when it is killed at any moment", async () => {
  const report = join(base, "report");
  const runs = ["1", "2", "3", "4"];
  for (const run of runs) {
    const talker = join(import.meta.dirname, "talker.fixture.ts");
    const child = spawn(process.execPath, [talker, dir, run, report, String(500 * Number(run))], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    await expect(openStore({ dir, clock: Date.now })).rejects.toThrow("Another Parley is running");
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  const store = await openStore({ dir, clock: Date.now });
  const texts = (await allMessages(store)).map(({ text }) => text);
  const reported = readFileSync(report, "utf8").trimEnd().split("\n");
  const told = new Set(reported);
  expect(texts.filter((text) => told.has(text))).toEqual(reported);
  for (const run of runs) {
    // Those that were committed and not told of any more are there too, and none is missing before them.
    const ofRun = texts.filter((text) => text.startsWith(`${run}.`));
    expect(ofRun.length).toBeGreaterThanOrEqual(500 * Number(run));
    expect(ofRun).toEqual(ofRun.map((_, i) => `${run}.${i}`));
  }
  await store.close();
}, 60_000);
