import { expect, it } from "vitest";
import { LIMITS } from "../src/core/limits.ts";
import { openNode, publish, publishSurely, TestReader } from "./jetstream.ts";
import { natsScene } from "./nats-scene.ts";
import { startNats } from "./nats-servers.ts";

const nats = natsScene();

it("tells all in one order, once, with who wrote it", async () => {
  const [one, two] = [await nats.open(), await nats.open()];
  const [hears, alsoHears] = [new TestReader(), new TestReader()];
  one.stream.follow(0, hears, undefined);
  const before = Date.now();
  await Promise.all(Array.from({ length: 500 }, (_, i) => publishSurely(i % 2 ? one : two, i, i % 2 ? "n1" : "n2")));
  // It is there already.
  expect(await publish(two, 7)).toBe(true);
  two.stream.follow(0, alsoHears, undefined);
  await expect.poll(() => [hears.messages.length, alsoHears.messages.length]).toEqual([500, 500]);
  expect(hears.messages).toEqual(alsoHears.messages);
  expect(hears.places).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
  expect(hears.numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i));
  const seventh = hears.messages.find(({ number }) => number === 7);
  expect(seventh).toMatchObject({ node: "n1", version: 3, lines: "7\n" });
  expect(Math.abs((seventh?.at ?? 0) - before)).toBeLessThan(60_000);
});

it("goes on from where a reader stands, and tells nobody else any more", async () => {
  const node = await nats.open();
  for (let i = 1; i <= 5; i++) await publishSurely(node, i);
  const [left, reader] = [new TestReader(), new TestReader()];
  node.stream.follow(5, left, undefined);
  node.stream.follow(2, reader, undefined);
  await publishSurely(node, 6);
  await expect.poll(() => reader.places).toEqual([3, 4, 5, 6]);
  expect(left.places).toEqual([]);
});

it("waits for a reader who has no room, with a bounded part of what there is", async () => {
  const node = await nats.open();
  const lines = "x".repeat(1_000_000);
  for (let i = 1; i <= 40; i++) await publish(node, i, lines);
  const reader = new TestReader();
  reader.room = 3;
  node.stream.follow(0, reader, undefined);
  await expect.poll(() => reader.places).toEqual([1, 2, 3]);
  // Who reads has not been given more than one request allows.
  expect(await deliveredBytes(lines.length)).toBeLessThanOrEqual(LIMITS.pulledBytes);
  for (let last = 4; last <= 40; last++) {
    reader.room = 1;
    node.stream.resume();
    await expect.poll(() => reader.places.at(-1)).toBe(last);
  }
  expect(reader.places).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
});

it("goes on with a reader who had no room for so long that NATS has forgotten it", async () => {
  const node = await nats.open();
  const reader = new TestReader();
  reader.room = 1;
  node.stream.follow(0, reader, undefined);
  await publishSurely(node, 1);
  await expect.poll(() => reader.places).toEqual([1]);
  await forgetReaders();
  await publishSurely(node, 2);
  reader.room = 100;
  node.stream.resume();
  await publishSurely(node, 3);
  await expect.poll(() => reader.places).toEqual([1, 2, 3]);
});

it("skips what is no batch", async () => {
  const node = await nats.open();
  const reader = new TestReader();
  await nats.meddle((manager) => manager.jetstream().publish(`${nats.prefix}.log`, "hello"));
  await publishSurely(node, 1);
  node.stream.follow(0, reader, undefined);
  await expect.poll(() => reader.places).toEqual([2]);
  expect(reader.skipped).toEqual([1]);
});

it("says that a place is not there any more", async () => {
  const node = await nats.open();
  for (let i = 1; i <= 5; i++) await publishSurely(node, i);
  await node.stream.trim(4);
  expect(await node.stream.bounds()).toMatchObject({ first: 4, last: 5 });
  const reader = new TestReader();
  node.stream.follow(2, reader, undefined);
  await expect.poll(() => node.losses).toEqual([{ lost: "behind", after: 2, first: 4, last: 5 }]);
  node.stream.follow(3, reader, undefined);
  await expect.poll(() => reader.places).toEqual([4, 5]);
});

