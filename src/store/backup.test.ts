import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { NewDevice } from "../core/account-commands.ts";
import type { Draft } from "../core/commands.ts";
import { emptyState } from "../core/state.ts";
import { Applier, arrival, draft, idOf, said, textsOf, tookBack } from "./applier.fixture.ts";
import { type BackedUp, Backup } from "./backup.ts";
import { HistoryBuilder } from "./builder.ts";
import { applier, base, begin, dir, end, open, store } from "./opened.fixture.ts";
import { openStore } from "./store.ts";

let file: string;

beforeEach(async () => {
  await begin("backup");
  file = join(base, "backup.db");
  await applier.append(...arrival("s1", "alice", ["#lobby"]), said("s1", "#lobby", "one"), said("s1", "#lobby", "two"));
});

afterEach(end);

function backUp(force = false, from = dir, secrets = false): Promise<BackedUp> {
  return new Backup(from, file, force, secrets).make();
}

/** What a server that starts from a backup finds in the channel. */
async function restored(): Promise<string[]> {
  const folder = join(base, `restored ${readdirSync(base).length}`);
  mkdirSync(folder);
  copyFileSync(file, join(folder, "parley.db"));
  const again = await openStore({ dir: folder, clock: Date.now });
  const page = await again.read({ place: idOf(again, "#lobby"), limit: 1_000 });
  await new Applier(again).append(said("s1", "#lobby", "goes on"));
  await again.close();
  return textsOf(page);
}

/** The accounts of a server that starts from a backup: the name, whether there is a password, and how many devices. */
async function stateOf(backup: string): Promise<[string, boolean, number][]> {
  const folder = join(base, `accounts ${readdirSync(base).length}`);
  mkdirSync(folder);
  copyFileSync(backup, join(folder, "parley.db"));
  const again = await openStore({ dir: folder, clock: Date.now });
  const accounts = [...again.state.accounts.values()];
  await again.close();
  return accounts.map(({ name, verifier, devices }) => [name, verifier !== undefined, devices.size]);
}

/** How many browsers a server that starts from a backup would tell. */
async function pushesOf(backup: string): Promise<number> {
  const folder = join(base, `pushes ${readdirSync(base).length}`);
  mkdirSync(folder);
  copyFileSync(backup, join(folder, "parley.db"));
  const again = await openStore({ dir: folder, clock: Date.now });
  await again.close();
  return again.state.endpoints.size;
}

it("copies what a store has that is open, for its owner's eyes only", async () => {
  expect(await backUp()).toEqual({ messages: 2, bytes: statSync(file).size });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await applier.append(said("s1", "#lobby", "too late"));
  expect(await restored()).toEqual(["one", "two"]);
});

it("copies what a store has that is closed, and leaves its folder as it is", async () => {
  await store.close();
  const before = readdirSync(dir);
  await backUp();
  expect(readdirSync(dir)).toEqual(before);
  expect(await restored()).toEqual(["one", "two"]);
});

it("is of one moment while much is said, and has all that was said before it began", async () => {
  let stop = false;
  let told = 2;
  const talking = (async () => {
    for (; !stop; told += 50) {
      await applier.append(...Array.from({ length: 50 }, (_, i) => said("s1", "#lobby", String(told + i))));
    }
  })();
  while (told < 1_000) await setImmediate();
  for (let round = 0; round < 3; round++) {
    const before = told;
    await backUp(true);
    const texts = await restored();
    const last = Number(texts.at(-1));
    expect(last).toBeGreaterThanOrEqual(before - 1);
    expect(texts).toEqual(Array.from({ length: texts.length }, (_, i) => String(last - texts.length + 1 + i)));
  }
  stop = true;
  await talking;
}, 30_000);

it("has nothing of what was taken back, once the log has forgotten it", async () => {
  await applier.append(said("s1", "#lobby", "a slip of the tongue"));
  await applier.append(tookBack(store, "s1", "#lobby", store.state.seq));
  await store.close();
  await backUp();
  expect(readFileSync(file).includes("slip of the tongue")).toBe(false);
  expect(await restored()).toEqual(["one", "two"]);
});

