import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { type FileStore, openFiles } from "./file-store.ts";
import { begin, FileWorld, filesIn, streamOf, textOf, upload } from "./files.fixture.ts";

let world: FileWorld;
let store: FileStore;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  world = new FileWorld();
  store = await world.open();
});

afterEach(async () => {
  vi.useRealTimers();
  await store.close();
  world[Symbol.dispose]();
});

/** Lets the sweep begin that is due after some time, and waits for it. */
async function soon(ms: number = LIMITS.sweepSoonMs): Promise<void> {
  world.now += ms;
  vi.advanceTimersByTime(ms);
  await store.swept();
}

it("removes an upload that nobody went on with, and keeps one that somebody did", async () => {
  const stale = await begin(store);
  const fresh = await begin(store);
  world.now += LIMITS.unfinishedMs - 1;
  await store.append(fresh, "alice", { offset: 0, bytes: streamOf("abc"), isLast: false });
  await store.sweep();
  expect(await store.state(stale, "alice")).toEqual({ id: stale, offset: 0 });
  world.now += 1;
  expect(await store.state(stale, "alice")).toBeUndefined();
  expect(await store.append(stale, "alice", { offset: 0, bytes: streamOf(), isLast: true })).toMatchObject({
    code: "no-such-file",
  });
  await store.sweep();
  expect(filesIn(world.dir)).toEqual([`uploads/${fresh}.json`, `uploads/${fresh}.part`]);
});

it("does not remove an upload whose bytes are coming, however long they take", async () => {
  const id = await begin(store);
  const gate = Promise.withResolvers<void>();
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("ab");
    await gate.promise;
    yield Buffer.from("cd");
  }
  const append = store.append(id, "alice", { offset: 0, bytes: slow(), isLast: true });
  world.now += 10 * LIMITS.unfinishedMs;
  await store.sweep();
  gate.resolve();
  expect(await append).toMatchObject({ offset: 4 });
  await store.sweep();
  expect(await store.find(id)).toMatchObject({ size: 4 });
});

it("removes a file that nobody shared, and its content", async () => {
  const file = await upload(store, "never shared");
  world.now += LIMITS.unsharedMs - 1;
  await store.sweep();
  expect(await store.find(file.id)).toEqual(file);
  world.now += 1;
  expect(await store.find(file.id)).toBeUndefined();
  await store.sweep();
  expect(filesIn(world.dir).filter((path) => path.startsWith("uploads"))).toEqual([]);
  world.now += LIMITS.sharingMs;
  await store.sweep();
  expect(filesIn(world.dir)).toEqual([]);
});

it("keeps the content of a shared file, and nothing else of it", async () => {
  const file = await upload(store, "shared");
  world.rows.share(file);
  await store.sweep();
  expect(filesIn(world.dir)).toEqual([`${file.hash.slice(0, 2)}/${file.hash}`]);
  world.now += 100 * LIMITS.unsharedMs;
  await store.sweep();
  expect(await store.find(file.id)).toEqual(file);
  expect(await textOf(store, file)).toBe("shared");
});

it("keeps a content as long as one file needs it", async () => {
  const [one, two] = [await upload(store, "same"), await upload(store, "same")];
  world.rows.share(one);
  await store.sweep();
  world.rows.takeBack(one.id);
  world.now += LIMITS.sharingMs;
  await store.sweep();
  expect(await textOf(store, two)).toBe("same");
});

it("removes more contents than are asked about at once, and keeps those between them", async () => {
  const file = await upload(store, "x");
  const hashes = Array.from({ length: 2 * LIMITS.sweepBatch + 20 }, (_, i) =>
    createHash("sha256").update(`${i}`).digest("hex"),
  );
  for (const hash of hashes) {
    mkdirSync(join(store.pathOf({ hash }), ".."), { recursive: true });
    writeFileSync(store.pathOf({ hash }), "");
  }
  const shared = hashes.filter((_, i) => i % 50 === 0);
  for (const hash of shared) world.rows.share({ ...file, id: hash, hash, size: 0 });
  await store.sweep();
  const kept = [...shared, file.hash].map((hash) => `${hash.slice(0, 2)}/${hash}`);
  expect(filesIn(world.dir)).toEqual([...kept, `uploads/${file.id}.json`].sort());
});

it("keeps a file that was looked up a moment ago, as it may be about to be shared", async () => {
  const file = await upload(store, "on the way");
  world.rows.share(file);
  await store.sweep();
  world.now += LIMITS.sharingMs;
  expect(await store.find(file.id)).toEqual(file);
  world.rows.takeBack(file.id);
  world.now += LIMITS.sharingMs - 1;
  await store.sweep();
  expect(await textOf(store, file)).toBe("on the way");
  world.now += 1;
  await store.sweep();
  expect(filesIn(world.dir)).toEqual([]);
});

