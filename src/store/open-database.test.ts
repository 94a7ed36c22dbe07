import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Applier, arrival, said } from "./applier.fixture.ts";
import { openStore } from "./store.ts";
import { StoreError } from "./store-error.ts";

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "parley-open-"));
  file = join(dir, "parley.db");
});

afterEach(() => rmSync(dir, { recursive: true }));

async function whyNot(folder = dir): Promise<string> {
  const error: unknown = await openStore({ dir: folder, clock: Date.now }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(StoreError);
  return error instanceof StoreError ? error.message : "";
}

async function makeDatabase(): Promise<void> {
  const store = await openStore({ dir, clock: Date.now });
  const drafts = Array.from({ length: 200 }, (_, i) => said("s1", "#lobby", `text ${i}`));
  await new Applier(store).append(...arrival("s1", "alice", ["#lobby"]), ...drafts);
  await store.close();
}

/** Changes a database behind the store's back. */
function tamper(sql: string): void {
  using db = new DatabaseSync(file);
  db.exec(sql);
}

it("makes the folder and those above it", async () => {
  const store = await openStore({ dir: join(dir, "a", "b"), clock: Date.now });
  await store.close();
  expect(
    readFileSync(join(dir, "a", "b", "parley.db"))
      .subarray(0, 15)
      .toString(),
  ).toBe("SQLite format 3");
});

it("takes an empty file for a new database", async () => {
  writeFileSync(file, "");
  const store = await openStore({ dir, clock: Date.now });
  await store.close();
});

it("says so when the folder is in use, and takes it when it no longer is", async () => {
  const store = await openStore({ dir, clock: Date.now });
  expect(await whyNot()).toBe(
    `Another Parley is running on the folder ${dir}: stop it, or choose another folder with --data.`,
  );
  await store.close();
  const next = await openStore({ dir, clock: Date.now });
  await next.close();
});

it("says so when the folder can't be made", async () => {
  writeFileSync(join(dir, "file"), "");
  expect(await whyNot(join(dir, "file"))).toMatch(/^The folder .*file can't be made .*--data\.$/);
  expect(await whyNot(join(dir, "file", "below"))).toMatch(/^The folder .*below can't be made .*--data\.$/);
});

it("says so when the database can't be opened to write", async () => {
  symlinkSync(join(dir, "nowhere", "parley.db"), file);
  expect(await whyNot()).toMatch(/^.*parley\.db can't be written .*--data\.$/);
});

it("refuses what is not a database, and leaves it as it is", async () => {
  const bytes = Buffer.from("these are my notes\n".repeat(1_000));
  writeFileSync(file, bytes);
  expect(await whyNot()).toMatch(/^.*parley\.db is damaged or is not a database .*backup.*$/);
  expect(readFileSync(file)).toEqual(bytes);
});

it.each([0, 4, 5])("refuses a database whose page %i is damaged, and leaves it as it is", async (page) => {
  await makeDatabase();
  const fd = openSync(file, "r+");
  writeSync(fd, Buffer.alloc(2_048, 0xa5), 0, 2_048, page * 4_096 + 100);
  closeSync(fd);
  const bytes = readFileSync(file);
  expect(await whyNot()).toMatch(/^.*parley\.db is damaged or is not a database .*backup.*$/);
  expect(readFileSync(file)).toEqual(bytes);
});

it("refuses a database that was cut short", async () => {
  await makeDatabase();
  writeFileSync(file, readFileSync(file).subarray(0, 3 * 4_096));
  expect(await whyNot()).toContain("is damaged or is not a database");
});

it("refuses a log with a gap", async () => {
  await makeDatabase();
  tamper("DELETE FROM snapshot");
  const body = JSON.stringify(said("s1", "#lobby", "hello"));
  tamper(`INSERT INTO log VALUES (1, 1, '${body}'), (3, 1, '${body}')`);
  expect(await whyNot()).toContain("is damaged");
});

it("refuses a snapshot and a log that make no sense", async () => {
  await makeDatabase();
  tamper("UPDATE snapshot SET body = substr(body, 1, 50)");
  expect(await whyNot()).toContain("is damaged");
  tamper("DELETE FROM snapshot; INSERT INTO log VALUES (1, 1, 'nonsense')");
  expect(await whyNot()).toContain("is damaged");
});

it("refuses the database of another program, and leaves it as it is", async () => {
  tamper("PRAGMA journal_mode = WAL; CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')");
  const bytes = readFileSync(file);
  expect(await whyNot()).toBe(`${file} is the database of another program: choose another folder with --data.`);
  expect(readFileSync(file)).toEqual(bytes);
});

it("refuses the database of a newer Parley, and leaves it as it is", async () => {
  await makeDatabase();
  tamper("PRAGMA user_version = 99");
  const bytes = readFileSync(file);
  expect(await whyNot()).toMatch(
    /^.*parley\.db was written by a newer Parley \(its schema is 99, .*: start that one\.$/,
  );
  expect(readFileSync(file)).toEqual(bytes);
});

it("refuses a snapshot of another version", async () => {
  await makeDatabase();
  tamper("UPDATE snapshot SET version = 99");
  expect(await whyNot()).toMatch(
    /was written by another Parley \(it is of version 99, .*: start the one that wrote it\.$/,
  );
});
