import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { refOf } from "../../core/files.ts";
import type { FileStore } from "./file-store.ts";
import { begin, brokenStream, FileWorld, filesIn, streamOf, taken, textOf, upload } from "./files.fixture.ts";

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

async function reopen(): Promise<void> {
  await store.close();
  store = await world.open();
}
it("makes no folder before the first upload", async () => {
  await reopen();
  await store.sweep();
  expect(() => statSync(world.dir)).toThrow("ENOENT");
});

it("keeps a whole upload as a file that is found, also after a restart", async () => {
  const file = await upload(store, "hello, world", { name: "greeting.txt", size: 12 });
  const hash = createHash("sha256").update("hello, world").digest("hex");
  expect(file).toEqual({
    id: file.id,
    name: "greeting.txt",
    type: "text/plain",
    size: 12,
    hash,
    owner: "alice",
    room: "alice",
  });
  expect(file.id).toMatch(/^[a-z2-7]{26}$/);
  expect(filesIn(world.dir)).toEqual([`${hash.slice(0, 2)}/${hash}`, `uploads/${file.id}.json`].sort());
  await reopen();
  expect(await store.find(file.id)).toEqual(file);
  expect(await textOf(store, file)).toBe("hello, world");
  expect(store.pathOf(file)).toBe(join(world.dir, hash.slice(0, 2), hash));
});

it("takes an upload in parts, whoever is restarted in between", async () => {
  const id = await begin(store, { size: 9 });
  expect(await store.append(id, "alice", { offset: 0, bytes: streamOf("one"), isLast: false })).toEqual({
    id,
    offset: 3,
    size: 9,
  });
  expect(await store.state(id, "alice")).toEqual({ id, offset: 3, size: 9 });
  expect(await store.append(id, "alice", { offset: 3, bytes: streamOf("t", "wo"), isLast: false })).toEqual({
    id,
    offset: 6,
    size: 9,
  });
  await reopen();
  expect(await store.state(id, "alice")).toEqual({ id, offset: 6, size: 9 });
  expect(await store.find(id)).toBeUndefined();
  const whole = taken(await store.append(id, "alice", { offset: 6, bytes: streamOf("six"), isLast: true }));
  const file = await store.find(id);
  expect(whole).toMatchObject({ id, offset: 9, file: { name: "a.txt", size: 9 } });
  expect(whole.file).not.toHaveProperty("owner");
  expect(await store.state(id, "alice")).toEqual(whole);
  expect(file && (await textOf(store, file))).toBe("onetwosix");
  expect(file?.hash).toBe(createHash("sha256").update("onetwosix").digest("hex"));
});

it("keeps what came of a part that breaks off, and throws its cause", async () => {
  const id = await begin(store);
  const broken = store.append(id, "alice", { offset: 0, bytes: brokenStream("half a "), isLast: true });
  await expect(broken).rejects.toMatchObject({ cause: new Error("the line went dead") });
  expect(await store.state(id, "alice")).toEqual({ id, offset: 7 });
  await store.append(id, "alice", { offset: 7, bytes: streamOf("file"), isLast: true });
  const file = await store.find(id);
  expect(file && (await textOf(store, file))).toBe("half a file");
});

it("takes bytes only where those that are there end", async () => {
  const id = await begin(store);
  await store.append(id, "alice", { offset: 0, bytes: streamOf("abc"), isLast: false });
  for (const offset of [0, 2, 4]) {
    const answer = await store.append(id, "alice", { offset, bytes: streamOf("x"), isLast: true });
    expect(answer).toMatchObject({ code: "bad-offset", about: id });
  }
  await store.append(id, "alice", { offset: 3, bytes: streamOf(), isLast: true });
  const after = await store.append(id, "alice", { offset: 3, bytes: streamOf("more"), isLast: true });
  expect(after).toMatchObject({ code: "bad-offset" });
  expect(await store.find(id)).toMatchObject({ size: 3 });
});