it("removes soon what a message shared that was taken back, also if it was not swept before", async () => {
  const file = await upload(store, "a mistake");
  const other = await upload(store, "none");
  world.rows.share(file);
  world.now += LIMITS.sharingMs;
  world.rows.takeBack(file.id);
  store.takenBack([file]);
  expect(await store.find(file.id)).toBeUndefined();
  await soon();
  expect(filesIn(world.dir)).toEqual([`${other.hash.slice(0, 2)}/${other.hash}`, `uploads/${other.id}.json`].sort());
  expect(world.troubles).toEqual([]);
});

it("does not remove what another message shares as well", async () => {
  const file = await upload(store, "twice");
  world.rows.share(file, "#tea");
  world.now += LIMITS.sharingMs;
  store.takenBack([file]);
  await soon();
  expect(await store.find(file.id)).toEqual(file);
  expect(await textOf(store, file)).toBe("twice");
});

it("looks again later at what was taken back right after it was looked up", async () => {
  const file = await upload(store, "too soon");
  store.takenBack([file]);
  await soon();
  expect(await textOf(store, file)).toBe("too soon");
  await soon(LIMITS.sharingMs);
  expect(filesIn(world.dir)).toEqual([]);
});

it("does not let what has to wait hold up what is taken back later", async () => {
  const waiting = await upload(store, "too soon");
  store.takenBack([waiting]);
  await soon();
  const file = await upload(store, "later");
  world.now += LIMITS.sharingMs;
  store.takenBack([file]);
  await soon();
  expect(filesIn(world.dir)).toEqual([]);
});

it("looks once at all that is taken back within a moment", async () => {
  const files = [];
  for (let i = 0; i < 5; i++) files.push(await upload(store, String(i)));
  world.now += LIMITS.sharingMs;
  const asked: string[] = [];
  world.rows.before = (question) => void asked.push(question);
  for (const file of files) store.takenBack([file]);
  await soon();
  expect(filesIn(world.dir)).toEqual([]);
  expect(asked).toEqual(["unused"]);
});

it("sweeps everything soon if it isn't told what, or of very much", async () => {
  const file = await upload(store, "x");
  world.rows.share(file);
  await store.sweep();
  world.rows.takeBack(file.id);
  world.now += LIMITS.sharingMs;
  store.sweepSoon();
  await soon();
  expect(filesIn(world.dir)).toEqual([]);

  const another = await upload(store, "y");
  world.rows.share(another);
  await store.sweep();
  world.rows.takeBack(another.id);
  world.now += LIMITS.sharingMs;
  const hashes = Array.from({ length: LIMITS.sweepSoonFiles + 1 }, (_, i) => String(i).padStart(64, "0"));
  store.takenBack(hashes.map((hash) => ({ ...another, id: "", hash })));
  await soon();
  expect(filesIn(world.dir)).toEqual([]);
});

it("tells of a sweep that failed while nobody waited for it, and does the rest next time", async () => {
  const file = await upload(store, "x");
  world.now += LIMITS.sharingMs;
  const cause = new Error("not now");
  world.rows.before = () => {
    throw cause;
  };
  store.takenBack([file]);
  await soon();
  await vi.waitUntil(() => world.troubles.length > 0);
  expect(world.troubles).toEqual([cause]);
  const other = await upload(store, "").catch((error: unknown) => error);
  expect(other).toBe(cause);
  world.rows.before = () => {};
  await store.sweep();
  expect(filesIn(world.dir)).toEqual([]);
});

it("removes what a crash left, and nothing that isn't its own", async () => {
  const file = await upload(store, "x");
  await store.close();
  const uploads = join(world.dir, "uploads");
  const id = "a".repeat(26);
  const content = "0".repeat(64);
  mkdirSync(join(world.dir, "00"));
  for (const name of [`${id}.part`, `${id}.json.new`, `${"b".repeat(26)}.json`])
    writeFileSync(join(uploads, name), "x");
  writeFileSync(join(world.dir, "00", content), "nobody's");
  writeFileSync(join(world.dir, "00", "notes.txt"), "the operator's");
  writeFileSync(join(uploads, "README"), "the operator's");
  store = await world.open();
  await store.sweep();
  expect(filesIn(world.dir)).toEqual(
    ["00/notes.txt", `${file.hash.slice(0, 2)}/${file.hash}`, "uploads/README", `uploads/${file.id}.json`].sort(),
  );
  expect(await store.find(file.id)).toEqual(file);
});

it("says to the operator what is wrong with a folder that can't be used", async () => {
  writeFileSync(join(world.base, "file"), "");
  const { rows, limits } = world;
  const opening = openFiles({ dir: join(world.base, "file"), rows, limits, clock: () => world.now });
  await expect(opening).rejects.toThrow(/^The folder .* can't be used \(.*ENOTDIR.*\): /);
});