it("says that the stream ends before a place", { timeout: LIMITS.streamAheadMs + 60_000 }, async () => {
  const node = await nats.open();
  await publishSurely(node, 1);
  const reader = new TestReader();
  node.stream.follow(9, reader, undefined);
  await expect
    .poll(() => node.losses, { timeout: LIMITS.streamAheadMs + 15_000 })
    .toEqual([{ lost: "ahead", after: 9, first: 1, last: 1 }]);
  expect(reader.places).toEqual([]);
});

it("says that what is in the last place is something else than what came from there", async () => {
  const node = await nats.open();
  const reader = new TestReader();
  await publishSurely(node, 1);
  await publishSurely(node, 2);
  node.stream.follow(2, reader, { node: "n1", number: 2 });
  await publishSurely(node, 3);
  await expect.poll(() => reader.places).toEqual([3]);
  node.stream.follow(3, reader, { node: "n1", number: 77 });
  await expect.poll(() => node.losses).toEqual([{ lost: "ahead", after: 3, first: undefined, last: undefined }]);
});

it("says so too where messages are read by their places alone, since no consumer can be made", async () => {
  const denied = '{ publish: { deny: "$JS.API.CONSUMER.CREATE.>" } }';
  const own = await startNats({
    count: 1,
    more: `authorization { users: [{ user: a, password: b, permissions: ${denied} }] }`,
  });
  const node = await openNode(own.urls.map((url) => url.replace("//", "//a:b@")));
  try {
    for (let i = 1; i <= 3; i++) await publishSurely(node, i);
    const reader = new TestReader();
    node.stream.follow(1, reader, { node: "n1", number: 1 });
    await expect.poll(() => reader.places).toEqual([2, 3]);
    const lost = new TestReader();
    node.stream.follow(2, lost, { node: "n1", number: 77 });
    await expect.poll(() => node.losses).toMatchObject([{ lost: "ahead", after: 2 }]);
    expect(lost.places).toEqual([]);
    // What is in the last place is compared if it is there.
    await node.stream.trim(3);
    const goesOn = new TestReader();
    node.stream.follow(2, goesOn, { node: "n1", number: 2 });
    await expect.poll(() => goesOn.places).toEqual([3]);
  } finally {
    await node.close();
    await own.stop();
  }
});

it("notices that the stream was made anew while it was followed", async () => {
  const node = await nats.open();
  const reader = new TestReader();
  node.stream.follow(0, reader, undefined);
  await publishSurely(node, 1);
  await expect.poll(() => reader.places).toEqual([1]);
  await makeAnew(["other 1", "other 2"]);
  await expect.poll(() => node.losses).toMatchObject([{ lost: "ahead", after: 1 }]);
  expect(reader.places).toEqual([1]);
});

it("takes batches as large as nodes make them, and none that the server does not take", async () => {
  const node = await nats.open();
  expect(await publish(node, 1, "x".repeat(LIMITS.streamBatchBytes), "n".repeat(64))).toBe(true);
  expect(await publish(node, 2, "x".repeat(LIMITS.natsPayloadBytes))).toBe(false);
});

/** Puts another stream in the place of the log, with other things in it. */
async function makeAnew(lines: readonly string[]): Promise<void> {
  await nats.meddle(async (manager) => {
    const { config } = await manager.streams.info(`${nats.prefix}-log`);
    await manager.streams.delete(config.name);
    await manager.streams.add(config);
    for (const line of lines) await manager.jetstream().publish(`${nats.prefix}.log`, line);
  });
}

/** Has NATS forget all that read the log. */
async function forgetReaders(): Promise<void> {
  await nats.meddle(async ({ consumers }) => {
    for (const { name } of await consumers.list(`${nats.prefix}-log`).next()) {
      await consumers.delete(`${nats.prefix}-log`, name);
    }
  });
}

/** What NATS has sent to who reads the log. */
async function deliveredBytes(each: number): Promise<number> {
  const [reading] = await nats.meddle(({ consumers }) => consumers.list(`${nats.prefix}-log`).next());
  return (reading?.delivered.consumer_seq ?? 0) * each;
}