it("takes one part at a time, and tells meanwhile what is on disk", async () => {
  const id = await begin(store);
  const gate = Promise.withResolvers<void>();
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("ab");
    await gate.promise;
    yield Buffer.from("cd");
  }
  const first = store.append(id, "alice", { offset: 0, bytes: slow(), isLast: true });
  const second = await store.append(id, "alice", { offset: 0, bytes: streamOf("x"), isLast: true });
  expect(second).toMatchObject({ code: "busy" });
  expect(store.figures).toMatchObject({ uploading: 1, unshared: 1 });
  expect(await store.state(id, "alice")).toEqual({ id, offset: 0 });
  gate.resolve();
  expect(await first).toMatchObject({ offset: 4 });
  expect(store.figures).toEqual({ uploading: 0, receivedBytes: 4, unshared: 1, unsharedBytes: 4 });
});

it("shows an upload to its owner only", async () => {
  const id = await begin(store);
  expect(await store.state(id, "eve")).toBeUndefined();
  const answer = await store.append(id, "eve", { offset: 0, bytes: streamOf("x"), isLast: true });
  expect(answer).toMatchObject({ code: "no-such-file" });
  await store.abandon(id, "eve");
  expect(await store.state(id, "alice")).toEqual({ id, offset: 0 });
});

it("is nobody's but its owner's, whoever takes the same room", async () => {
  const home = { room: "~192.0.2.1" };
  const id = await begin(store, { owner: "~1", ...home });
  expect(await store.state(id, "~2")).toBeUndefined();
  expect(await store.state(id, home.room)).toBeUndefined();
  const answer = await store.append(id, "~2", { offset: 0, bytes: streamOf("x"), isLast: true });
  expect(answer).toMatchObject({ code: "no-such-file" });
  await store.abandon(id, "~2");
  await store.close();
  store = await world.open();
  expect(await store.state(id, "~2")).toBeUndefined();
  expect(await store.state(id, "~1")).toEqual({ id, offset: 0 });
});

it("knows how far an upload is that was shared since", async () => {
  const { id, ...rest } = await upload(store, "shared");
  world.rows.share({ id, ...rest });
  await store.sweep();
  expect(await store.state(id, "alice")).toEqual({ id, offset: 6, file: refOf({ id, ...rest }) });
  expect(await store.state(id, "eve")).toBeUndefined();
});

it("forgets an upload that is abandoned, even while its bytes are coming", async () => {
  const id = await begin(store);
  const begun = Promise.withResolvers<void>();
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("abc");
    begun.resolve();
    await new Promise(() => {});
  }
  const append = store.append(id, "alice", { offset: 0, bytes: endless(), isLast: true });
  await begun.promise;
  await store.abandon(id, "alice");
  expect(await append).toMatchObject({ code: "no-such-file" });
  expect(await store.state(id, "alice")).toBeUndefined();
  expect(filesIn(world.dir)).toEqual([]);
  expect(store.figures).toMatchObject({ uploading: 0, unshared: 0, unsharedBytes: 0 });
});

it("does not forget a file that is whole when its upload is abandoned", async () => {
  const file = await upload(store, "whole");
  await store.abandon(file.id, "alice");
  expect(await store.find(file.id)).toEqual(file);
});

it("breaks off what is coming when it is closed, and keeps what came", async () => {
  const id = await begin(store);
  const begun = Promise.withResolvers<void>();
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("abc");
    begun.resolve();
    await new Promise(() => {});
  }
  const append = store.append(id, "alice", { offset: 0, bytes: endless(), isLast: true });
  const broken = expect(append).rejects.toThrow("broke off");
  await begun.promise;
  await store.close();
  expect(store.figures.uploading).toBe(0);
  await broken;
  expect(await store.begin({ name: "b", type: "text/plain", owner: "bob", room: "bob" })).toMatchObject({
    code: "unavailable",
  });
  const more = await store.append(id, "alice", { offset: 3, bytes: streamOf(), isLast: true });
  expect(more).toMatchObject({ code: "unavailable" });
  store = await world.open();
  expect(await store.state(id, "alice")).toEqual({ id, offset: 3 });
});

it("does not take an upload for lost when the rows can't be asked", async () => {
  const id = await begin(store);
  world.rows.before = () => {
    throw new Error("not now");
  };
  const append = store.append(id, "alice", { offset: 0, bytes: streamOf("abc"), isLast: true });
  await expect(append).rejects.toThrow("not now");
  world.rows.before = () => {};
  expect(await store.append(id, "alice", { offset: 0, bytes: streamOf("abc"), isLast: true })).toMatchObject({
    offset: 3,
  });
});
