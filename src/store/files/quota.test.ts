import { afterEach, beforeEach, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import type { FileStore } from "./file-store.ts";
import { begin, FileWorld, filesIn, streamOf, tryUpload, upload } from "./files.fixture.ts";

let world: FileWorld;
let store: FileStore;

beforeEach(async () => {
  world = new FileWorld();
  world.limits.ownerBytes = 1_000;
  store = await world.open();
});

afterEach(async () => {
  await store.close();
  world[Symbol.dispose]();
});

function text(length: number, letter: string = "x"): string {
  return letter.repeat(length);
}

it("counts what is shared, what is not, what is declared and what has come", async () => {
  world.rows.share(await upload(store, text(100, "a")));
  await store.sweep();
  await upload(store, text(200, "b"));
  await begin(store, { size: 300 });
  const id = await begin(store);
  await store.append(id, "alice", { offset: 0, bytes: streamOf(text(150)), isLast: false });
  expect(await tryUpload(store, text(251), { size: 251 })).toMatchObject({ code: "quota-exceeded" });
  expect(await tryUpload(store, text(251))).toMatchObject({ code: "quota-exceeded" });
  expect(await tryUpload(store, text(250))).toMatchObject({ offset: 250 });
  expect(await tryUpload(store, text(1_000), { owner: "bob" })).toMatchObject({ offset: 1_000 });
});

it("refuses an upload of unknown size once there is no more room, and leaves nothing of it", async () => {
  const id = await begin(store);
  let given = 0;
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (; ; given++) yield Buffer.alloc(400, 120);
  }
  const answer = await store.append(id, "alice", { offset: 0, bytes: stream(), isLast: true });
  expect(answer).toMatchObject({ code: "quota-exceeded" });
  expect(given).toBe(2);
  expect(filesIn(world.dir)).toEqual([]);
});

it("has room for two who begin at the same time only once", async () => {
  const answers = await Promise.all([1, 2, 3].map(() => tryUpload(store, text(600), { size: 600 })));
  expect(answers.filter((answer) => "code" in answer)).toHaveLength(2);
});

it("has room for two whose bytes come at the same time only once", async () => {
  const answers = await Promise.all(["a", "b", "c"].map((letter) => tryUpload(store, text(600, letter))));
  expect(answers.filter((answer) => "code" in answer).length).toBeGreaterThanOrEqual(2);
});

it("counts the same content of one owner once, shared or not", async () => {
  const first = await upload(store, text(400));
  const second = await upload(store, text(400));
  world.rows.share(first);
  await store.sweep();
  const third = await upload(store, text(400));
  world.rows.share(second);
  world.rows.share(third);
  expect(await tryUpload(store, text(600, "y"))).toMatchObject({ offset: 600 });
  expect(await tryUpload(store, "z")).toMatchObject({ code: "quota-exceeded" });
});

it("counts together what takes the same room, whoever uploads it, and what they shared of it", async () => {
  const home = { room: "~192.0.2.1" };
  world.rows.share(await upload(store, text(400), { owner: "~1", ...home }));
  await store.sweep();
  await upload(store, text(300, "y"), { owner: "~2", ...home });
  expect(await tryUpload(store, text(301, "z"), { owner: "~3", ...home })).toMatchObject({ code: "quota-exceeded" });
  expect(await tryUpload(store, text(301, "z"), { owner: "~3" })).toMatchObject({ offset: 301 });
  expect(await tryUpload(store, text(300, "z"), { owner: "~3", ...home })).toMatchObject({ offset: 300 });
});

it("counts a file once that was shared and not swept yet", async () => {
  world.rows.share(await upload(store, text(500)));
  expect(await tryUpload(store, text(500, "y"))).toMatchObject({ offset: 500 });
});

it("counts a file that turns out to be shared while the question is on its way", async () => {
  const file = await upload(store, text(600));
  world.rows.share(file);
  world.rows.before = (question) => {
    if (question === "usedBy") store.takenBack([file]);
  };
  expect(await store.begin({ name: "b", type: "text/plain", owner: "alice", room: "alice", size: 500 })).toMatchObject({
    code: "quota-exceeded",
  });
});

it("gives room back for what is abandoned, refused or swept", async () => {
  const id = await begin(store, { size: 1_000 });
  expect(await tryUpload(store, text(1))).toMatchObject({ code: "quota-exceeded" });
  await store.abandon(id, "alice");
  expect(await tryUpload(store, `${text(999)}\0`, { size: 1_000 })).toMatchObject({ code: "false-file-type" });
  await upload(store, text(1_000));
  world.now += LIMITS.unsharedMs;
  await store.sweep();
  expect(await tryUpload(store, text(1_000, "y"))).toMatchObject({ offset: 1_000 });
});

it("counts after a restart what was there before", async () => {
  await upload(store, text(500));
  await begin(store, { size: 400 });
  await store.close();
  store = await world.open();
  expect(await tryUpload(store, text(101, "y"))).toMatchObject({ code: "quota-exceeded" });
  expect(await tryUpload(store, text(100, "y"))).toMatchObject({ offset: 100 });
});

it("lets so many unshared uploads be in a room, of which shared ones are none", async () => {
  const files = [await upload(store, ""), await upload(store, "")];
  while (store.figures.unshared < LIMITS.uploadsPerOwner)
    await begin(store, { owner: `~${store.figures.unshared}`, room: "alice" });
  expect(await tryUpload(store, "")).toMatchObject({
    code: "quota-exceeded",
    text: expect.stringContaining(`${LIMITS.uploadsPerOwner} files that are not shared`),
  });
  expect(await tryUpload(store, "", { owner: "bob" })).toMatchObject({ offset: 0 });
  for (const file of files) world.rows.share(file);
  await upload(store, "");
  await upload(store, "");
  expect(await tryUpload(store, "")).toMatchObject({ code: "quota-exceeded" });
}, 30_000);