it("has nothing of where browsers are told, and of their keys, unless it is asked for", async () => {
  const keys = { p256dh: `BPLANTED${"p".repeat(79)}`, auth: `PLANTED${"a".repeat(15)}` };
  const asked = (endpoint: string): Draft[] => [
    draft("s1", { type: "register", account: "alice" }),
    draft("s1", { type: "push-add", account: "alice", endpoint: `https://push.example/PLANTED-${endpoint}`, ...keys }),
    draft("s1", { type: "push-add", account: "alice", endpoint: "https://push.example/PLANTED-gone", ...keys }),
    draft("s1", { type: "push-remove", account: "alice", endpoint: "https://push.example/PLANTED-gone" }),
  ];
  await applier.append(...asked("early"));
  await store.close();
  await open();
  await applier.append(...asked("late"));
  expect(await backUp()).toMatchObject({ stripped: true });
  expect(readFileSync(file).includes("PLANTED")).toBe(false);
  expect(await pushesOf(file)).toBe(0);
  await backUp(true, dir, true);
  expect(readFileSync(file).includes("PLANTED")).toBe(true);
  expect(await pushesOf(file)).toBe(2);
});

it("has nothing that proves an account, in the log or the state, unless it is asked for", async () => {
  const verifier = { salt: "c2FsdA==", iterations: 4_096, storedKey: "PLANTEDstored", serverKey: "PLANTEDserver" };
  const device = (id: string): NewDevice => ({ id, name: "phone", digest: `PLANTED${id}`.padEnd(22, "0") });
  const signUps = (name: string): Draft[] => [
    draft("", { type: "register", account: name, verifier, device: device(`a-${name}`) }),
    draft("", { type: "device-add", account: name, device: device(`b-${name}`) }),
    draft("", { type: "passwd", account: `${name}2`, verifier }),
  ];
  await applier.append(...signUps("early"));
  await store.close();
  await open();
  await applier.append(...signUps("late"));
  expect(await backUp()).toMatchObject({ stripped: true });
  expect(readFileSync(file).includes("PLANTED")).toBe(false);
  expect(await stateOf(file)).toMatchObject([
    ["early", false, 0],
    ["late", false, 0],
  ]);
  expect(await backUp(true, dir, true)).not.toHaveProperty("stripped");
  expect(readFileSync(file).includes("PLANTED")).toBe(true);
  expect(await stateOf(file)).toMatchObject([
    ["early", true, 2],
    ["late", true, 2],
  ]);
});

it("replaces a backup only if it is told to", async () => {
  await backUp();
  await expect(async () => await backUp()).rejects.toThrow(/backup.db is there already: .*--force/);
  await applier.append(said("s1", "#lobby", "three"));
  await backUp(true);
  expect(await restored()).toEqual(["one", "two", "three"]);
});

it("keeps the backup that was there when there is nothing to back up, and says so", async () => {
  await backUp();
  await expect(backUp(true, join(base, "nowhere"))).rejects.toThrow(/There is no history/);
  expect(await restored()).toEqual(["one", "two"]);
  expect(readdirSync(base).sort()).toEqual(["backup.db", "data", expect.stringContaining("restored")]);
});

it("makes no backup of what is damaged", async () => {
  await applier.append(...Array.from({ length: 200 }, (_, i) => said("s1", "#lobby", `${i} ${"x".repeat(500)}`)));
  await store.close();
  const bytes = readFileSync(join(dir, "parley.db"));
  bytes.fill(0xff, 20_000, 60_000);
  writeFileSync(join(dir, "parley.db"), bytes);
  await expect(backUp()).rejects.toThrow(/is damaged/);
  expect(existsSync(file)).toBe(false);
});

const HASHES = ["a", "b", "c"].map((letter) => letter.repeat(64));

