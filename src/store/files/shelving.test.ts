import { afterEach, beforeEach, expect, it } from "vitest";
import type { FileStore } from "./file-store.ts";
import { begin, filesIn, streamOf, taken, textOf, tryUpload, upload } from "./files.fixture.ts";
import { NodesWorld } from "./nodes.fixture.ts";

let world: NodesWorld;
let a: FileStore;

beforeEach(async () => {
  world = new NodesWorld();
  a = await world.node("a");
});

afterEach(async () => {
  await world.closeAll();
  world[Symbol.dispose]();
});

/** What keeps a content from being put on the shelf, as long as it is to. */
function unreachable(): { isSo: boolean } {
  const state = { isSo: true };
  world.shelf.before = (question) => {
    if (state.isSo && question === "put") throw new Error("no answer");
  };
  return state;
}

it("says that a file is whole only once the other nodes can have it", async () => {
  const seen: unknown[] = [];
  const id = await begin(a);
  world.shelf.before = async (question) => void seen.push(question, (await a.state(id, "alice"))?.file);
  taken(await a.append(id, "alice", { offset: 0, bytes: streamOf("for all"), isLast: true }));
  expect(seen).toEqual(["put", undefined]);
  const file = await a.find(id);
  expect(world.shelf.names).toEqual([file?.hash]);
  expect(world.shelf.textOf(file?.hash ?? "")).toBe("for all");
});

it("puts a content there once, and says with each upload that it is needed", async () => {
  const { hash } = await upload(a, "same");
  world.now += 1_000;
  await upload(await world.node("b"), "same");
  expect(await world.shelf.list()).toEqual([{ name: hash, bytes: 4, at: world.now }]);
});

it("refuses a file that it can't share with the others, which can be ended anew from where it is", async () => {
  const state = unreachable();
  const id = await begin(a, { size: 11 });
  const answer = await a.append(id, "alice", { offset: 0, bytes: streamOf("try ", "again ."), isLast: true });
  expect(answer).toMatchObject({ code: "unavailable", about: id });
  expect(world.shelfTroubles).toEqual([new Error("no answer")]);
  expect(await a.find(id)).toBeUndefined();
  expect(await a.state(id, "alice")).toEqual({ id, offset: 11, size: 11 });
  expect(filesIn(world.dirOf("a"))).toEqual([`uploads/${id}.json`, `uploads/${id}.part`]);

  await world.close("a");
  a = await world.node("a");
  const rest = { offset: 11, bytes: streamOf(), isLast: true };
  expect(await a.append(id, "alice", rest)).toMatchObject({ code: "unavailable" });
  state.isSo = false;
  expect(await a.append(id, "alice", rest)).toMatchObject({ file: { size: 11 } });
  const file = await a.find(id);
  expect(file && (await textOf(a, file))).toBe("try again .");
  expect(world.shelf.names).toEqual([file?.hash]);
});

it("keeps nothing of one that is not ended anew, and takes more of one that was not at its end", async () => {
  const state = unreachable();
  const [given, longer] = [await begin(a), await begin(a)];
  for (const id of [given, longer]) {
    await a.append(id, "alice", { offset: 0, bytes: streamOf("abc"), isLast: true });
  }
  await a.abandon(given, "alice");
  state.isSo = false;
  taken(await a.append(longer, "alice", { offset: 3, bytes: streamOf("de"), isLast: false }));
  expect(a.figures).toMatchObject({ unshared: 1, unsharedBytes: 5 });
  taken(await a.append(longer, "alice", { offset: 5, bytes: streamOf("f"), isLast: true }));
  const file = await a.find(longer);
  expect(file && (await textOf(a, file))).toBe("abcdef");
  expect(filesIn(world.dirOf("a"))).toEqual(
    [`${file?.hash.slice(0, 2)}/${file?.hash}`, `uploads/${longer}.json`].sort(),
  );
  expect(a.figures).toMatchObject({ unshared: 1, unsharedBytes: 6 });
});

it("forgets an upload that is abandoned on its way there", async () => {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  world.shelf.before = () => {
    asked.resolve();
    return gate.promise;
  };
  const id = await begin(a);
  const append = a.append(id, "alice", { offset: 0, bytes: streamOf("abc"), isLast: true });
  await asked.promise;
  await a.abandon(id, "alice");
  expect(await append).toMatchObject({ code: "no-such-file" });
  expect(filesIn(world.dirOf("a"))).toEqual([]);
  gate.resolve();
});

it("does not wait for the shelf when it is closed, and goes on with the upload at the next start", async () => {
  const asked = Promise.withResolvers<void>();
  world.shelf.before = () => {
    asked.resolve();
    return new Promise(() => {});
  };
  const id = await begin(a);
  const append = a.append(id, "alice", { offset: 0, bytes: streamOf("abc"), isLast: true });
  await asked.promise;
  await Promise.all([expect(append).rejects.toThrow("broke off"), world.close("a")]);
  world.shelf.before = () => {};
  a = await world.node("a");
  expect(await a.state(id, "alice")).toEqual({ id, offset: 3 });
  taken(await a.append(id, "alice", { offset: 3, bytes: streamOf(), isLast: true }));
  expect(world.shelf.names).toHaveLength(1);
});

it("refuses what is wrong with a file before it is shared with the others", async () => {
  expect(await tryUpload(a, "abc\0")).toMatchObject({ code: "false-file-type" });
  expect(world.shelf.names).toEqual([]);
});
