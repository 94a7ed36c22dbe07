import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { FileStore } from "./file-store.ts";
import { begin, type Change, FileWorld, filesIn, streamOf, tryUpload, upload, watchedDisk } from "./files.fixture.ts";

/** What may need room on a disk. */
const GROWING: readonly Change[] = ["open", "mkdir", "rename", "write", "sync"];

let world: FileWorld;
let store: FileStore;

beforeEach(() => {
  world = new FileWorld();
});

afterEach(async () => {
  await store.close();
  world[Symbol.dispose]();
});

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: it does not work`), { code });
}

/** Opens the store on a disk where the change of that number fails, of those that may need room. */
async function failAt(count: number, code: string): Promise<{ hasFailed: boolean }> {
  let left = count;
  const state = { hasFailed: false };
  world.disk = watchedDisk((change) => {
    if (!GROWING.includes(change) || left-- > 0) return;
    if (left < -1) return;
    state.hasFailed = true;
    throw failure(code);
  });
  store = await world.open();
  return state;
}

it.each(["ENOSPC", "EDQUOT"])(
  "refuses an upload that finds no room at any step, and leaves nothing of it: %s",
  async (code) => {
    let steps = 0;
    for (; ; steps++) {
      const state = await failAt(steps, code);
      const answer = await tryUpload(store, "x".repeat(100_000));
      if (!state.hasFailed) {
        expect(answer).toMatchObject({ offset: 100_000 });
        break;
      }
      expect(answer).toMatchObject({ code: "disk-full" });
      // A content that had got to its place already goes with the next sweep.
      await store.sweep();
      expect(filesIn(world.dir)).toEqual([]);
      expect(store.figures).toMatchObject({ uploading: 0, unshared: 0, unsharedBytes: 0 });
      await store.close();
    }
    // Folders, part, record, two pieces, their sync, record again, content's folder, moving, syncing folders.
    expect(steps).toBeGreaterThan(12);
  },
);

it("goes on when there is room again", async () => {
  let isFull = true;
  world.disk = watchedDisk((change) => {
    if (isFull && change === "write") throw failure("ENOSPC");
  });
  store = await world.open();
  expect(await tryUpload(store, "abc")).toMatchObject({ code: "disk-full" });
  isFull = false;
  expect(await upload(store, "abc")).toMatchObject({ size: 3 });
});

it("does not lose the content of others to an upload that found no room", async () => {
  store = await world.open();
  const file = await upload(store, "same");
  await store.close();
  for (let steps = 0; ; steps++) {
    const state = await failAt(steps, "ENOSPC");
    const answer = await tryUpload(store, "same", { owner: "bob" });
    await store.sweep();
    expect(await store.find(file.id)).toEqual(file);
    expect(filesIn(world.dir)).toContain(`${file.hash.slice(0, 2)}/${file.hash}`);
    await store.close();
    if (!state.hasFailed) break;
    expect(answer).toMatchObject({ code: "disk-full" });
  }
});

it("takes a disk that fails for no refusal, and forgets only what was not on it for sure", async () => {
  let isBad = false;
  world.disk = watchedDisk((change, path) => {
    if (isBad && change === "sync" && path.endsWith(".part")) throw failure("EIO");
  });
  store = await world.open();
  const id = await begin(store);
  await store.append(id, "alice", { offset: 0, bytes: streamOf("good "), isLast: false });
  isBad = true;
  const append = store.append(id, "alice", { offset: 5, bytes: streamOf("bad"), isLast: true });
  await expect(append).rejects.toMatchObject({ code: "EIO" });
  expect(await store.state(id, "alice")).toEqual({ id, offset: 5 });
  isBad = false;
  await store.append(id, "alice", { offset: 5, bytes: streamOf("again"), isLast: true });
  expect(await store.find(id)).toMatchObject({
    size: 10,
    hash: createHash("sha256").update("good again").digest("hex"),
  });
});
