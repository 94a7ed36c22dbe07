import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { natsScene } from "./nats-scene.ts";

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

const nats = natsScene();

it("keeps a large content in little memory, and once", { timeout: 60_000 }, async () => {
  const [one, two] = [await nats.open(), await nats.open()];
  const size = 50 * 1_048_576;
  let most = 0;
  let measured = 0;
  const measure = (): void => {
    if (++measured % 20 === 0) most = Math.max(most, heldBytes());
  };
  const before = heldBytes();
  await one.files.put("0f", () => content(size, measure));
  await two.files.put("0f", () => content(3));
  const read = await two.files.get("0f");
  const hash = createHash("sha256");
  for await (const piece of read ?? []) {
    hash.update(piece);
    measure();
    await new Promise(setImmediate);
  }
  expect(hash.digest("hex")).toBe(await hashOf(content(size)));
  expect(most - before).toBeLessThan(25 * 1_048_576);
  expect(await two.files.list()).toMatchObject([{ name: "0f", bytes: size }]);
  await one.files.remove("0f");
  expect(await two.files.get("0f")).toBeUndefined();
  expect(await bytesOf(`OBJ_${nats.prefix}-files`)).toBe(0);
});

it("leaves nothing of a content that broke off, and of two at the same time one", async () => {
  const [one, two] = [await nats.open(), await nats.open()];
  await expect(one.files.put("b/1 x", () => broken())).rejects.toThrow("Could not put b/1 x into the object store");
  expect(await one.files.list()).toEqual([]);
  expect(await bytesOf(`OBJ_${nats.prefix}-files`)).toBe(0);
  await Promise.all([one.files.put("b/1 x", () => content(300_000)), two.files.put("b/1 x", () => content(300_000))]);
  expect(await two.files.list()).toMatchObject([{ name: "b/1 x", bytes: 300_000 }]);
  expect(await hashOf((await two.files.get("b/1 x")) ?? content(0))).toBe(await hashOf(content(300_000)));
  expect(await bytesOf(`OBJ_${nats.prefix}-files`)).toBeLessThan(310_000);
});

it("keeps a content that is put there again from being removed for how old it is", async () => {
  const [one, two] = [await nats.open(), await nats.open()];
  await one.files.put("0f", () => content(3));
  const [first] = await one.files.list();
  await expect.poll(() => Date.now()).toBeGreaterThan((first?.at ?? 0) + 1);
  await two.files.put("0f", () => broken());
  const [again] = await one.files.list();
  expect(again?.at).toBeGreaterThan(first?.at ?? Number.POSITIVE_INFINITY);
  await one.files.remove("0f", again?.at);
  expect(await hashOf((await two.files.get("0f")) ?? content(0))).toBe(await hashOf(content(3)));
  await one.files.remove("0f", (again?.at ?? 0) + 1);
  expect(await two.files.list()).toEqual([]);
  await two.files.put("0f", () => content(4));
  expect(await one.files.list()).toMatchObject([{ name: "0f", bytes: 4 }]);
});

it("keeps an empty content", async () => {
  const node = await nats.open();
  await node.snapshots.put("empty", () => content(0));
  expect(await hashOf((await node.snapshots.get("empty")) ?? content(1))).toBe(await hashOf(content(0)));
});

it("does not give a content of which something is missing", async () => {
  const node = await nats.open();
  await node.files.put("part", () => content(500_000));
  await nats.meddle(({ streams }) => streams.purge(`OBJ_${nats.prefix}-files`, { seq: 2 }));
  await expect(hashOf((await node.files.get("part")) ?? content(0))).rejects.toThrow("not what was put there");
});

/** The bytes of buffers that somebody still needs: what one collection frees is counted as gone by the next. */
function heldBytes(): number {
  if (typeof collect !== "function") throw new Error("this Node has no --expose-gc");
  collect();
  collect();
  return process.memoryUsage().arrayBuffers;
}

async function* content(size: number, measure = (): void => undefined): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; at += 100_000) {
    const piece = new Uint8Array(Math.min(100_000, size - at));
    piece.fill(at / 100_000);
    measure();
    yield piece;
  }
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield* content(1_000_000);
  throw new Error("the disk is gone");
}

async function hashOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

async function bytesOf(stream: string): Promise<number> {
  const { state } = await nats.meddle(({ streams }) => streams.info(stream));
  return state.bytes;
}