/** Shares contents in the database, and puts some of them where they belong. */
async function share(hashes: readonly string[], there: readonly string[]): Promise<void> {
  await store.close();
  using db = new DatabaseSync(join(dir, "parley.db"));
  db.exec("DELETE FROM file");
  for (const hash of hashes) {
    db.prepare(
      "INSERT INTO file (id, seq, at, place, hash, name, type, size, owner, room) VALUES (?, 1, 1, '', ?, '', '', 1, '', '')",
    ).run(`id ${hash}`, hash);
  }
  for (const hash of there) {
    mkdirSync(join(dir, "files", hash.slice(0, 2)), { recursive: true });
    writeFileSync(join(dir, "files", hash.slice(0, 2), hash), hash);
  }
}

function contents(): string[] {
  return readdirSync(`${file}.files`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}

it("has the contents of shared files beside it, without a second copy of them, and nothing else", async () => {
  const [a = "", b = "", c = ""] = HASHES;
  await share([a, b], [a, c]);
  expect((await backUp()).files).toEqual({ count: 1, missing: 1 });
  expect(contents()).toEqual([a]);
  const [original, copy] = [`${dir}/files`, `${file}.files`].map((folder) => statSync(join(folder, "aa", a)).ino);
  expect(copy).toBe(original);
  expect(statSync(`${file}.files`).mode & 0o777).toBe(0o700);
  // The next backup of that name needs others.
  await share([c], []);
  expect((await backUp(true)).files).toEqual({ count: 1, missing: 0 });
  expect(contents()).toEqual([c]);
});

it("says that what is not there may be elsewhere, if it is the folder of a node of a cluster", async () => {
  const [a = "", b = ""] = HASHES;
  await share([a, b], [a]);
  mkdirSync(join(dir, "files", "fetched"));
  expect((await backUp()).files).toEqual({ count: 1, missing: 1, elsewhere: true });
  expect(contents()).toEqual([a]);
});

it("leaves no contents behind if there is no backup to have them", async () => {
  await share(HASHES, HASHES);
  writeFileSync(join(base, "blocked"), "");
  const backup = new Backup(dir, file, false, false);
  writeFileSync(file, "somebody was faster");
  await expect(backup.make()).rejects.toThrow(/is there already/);
  expect(readdirSync(base).sort()).toEqual(["backup.db", "blocked", "data"]);
});

/** A folder with a history that takes a while to copy. */
function largeFolder(messages: number): string {
  const large = join(base, "large");
  mkdirSync(large);
  const builder = new HistoryBuilder(join(large, "parley.db"));
  const from = { nick: "ada", user: "u", host: "h" };
  const text = "something that somebody has said ".repeat(10);
  for (let seq = 1; seq <= messages; seq++) {
    const event = { type: "message", seq, at: seq, id: `x-${seq}`, from, to: "#a", form: "message", text } as const;
    builder.keep({ event, place: "#a 0" });
  }
  builder.finish({ ...emptyState(), seq: messages, at: messages, epoch: "x" });
  return large;
}

it("leaves no half backup under its name, whenever it is killed, and the next run clears up", async () => {
  const messages = 60_000;
  const large = largeFolder(messages);
  const size = statSync(join(large, "parley.db")).size;
  for (const part of [0, 0.1, 0.4, 0.7, 0.95]) {
    const child = spawn(process.execPath, [join(import.meta.dirname, "backup.fixture.ts"), large, file], {
      stdio: "inherit",
    });
    const exit = once(child, "exit");
    const path = `${file}.${child.pid}.part`;
    while (child.exitCode === null && (statSync(path, { throwIfNoEntry: false })?.size ?? -1) < part * size)
      await setImmediate();
    child.kill("SIGKILL");
    await exit;
    expect(existsSync(file)).toBe(false);
  }
  expect(readdirSync(base).filter((name) => name.endsWith(".part"))).toHaveLength(1);
  expect(await backUp(false, large)).toMatchObject({ messages });
  expect(readdirSync(base).sort()).toEqual(["backup.db", "data", "large"]);
}, 60_000);
