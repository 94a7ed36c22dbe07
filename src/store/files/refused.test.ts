import { afterEach, beforeEach, expect, it } from "vitest";
import type { FileStore } from "./file-store.ts";
import { begin, FileWorld, filesIn, streamOf, tryUpload, upload } from "./files.fixture.ts";

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

it.each([
  ["bad-file-name", { name: "../../etc/passwd" }],
  ["bad-file-type", { type: "plain" }],
  ["bad-file-type", { type: `text/${"x".repeat(100)}` }],
  ["bad-command", { size: -1 }],
  ["bad-command", { size: 1.5 }],
  ["file-too-large", { size: 1_000_001 }],
  ["quota-exceeded", { size: 999_999, owner: "bob", room: "bob" }],
])("refuses to begin: %s %j", async (code, file) => {
  world.limits.ownerBytes = 1_500_000;
  await begin(store, { size: 500_002, owner: "bob" });
  const before = filesIn(world.dir);
  expect(await store.begin({ name: "a", type: "text/plain", owner: "alice", room: "alice", ...file })).toMatchObject({
    code,
  });
  expect(filesIn(world.dir)).toEqual(before);
});

it("names the limit in a refusal", async () => {
  world.limits.fileBytes = 256_000_000;
  expect(await tryUpload(store, "", { size: 256_000_001 })).toMatchObject({ text: "That file is larger than 256 MB." });
  world.limits.ownerBytes = 2_000_000;
  expect(await tryUpload(store, "", { size: 2_000_001 })).toMatchObject({ text: expect.stringContaining("2 MB") });
  world.limits.types = ["image/*", "application/pdf"];
  const text = expect.stringContaining("image/*, application/pdf");
  expect(await tryUpload(store, "")).toMatchObject({ code: "bad-file-type", about: "text/plain", text });
  world.limits.fileBytes = undefined;
  expect(await tryUpload(store, "", { type: "image/png" })).toMatchObject({ text: "This server takes no files." });
});

it("keeps name and type as they are compared: composed, in small letters, without parameters", async () => {
  const { name, type } = await upload(store, "x", { name: "Cafe\u0301", type: "Text/Plain; charset=utf-8" });
  expect([name, type]).toEqual(["Caf\u00e9", "text/plain"]);
});

it.each([
  ["file-too-large", undefined, ["x".repeat(900_000), "x".repeat(100_001)]],
  ["bad-command", 5, ["abc", "def"]],
  ["bad-command", 5, ["abcd"]],
  ["false-file-type", undefined, ["abc\0", "def"]],
])("leaves nothing behind of an upload that is refused: %s", async (code, size, pieces) => {
  const id = await begin(store, size === undefined ? {} : { size });
  const answer = await store.append(id, "alice", { offset: 0, bytes: streamOf(...pieces), isLast: true });
  expect(answer).toMatchObject({ code });
  expect(filesIn(world.dir)).toEqual([]);
  expect(await store.state(id, "alice")).toBeUndefined();
  expect(store.figures).toMatchObject({ uploading: 0, unshared: 0 });
});

it("stops reading a stream that is refused", async () => {
  let returned = 0;
  let given = 0;
  async function* stream(): AsyncGenerator<Uint8Array> {
    try {
      for (; ; given++) yield Buffer.alloc(400_000);
    } finally {
      returned++;
    }
  }
  const id = await begin(store);
  const answer = await store.append(id, "alice", { offset: 0, bytes: stream(), isLast: true });
  expect(answer).toMatchObject({ code: "file-too-large" });
  expect([given, returned]).toEqual([2, 1]);
});
