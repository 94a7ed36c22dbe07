import { createHash } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Nats, NatsOptions } from "../src/cluster/jetstream/connect.ts";
import type { Lease } from "../src/cluster/ports.ts";
import { LIMITS } from "../src/core/limits.ts";
import { openNode, publish, type TestNode, TestReader } from "./jetstream.ts";
import { type NatsServers, startNats } from "./nats-servers.ts";

let servers: NatsServers;
let prefixes = 0;
let prefix = "";
const opened: Nats[] = [];

beforeAll(async () => {
  servers = await startNats({ count: 1 });
});

afterAll(async () => {
  await servers.stop();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((node) => node.close()));
  prefix = "";
});

async function open(more: Partial<NatsOptions> = {}): Promise<TestNode> {
  if (prefix === "") prefix = `p${prefixes++}`;
  const node = await openNode(servers.urls, { prefix, ...more });
  opened.push(node);
  return node;
}

it("has one copy of everything where there is one server", async () => {
  const node = await open();
  expect(node.replicas).toBe(1);
  expect(node.links).toEqual([true]);
});

it("tells all in one order, once, with who wrote it", async () => {
  const [one, two] = [await open(), await open()];
  const [hears, alsoHears] = [new TestReader(), new TestReader()];
  one.stream.follow(0, hears);
  const before = Date.now();
  const batches = Array.from({ length: 500 }, (_, i) => publish(i % 2 ? one : two, i, undefined, i % 2 ? "n1" : "n2"));
  expect(await Promise.all(batches)).not.toContain(false);
  // It is there already.
  expect(await publish(two, 7)).toBe(true);
  two.stream.follow(0, alsoHears);
  await expect.poll(() => [hears.messages.length, alsoHears.messages.length]).toEqual([500, 500]);
  expect(hears.messages).toEqual(alsoHears.messages);
  expect(hears.places).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
  expect(hears.numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i));
  const seventh = hears.messages.find(({ number }) => number === 7);
  expect(seventh).toMatchObject({ node: "n1", version: 3, lines: "7\n" });
  expect(Math.abs((seventh?.at ?? 0) - before)).toBeLessThan(60_000);
});

it("goes on from where a reader stands, and tells nobody else any more", async () => {
  const node = await open();
  for (let i = 1; i <= 5; i++) await publish(node, i);
  const [left, reader] = [new TestReader(), new TestReader()];
  node.stream.follow(5, left);
  node.stream.follow(2, reader);
  await publish(node, 6);
  await expect.poll(() => reader.places).toEqual([3, 4, 5, 6]);
  expect(left.places).toEqual([]);
});

it("waits for a reader who has no room, with a bounded part of what there is", async () => {
  const node = await open();
  const lines = "x".repeat(1_000_000);
  for (let i = 1; i <= 40; i++) await publish(node, i, lines);
  const reader = new TestReader();
  reader.room = 3;
  node.stream.follow(0, reader);
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
  const node = await open();
  const reader = new TestReader();
  reader.room = 1;
  node.stream.follow(0, reader);
  await publish(node, 1);
  await expect.poll(() => reader.places).toEqual([1]);
  await forgetReaders();
  await publish(node, 2);
  reader.room = 100;
  node.stream.resume();
  await publish(node, 3);
  await expect.poll(() => reader.places).toEqual([1, 2, 3]);
});

it("skips what is no batch", async () => {
  const node = await open();
  const reader = new TestReader();
  const stranger = await connect({ servers: [...servers.urls] });
  stranger.publish(`${prefix}.log`, "hello");
  await stranger.flush();
  await stranger.close();
  await publish(node, 1);
  node.stream.follow(0, reader);
  await expect.poll(() => reader.places).toEqual([2]);
  expect(reader.skipped).toEqual([1]);
});

