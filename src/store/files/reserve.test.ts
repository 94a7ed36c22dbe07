import { afterEach, beforeEach, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { DISK } from "./disk.ts";
import type { FileStore } from "./file-store.ts";
import { begin, FileWorld, filesIn, streamOf, tryUpload, upload } from "./files.fixture.ts";

const BLOCK = 4_096;
const PIECE = Buffer.alloc(LIMITS.uploadSyncBytes / 2);

let world: FileWorld;
let store: FileStore;
/** What the disk has in all, and what is free, in bytes. */
let size: number;
let free: number;
/** How often it was asked. */
let asked: number;

beforeEach(async () => {
  world = new FileWorld();
  world.limits = { ...world.limits, fileBytes: 1e9, ownerBytes: 1e10 };
  [size, free, asked] = [1e12, 1e12, 0];
  world.disk = {
    ...DISK,
    async statfs(path) {
      await DISK.statfs(path);
      asked++;
      return { bsize: BLOCK, blocks: Math.floor(size / BLOCK), bavail: Math.floor(free / BLOCK) };
    },
  };
  store = await world.open();
});

afterEach(async () => {
  await store.close();
  world[Symbol.dispose]();
});

/** A stream of so many pieces, after each of which less is free. */
async function* filling(count: number, less: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    yield PIECE;
    free -= less;
  }
}

it("refuses to begin what would leave less on the disk than the reserve, and leaves nothing of it", async () => {
  free = LIMITS.diskReserveBytes + 10 * BLOCK;
  expect(await tryUpload(store, "x", { size: 10 * BLOCK + 1 })).toMatchObject({ code: "disk-full" });
  expect(filesIn(world.dir)).toEqual([]);
  expect(store.figures).toMatchObject({ unshared: 0 });
  await begin(store, { size: 10 * BLOCK });
  free = LIMITS.diskReserveBytes - BLOCK;
  expect(await tryUpload(store, "x")).toMatchObject({ code: "disk-full" });
});

it("leaves a twentieth of a small disk", async () => {
  size = 1_000 * BLOCK;
  free = 50 * BLOCK;
  expect(await upload(store, "x")).toMatchObject({ size: 1 });
  free = 49 * BLOCK;
  expect(await tryUpload(store, "x")).toMatchObject({ code: "disk-full" });
});

it("takes what it is given where the file system doesn't know how large it is", async () => {
  size = free = 0;
  expect(await upload(store, "x")).toMatchObject({ size: 1 });
});

it("looks every few megabytes while bytes come, and leaves nothing of what would go into the reserve", async () => {
  const id = await begin(store, { type: "application/octet-stream" });
  asked = 0;
  const whole = await store.append(id, "alice", { offset: 0, bytes: filling(6, 0), isLast: false });
  expect(whole).toMatchObject({ offset: 6 * PIECE.length });
  expect(asked).toBe(3);
  free = LIMITS.diskReserveBytes + 5 * PIECE.length;
  const part = { offset: 6 * PIECE.length, bytes: filling(100, PIECE.length), isLast: true };
  expect(await store.append(id, "alice", part)).toMatchObject({ code: "disk-full" });
  expect(free).toBeGreaterThanOrEqual(LIMITS.diskReserveBytes);
  expect(filesIn(world.dir)).toEqual([]);
});

it("goes into the reserve with many small uploads no further than with a large one", async () => {
  const ids = await Promise.all(Array.from({ length: 8 }, () => begin(store, { type: "application/octet-stream" })));
  free = LIMITS.diskReserveBytes - BLOCK;
  const answers = [];
  for (const id of ids)
    answers.push(await store.append(id, "alice", { offset: 0, bytes: streamOf(PIECE), isLast: true }));
  // From the second on, and not each by itself.
  expect(answers.map((answer) => "code" in answer)).toEqual([false, ...Array.from({ length: 7 }, () => true)]);
  free = 1e12;
  expect(await upload(store, "x")).toMatchObject({ size: 1 });
});
