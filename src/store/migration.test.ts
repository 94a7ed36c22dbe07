import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Draft } from "../core/commands.ts";
import type { LastingEvent } from "../core/events.ts";
import { Applier, draft, idOf, said, textsOf, tookBack } from "./applier.fixture.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "./schema.ts";
import { openStore, type Store } from "./store.ts";

/** The schema of version 1, as it was released. */
const SCHEMA_1 = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE log (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE snapshot (
    one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE history (
    seq INTEGER NOT NULL, at INTEGER NOT NULL, channel TEXT, type TEXT NOT NULL, form TEXT, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX history_said ON history (channel, seq)
    WHERE channel IS NOT NULL AND type = 'message' AND form <> 'tags';
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = 1;`;

/** A state of version 2 after entry 5: alice is in #Lobby, which she made. */
const SNAPSHOT_2 = {
  version: 2,
  seq: 5,
  at: 1_000,
  epoch: "epoch",
  nodes: [["node", "n1"]],
  sessions: [{ id: "s1", node: "n1", user: 2, dialect: "json", since: 1_000 }],
  users: [
    {
      id: 2,
      nick: "alice",
      ident: "alice",
      realname: "alice",
      host: "host",
      key: "key-alice",
      since: 1_000,
      modes: "",
      sessions: ["s1"],
      channels: ["#lobby"],
    },
  ],
  channels: [
    {
      name: "#Lobby",
      created: 1_000,
      since: 3,
      kept: false,
      flags: "nt",
      members: [[2, "o"]],
      lists: { b: [], e: [], I: [] },
      invited: [],
    },
  ],
  channelKeys: ["#lobby"],
  refs: [],
};

let dir: string;
let file: string;
let store: Store | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "parley-migration-"));
  file = join(dir, "parley.db");
  using db = new DatabaseSync(file);
  db.exec(SCHEMA_1);
  db.prepare("INSERT INTO snapshot VALUES (1, 5, 2, ?)").run(JSON.stringify(SNAPSHOT_2));
  keep(db, "#lobby", { type: "join", ...base(3), channel: "#Lobby", realname: "alice" });
  keep(db, "#lobby", { type: "message", ...base(4), to: "#Lobby", form: "message", text: "first" });
  keep(db, null, { type: "message", ...base(5), to: "alice", form: "message", text: "psst" });
});

afterEach(async () => {
  await store?.close();
  store = undefined;
  rmSync(dir, { recursive: true });
});

function base(seq: number): Pick<LastingEvent, "seq" | "at" | "id" | "from"> {
  return { seq, at: 1_000, id: `epoch-${seq}`, from: { nick: "alice", user: "alice", host: "host" } };
}

/** As version 1 kept an event: by the folded name of its channel. */
function keep(db: DatabaseSync, channel: string | null, event: LastingEvent): void {
  const form = event.type === "message" ? event.form : null;
  const insert = db.prepare("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?)");
  insert.run(event.seq, event.at, channel, event.type, form, JSON.stringify(event));
}

async function texts(opened: Store, channel: string): Promise<string[]> {
  return textsOf(await opened.read({ place: channel, limit: 100, events: true }));
}

it("opens a file of version 1, and finds what was said in a channel of before by its folded name", async () => {
  store = await openStore({ dir, clock: Date.now });
  expect(idOf(store, "#Lobby")).toBe("#lobby");
  expect(await texts(store, "#lobby")).toEqual(["first"]);
  expect(await store.find(4)).toMatchObject({ event: { text: "first" }, place: "#lobby" });
  expect(await store.find(5)).toMatchObject({ event: { text: "psst", to: "alice" } });
  expect(await store.find(3)).toBeUndefined();
  const applier = new Applier(store);
  await applier.append(said("s1", "#lobby", "second"), draft("s1", { type: "join", channel: "#new" }));
  await applier.append(said("s1", "#new", "third"));
  await store.close();

  store = await openStore({ dir, clock: Date.now });
  expect(await texts(store, "#lobby")).toEqual(["first", "second"]);
  expect(await texts(store, idOf(store, "#new"))).toEqual(["[join]", "third"]);
  expect(await store.find(6)).toMatchObject({ event: { text: "second" }, place: "#lobby", author: "~2" });
  using db = new DatabaseSync(file, { readOnly: true });
  expect(db.prepare("PRAGMA user_version").get()).toEqual({ user_version: SCHEMA_VERSION });
});

it("opens a file of version 1 that a crash left, and finds what was said in channels made since the snapshot", async () => {
  const drafts: Draft[] = [
    draft("s1", { type: "join", channel: "#New" }),
    said("s1", "#new", "on disk"),
    said("s1", "#lobby", "there too"),
    said("s1", "#new", "kept out by the crash"),
  ];
  {
    using db = new DatabaseSync(file);
    const append = db.prepare("INSERT INTO log VALUES (?, 1000, ?)");
    for (const [i, one] of drafts.entries()) append.run(6 + i, JSON.stringify(one));
    keep(db, "#new", { type: "join", ...base(6), channel: "#New", realname: "alice" });
    keep(db, "#new", { type: "message", ...base(7), to: "#New", form: "message", text: "on disk" });
    keep(db, "#lobby", { type: "message", ...base(8), to: "#Lobby", form: "message", text: "there too" });
  }
  store = await openStore({ dir, clock: Date.now });
  expect(await texts(store, idOf(store, "#new"))).toEqual(["[join]", "on disk", "kept out by the crash"]);
  expect(await texts(store, "#lobby")).toEqual(["first", "there too"]);
  expect(await store.find(7)).toMatchObject({ place: idOf(store, "#new"), author: "~2" });
  using db = new DatabaseSync(file, { readOnly: true });
  const seqs = db.prepare("SELECT seq FROM history ORDER BY rowid").all();
  expect(seqs.map((row) => row["seq"])).toEqual([3, 4, 5, 6, 7, 8, 9]);
});

/** What version 2 had besides, as it was made from version 1, and what a history of that version looked like. */
const FROM_1_TO_2 = `
  ALTER TABLE history RENAME COLUMN channel TO place;
  ALTER TABLE history ADD COLUMN author TEXT;
  CREATE INDEX history_message ON history (seq) WHERE type = 'message';
  CREATE INDEX history_happened ON history (place, seq)
    WHERE place IS NOT NULL AND (type <> 'message' OR form = 'tags');
  CREATE TABLE talk (
    identity TEXT NOT NULL, place TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (identity, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX talk_latest ON talk (identity, at, seq);
  UPDATE history SET author = '~2';
  PRAGMA user_version = 2;`;

it("opens a file of version 2, whose messages can be edited, reacted to and taken back from then on", async () => {
  {
    using db = new DatabaseSync(file);
    db.exec(FROM_1_TO_2);
    const insert = db.prepare("INSERT INTO history VALUES (?, 1000, ?, ?, ?, ?, '~2')");
    const tags = { "+draft/reply": "epoch-4", "+draft/react": "+1" };
    const reaction = { type: "message", ...base(6), to: "#Lobby", form: "tags", text: "", tags };
    insert.run(6, "#lobby", "message", "tags", JSON.stringify(reaction));
    // A message that was taken back, and that it was.
    insert.run(7, null, "redacted", null, "");
    insert.run(8, null, "redact", null, JSON.stringify({ type: "redact", ...base(8), to: "#Lobby", msgid: "epoch-7" }));
    db.prepare("UPDATE snapshot SET seq = 8, body = ?").run(JSON.stringify({ ...SNAPSHOT_2, seq: 8 }));
  }
  store = await openStore({ dir, clock: Date.now });
  expect(await texts(store, "#lobby")).toEqual(["[join]", "first", "[message]"]);
  expect(await store.find(7)).toBeUndefined();
  const applier = new Applier(store);
  const tags = { "+draft/reply": "epoch-4", "+draft/react": "yes" };
  await applier.append(
    draft("s1", { type: "edit", to: "#lobby", msgid: "epoch-4", text: "First", author: "~2" }),
    draft("s1", { type: "say", to: "#lobby", text: "", form: "tags", tags }),
    said("s1", "#lobby", "second"),
  );
  await store.close();

  store = await openStore({ dir, clock: Date.now });
  expect(await texts(store, "#lobby")).toEqual(["[join]", "First", "[message]", "[edit]", "[message]", "second"]);
  expect((await store.find(4))?.event).toMatchObject({ edited: { seq: 9 }, reactions: [{ text: "yes" }] });
  await store.searchable();
  const query = { places: [{ place: "#lobby", since: 0 }], order: "oldest", limit: 9 } as const;
  const found = await store.search({ ...query, terms: [{ text: "first", exact: false }] });
  expect(found.found.map(({ event }) => event.text)).toEqual(["First"]);
  const again = new Applier(store);
  await again.append(tookBack(store, "s1", "#lobby", 4));
  expect(again.outcomes.map(({ refusal }) => refusal)).toEqual([undefined]);
  expect(await texts(store, "#lobby")).toEqual(["[join]", "[message]", "second", "[redact]"]);
});