it("says that a place is not there any more", async () => {
  const node = await open();
  for (let i = 1; i <= 5; i++) await publish(node, i);
  await node.stream.trim(4);
  expect(await node.stream.bounds()).toMatchObject({ first: 4, last: 5 });
  const reader = new TestReader();
  node.stream.follow(2, reader);
  await expect.poll(() => node.losses).toEqual([{ lost: "behind", after: 2, first: 4, last: 5 }]);
  node.stream.follow(3, reader);
  await expect.poll(() => reader.places).toEqual([4, 5]);
});

it("says that the stream ends before a place", { timeout: LIMITS.streamAheadMs + 10_000 }, async () => {
  const node = await open();
  await publish(node, 1);
  const reader = new TestReader();
  node.stream.follow(9, reader);
  await expect
    .poll(() => node.losses, { timeout: LIMITS.streamAheadMs + 5_000 })
    .toEqual([{ lost: "ahead", after: 9, first: 1, last: 1 }]);
  expect(reader.places).toEqual([]);
});

it("says that what is in the last place is something else than what came from there", async () => {
  const node = await open();
  const reader = new TestReader();
  await publish(node, 1);
  await publish(node, 2);
  node.stream.follow(2, reader, { node: "n1", number: 2 });
  await publish(node, 3);
  await expect.poll(() => reader.places).toEqual([3]);
  node.stream.follow(3, reader, { node: "n1", number: 77 });
  await expect.poll(() => node.losses).toEqual([{ lost: "ahead", after: 3, first: undefined, last: undefined }]);
});

it("notices that the stream was made anew while it was followed", async () => {
  const node = await open();
  const reader = new TestReader();
  node.stream.follow(0, reader);
  await publish(node, 1);
  await expect.poll(() => reader.places).toEqual([1]);
  await makeAnew(["other 1", "other 2"]);
  await expect.poll(() => node.losses).toMatchObject([{ lost: "ahead", after: 1 }]);
  expect(reader.places).toEqual([1]);
});

it("takes batches as large as it says, and no larger ones", async () => {
  const node = await open();
  expect(await publish(node, 1, "x".repeat(node.stream.maxBytes), "n".repeat(64))).toBe(true);
  expect(await publish(node, 2, "x".repeat(node.stream.maxBytes + LIMITS.streamHeaderBytes))).toBe(false);
});

it("says of a stream that is not as it has to be what is wrong, and leaves it", async () => {
  const stranger = await connect({ servers: [...servers.urls] });
  const manager = await jetstreamManager(stranger);
  await manager.streams.add({ name: "other-log", subjects: ["other.log"], max_msg_size: 99 });
  await expect(openNode(servers.urls, { prefix: "other" })).rejects.toThrow(
    /stream other-log is in JetStream already.*max_msg_size is 99/,
  );
  expect((await manager.streams.info("other-log")).config.max_msg_size).toBe(99);
  await stranger.close();
});

it("says that there are not enough servers for the replicas, and where nobody is", async () => {
  await expect(openNode(servers.urls, { prefix: "many", replicas: 3 })).rejects.toThrow(/not enough NATS servers/);
  await expect(openNode(["nats://user:secret@127.0.0.1:1"])).rejects.toThrow(
    "Could not connect to NATS at nats://127.0.0.1:1: connection refused",
  );
});

it("says of a server that takes less than a batch what is to be set", async () => {
  const small = await startNats({ count: 1, more: "max_payload: 65536" });
  try {
    await expect(openNode(small.urls, { waits: true })).rejects.toThrow(/65536 bytes only: set max_payload/);
  } finally {
    await small.stop();
  }
});

it("is let in with a name and a password, and says so if they are wrong", async () => {
  const more = 'authorization { user: parley, password: "s:3/t" }';
  const closed = await startNats({ count: 1, more });
  try {
    const url = (who: string): string => closed.urls[0]?.replace("//", `//${who}@`) ?? "";
    const node = await openNode([url("parley:s%3A3%2Ft")]);
    expect(node.replicas).toBe(1);
    await node.close();
    const wrong = openNode([url("parley:secret")], { waits: true });
    await expect(wrong).rejects.toThrow(/does not take the user name, password or credentials/);
    await expect(wrong).rejects.not.toThrow(/secret/);
  } finally {
    await closed.stop();
  }
});

