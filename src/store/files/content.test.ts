import { createHash } from "node:crypto";
import { statSync, truncateSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import type { FileStore } from "./file-store.ts";
import { begin, FileWorld, filesIn, piecesOf, streamOf, textOf, upload, watchedDisk } from "./files.fixture.ts";

let world: FileWorld;
let store: FileStore;

beforeEach(async () => {
  world = new FileWorld();
  store = await world.open();
});

afterEach(async () => {
  await store.close();
  world[Symbol.dispose]();
});

it("is for the eyes of the server's user only", async () => {
  const file = await upload(store, "secret");
  const id = await begin(store);
  const part = join(world.dir, "uploads", `${id}.part`);
  const modeOf = (path: string): number => statSync(path).mode & 0o777;
  const folders = [world.dir, join(world.dir, "uploads"), join(store.pathOf(file), "..")];
  expect(folders.map(modeOf)).toEqual([0o700, 0o700, 0o700]);
  expect([store.pathOf(file), part, part.replace(".part", ".json")].map(modeOf)).toEqual([0o600, 0o600, 0o600]);
});

it("gives every upload an id of its own, and the same content its room once", async () => {
  const [one, two] = [await upload(store, "same", { name: "1" }), await upload(store, "same", { name: "2" })];
  expect(one.id).not.toBe(two.id);
  expect(one.hash).toBe(two.hash);
  expect(filesIn(world.dir).filter((path) => path.endsWith(one.hash))).toHaveLength(1);
});

it("takes the same content twice at the same time", async () => {
  const files = await Promise.all(Array.from({ length: 20 }, (_, i) => upload(store, "same", { owner: `user ${i}` })));
  expect(new Set(files.map(({ hash }) => hash)).size).toBe(1);
  for (const file of files) expect(await textOf(store, file)).toBe("same");
  expect(filesIn(world.dir).filter((path) => path.endsWith(".part"))).toEqual([]);
});

it("puts a content anew where a damaged one is", async () => {
  const file = await upload(store, "whole again");
  truncateSync(store.pathOf(file), 3);
  await upload(store, "whole again");
  expect(await textOf(store, file)).toBe("whole again");
});

it("takes an empty file", async () => {
  const file = await upload(store, "", { size: 0 });
  expect(await textOf(store, file)).toBe("");
  expect(await upload(store, "", { type: "application/octet-stream" })).toMatchObject({ size: 0 });
});

it("reads any part of a file, in pieces of a bounded size", async () => {
  const content = Array.from({ length: 30_000 }, (_, i) => String(i).padStart(5, "0")).join("");
  const file = await upload(store, content);
  expect(await textOf(store, file)).toBe(content);
  expect(await textOf(store, file, 10)).toBe(content.slice(10));
  expect(await textOf(store, file, 0, 10)).toBe(content.slice(0, 10));
  expect(await textOf(store, file, 70_000, 140_001)).toBe(content.slice(70_000, 140_001));
  expect(await textOf(store, file, 149_999, 999_999)).toBe("9");
  expect(await textOf(store, file, 7, 7)).toBe("");
  const pieces = await piecesOf(store.read(file));
  expect(Math.max(...pieces.map(({ length }) => length))).toBe(LIMITS.filePieceBytes);
});

it("says so when a content is gone or too short, and reads no other path", async () => {
  const file = await upload(store, "abcdef");
  truncateSync(store.pathOf(file), 3);
  await expect(textOf(store, file)).rejects.toThrow("ends after 3 bytes");
  await expect(textOf(store, { ...file, hash: "0".repeat(64) })).rejects.toThrow("ENOENT");
  await expect(textOf(store, { ...file, hash: "../../../etc/passwd" })).rejects.toThrow(TypeError);
});

it("asks the rows for what is shared", async () => {
  const file = await upload(store, "shared");
  const seq = world.rows.share(file, "#tea");
  expect(await store.list("#tea", 10)).toMatchObject([{ id: file.id }]);
  expect(await store.placesOf(file.id)).toEqual([{ place: "#tea", seq }]);
});

it("puts all of a file on disk, in an order that a crash can't break, before it says so", async () => {
  await store.close();
  const changes: string[] = [];
  world.disk = watchedDisk(
    (change, path) => void changes.push(`${change} ${basename(path).replace(/^[a-z2-7]{26}/, "ID")}`),
  );
  store = await world.open();
  const id = await begin(store);
  expect(changes.splice(0)).toEqual([
    "mkdir uploads",
    ...["sync files", `sync ${basename(world.base)}`],
    "open ID.part",
    ...["open ID.json.new", "write ID.json.new", "sync ID.json.new", "rename ID.json.new", "sync uploads"],
  ]);
  await store.append(id, "alice", { offset: 0, bytes: streamOf("abc"), isLast: false });
  expect(changes.splice(0)).toEqual(["truncate ID.part", "write ID.part", "sync ID.part"]);
  await store.append(id, "alice", { offset: 3, bytes: streamOf("def"), isLast: true });
  const hash = createHash("sha256").update("abcdef").digest("hex");
  expect(changes.splice(0)).toEqual([
    ...["truncate ID.part", "write ID.part", "sync ID.part"],
    ...["open ID.json.new", "write ID.json.new", "sync ID.json.new", "rename ID.json.new", "sync uploads"],
    ...[`mkdir ${hash.slice(0, 2)}`, "rename ID.part", `sync ${hash.slice(0, 2)}`, "sync files"],
  ]);
  await upload(store, "abcdef");
  expect(changes.slice(-3)).toEqual(["unlink ID.part", `sync ${hash.slice(0, 2)}`, "sync files"]);
});

it("puts a large file on disk a little at a time", async () => {
  await store.close();
  world.limits = { ...world.limits, fileBytes: 100_000_000, ownerBytes: 100_000_000 };
  let unsynced = 0;
  let most = 0;
  world.disk = watchedDisk((change, path) => {
    if (!path.endsWith(".part")) return;
    if (change === "sync") unsynced = 0;
    if (change === "write") most = Math.max(most, ++unsynced);
  });
  store = await world.open();
  await upload(store, Buffer.alloc(3 * LIMITS.uploadSyncBytes), { type: "application/octet-stream" });
  expect(most).toBe(LIMITS.uploadSyncBytes / LIMITS.filePieceBytes);
});