it("waits for a server that is not there yet, and can be called off", async () => {
  const late = await startNats({ count: 1 });
  try {
    await late.kill(0);
    const links: boolean[] = [];
    const troubles: unknown[] = [];
    const heard = { onLink: (isUp: boolean) => links.push(isUp), onTrouble: (cause: unknown) => troubles.push(cause) };
    const opening = openNode(late.urls, { waits: true, ...heard });
    const calledOff = new AbortController();
    const neverOpen = expect(openNode(late.urls, { waits: true, signal: calledOff.signal })).rejects.toThrow();
    await expect.poll(() => links).toEqual([false]);
    calledOff.abort();
    await neverOpen;
    late.start(0);
    const node = await opening;
    expect(links).toEqual([false, true]);
    expect(String(troubles[0])).toContain("Could not connect to NATS");
    await node.close();
  } finally {
    await late.stop();
  }
});

it("leaves nothing open when it ends while it tries to come back", { timeout: 20_000 }, async () => {
  const hung = await startNats({ count: 1 });
  try {
    const ports = hung.all.map(({ place }) => place.ports.client);
    const node = await openNode(hung.urls);
    node.stream.follow(0, new TestReader());
    node.leases.watch(() => undefined);
    expect(socketsTo(ports)).toBe(1);
    await hung.pause(0);
    await expect.poll(() => node.isUp).toBe(false);
    await expect.poll(() => socketsTo(ports)).toBe(1);
    await node.close();
    await expect.poll(() => socketsTo(ports)).toBe(0);
  } finally {
    await hung.stop();
  }
});

it("sees each time that a node says that it is there, from the first on", async () => {
  const [one, two] = [await open(), await open()];
  await renew(one, { name: "a.b c", node: "1" });
  const seen: Lease[] = [];
  two.leases.watch((lease) => seen.push(lease));
  await expect.poll(() => seen).toEqual([{ name: "a.b c", node: "1" }]);
  await renew(one, { name: "a.b c", node: "1" });
  await renew(two, { name: "other", node: "2" });
  await expect.poll(() => seen.map(({ name }) => name)).toEqual(["a.b c", "a.b c", "other"]);
  await one.leases.release("a.b c");
  const late: Lease[] = [];
  one.leases.watch((lease) => late.push(lease));
  await expect.poll(() => late).toEqual([{ name: "other", node: "2" }]);
});

it("passes things to other nodes, and not to the one itself", async () => {
  const [one, two] = [await open(), await open()];
  const [heardByOne, heardByTwo]: [string[], string[]] = [[], []];
  one.passing.hear((text) => heardByOne.push(text));
  two.passing.hear((text) => heardByTwo.push(text));
  await Promise.all([one.stream.bounds(), two.stream.bounds()]);
  one.passing.send("from one");
  two.passing.send("from two");
  await expect.poll(() => [heardByOne, heardByTwo]).toEqual([["from two"], ["from one"]]);
});

it("settles a fact once, whoever comes at the same time", async () => {
  const [one, two] = [await open(), await open()];
  expect(await one.facts.get("secret")).toBeUndefined();
  const settled = await Promise.all([one.facts.settle("secret", "by one"), two.facts.settle("secret", "by two")]);
  expect(settled[0]).toBe(settled[1]);
  expect(await two.facts.get("secret")).toBe(settled[0]);
  await one.facts.put("secret", "new");
  expect(await two.facts.settle("secret", "late")).toBe("new");
});

it("keeps a large content in little memory, and once", { timeout: 60_000 }, async () => {
  const [one, two] = [await open(), await open()];
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
  expect(await bytesOf(`OBJ_${prefix}-files`)).toBe(0);
});

it("leaves nothing of a content that broke off, and of two at the same time one", async () => {
  const [one, two] = [await open(), await open()];
  await expect(one.files.put("b/1 x", () => broken())).rejects.toThrow("Could not put b/1 x into the object store");
  expect(await one.files.list()).toEqual([]);
  expect(await bytesOf(`OBJ_${prefix}-files`)).toBe(0);
  await Promise.all([one.files.put("b/1 x", () => content(300_000)), two.files.put("b/1 x", () => content(300_000))]);
  expect(await two.files.list()).toMatchObject([{ name: "b/1 x", bytes: 300_000 }]);
  expect(await hashOf((await two.files.get("b/1 x")) ?? content(0))).toBe(await hashOf(content(300_000)));
  expect(await bytesOf(`OBJ_${prefix}-files`)).toBeLessThan(310_000);
});

it("keeps a content that is put there again from being removed for how old it is", async () => {
  const [one, two] = [await open(), await open()];
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
  const node = await open();
  await node.snapshots.put("empty", () => content(0));
  expect(await hashOf((await node.snapshots.get("empty")) ?? content(1))).toBe(await hashOf(content(0)));
});

it("does not give a content of which something is missing", async () => {
  const node = await open();
  await node.files.put("part", () => content(500_000));
  const stranger = await connect({ servers: [...servers.urls] });
  const manager = await jetstreamManager(stranger);
  await manager.streams.purge(`OBJ_${prefix}-files`, { seq: 2 });
  await stranger.close();
  await expect(hashOf((await node.files.get("part")) ?? content(0))).rejects.toThrow("not what was put there");
});

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

/** The bytes of buffers that somebody still needs: what one collection frees is counted as gone by the next. */
function heldBytes(): number {
  if (typeof collect !== "function") throw new Error("this Node has no --expose-gc");
  collect();
  collect();
  return process.memoryUsage().arrayBuffers;
}

/** Sockets of this process that are open to one of these ports, by what Linux lists. */
function socketsTo(ports: readonly number[]): number {
  const rows = readFileSync("/proc/self/net/tcp", "utf8").split("\n");
  const own = new Set(
    readdirSync("/proc/self/fd").flatMap((fd) => {
      try {
        return [/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1]];
      } catch {
        return [];
      }
    }),
  );
  return rows.filter((row) => {
    const [, , remote = "", , , , , , , inode] = row.trim().split(/\s+/);
    return own.has(inode) && ports.includes(Number.parseInt(remote.split(":")[1] ?? "", 16));
  }).length;
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

function renew(node: Nats, lease: Lease): Promise<boolean> {
  return new Promise((resolve) => {
    node.leases.renew(lease, resolve);
  });
}

/** Puts another stream in the place of the log, with other things in it. */
async function makeAnew(lines: readonly string[]): Promise<void> {
  const stranger = await connect({ servers: [...servers.urls] });
  const manager = await jetstreamManager(stranger);
  const { config } = await manager.streams.info(`${prefix}-log`);
  await manager.streams.delete(config.name);
  await manager.streams.add(config);
  for (const line of lines) await manager.jetstream().publish(`${prefix}.log`, line);
  await stranger.close();
}

/** Has NATS forget all that read the log. */
async function forgetReaders(): Promise<void> {
  const stranger = await connect({ servers: [...servers.urls] });
  const manager = await jetstreamManager(stranger);
  for (const { name } of await manager.consumers.list(`${prefix}-log`).next()) {
    await manager.consumers.delete(`${prefix}-log`, name);
  }
  await stranger.close();
}

/** What NATS has sent to who reads the log. */
async function deliveredBytes(each: number): Promise<number> {
  const stranger = await connect({ servers: [...servers.urls] });
  const manager = await jetstreamManager(stranger);
  const [reading] = await manager.consumers.list(`${prefix}-log`).next();
  await stranger.close();
  return (reading?.delivered.consumer_seq ?? 0) * each;
}

async function bytesOf(stream: string): Promise<number> {
  const stranger = await connect({ servers: [...servers.urls] });
  const manager = await jetstreamManager(stranger);
  const { state } = await manager.streams.info(stream);
  await stranger.close();
  return state.bytes;
}
