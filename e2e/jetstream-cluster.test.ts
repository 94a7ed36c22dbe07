import { connect } from "@nats-io/transport-node";
import * as v from "valibot";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Lease } from "../src/cluster/ports.ts";
import { openNode, publish, publishSurely, type TestNode, TestReader } from "./jetstream.ts";
import { type NatsServers, startNats } from "./nats-servers.ts";

const LEADER = v.object({ meta_cluster: v.object({ leader: v.string() }) });

/** An election of NATS takes up to nine seconds, and may fail; what is due to that may take so long. */
const ELECTION_MS = 30_000;

let servers: NatsServers;
let prefixes = 0;
let prefix = "";
const opened: TestNode[] = [];

beforeAll(async () => {
  servers = await startNats();
});

afterAll(async () => {
  await servers.stop();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((node) => node.close()));
  for (const [index, server] of servers.all.entries()) {
    servers.resume(index);
    if (!server.isRunning) servers.start(index);
  }
  await servers.ready();
});

/** A node at each server, which knows the others too. */
async function openNodes(): Promise<readonly [TestNode, TestNode, TestNode]> {
  prefix = `c${prefixes++}`;
  const open = async (index: number): Promise<TestNode> => {
    const node = await openNode([...servers.urls.slice(index), ...servers.urls.slice(0, index)], { prefix });
    opened.push(node);
    return node;
  };
  return await Promise.all([open(0), open(1), open(2)]);
}

function follow(nodes: readonly TestNode[]): readonly TestReader[] {
  return nodes.map((node) => {
    const reader = new TestReader();
    node.stream.follow(0, reader, undefined);
    return reader;
  });
}

/** The server that leads all of them, once another one leads the log: without it nobody can make a consumer. */
async function leaderOfAll(): Promise<number> {
  const stranger = await connect({ servers: [...servers.urls] });
  try {
    for (;;) {
      const page = v.safeParse(LEADER, await servers.all[0]?.ask("jsz"));
      const name = page.success ? page.output.meta_cluster.leader : undefined;
      const leader = servers.all.findIndex((server) => server.name === name);
      if (leader < 0) continue;
      if ((await servers.leaderOf(`${prefix}-log`)) !== leader) return leader;
      await stranger.request(`$JS.API.STREAM.LEADER.STEPDOWN.${prefix}-log`, "", { timeout: ELECTION_MS });
    }
  } finally {
    await stranger.close();
  }
}

it("has three copies of everything, whoever of three nodes comes first", async () => {
  const nodes = await openNodes();
  expect(nodes.map(({ replicas }) => replicas)).toEqual([3, 3, 3]);
});

// An election takes four seconds at least. Who stands still is noticed after three.
it.each([
  ["kill", 4_000],
  ["pause", 7_000],
] as const)(
  "goes on without an election when the server is lost that leads all but the log: %s",
  { timeout: 2 * ELECTION_MS },
  async (how, soon) => {
    const nodes = await openNodes();
    const readers = follow(nodes);
    await publishSurely(nodes[0], 1);
    await expect.poll(() => readers.map(({ numbers }) => numbers)).toEqual([[1], [1], [1]]);
    const lost = await leaderOfAll();
    const there = nodes[(lost + 1) % 3] ?? nodes[0];
    const before = performance.now();
    await servers[how](lost);
    await publishSurely(there, 2);
    await expect
      .poll(() => readers.map(({ numbers }) => numbers), { timeout: ELECTION_MS })
      .toEqual([
        [1, 2],
        [1, 2],
        [1, 2],
      ]);
    expect(performance.now() - before).toBeLessThan(soon);
    expect(nodes[lost]?.links).toEqual([true, false, true]);
  },
);

it.each(["kill", "pause"] as const)(
  "loses and doubles nothing when the leader is lost: %s",
  { timeout: 3 * ELECTION_MS },
  async (how) => {
    const nodes = await openNodes();
    const readers = follow(nodes);
    const writing = Promise.all(
      nodes.map(async (node, n) => {
        for (let number = 1; number <= 100; number++) await publishSurely(node, number, `n${n}`);
      }),
    );
    await expect.poll(() => readers[0]?.messages.length).toBeGreaterThan(20);
    const leader = await servers.leaderOf(`${prefix}-log`);
    await servers[how](leader);
    await writing;
    await expect
      .poll(() => readers.map(({ messages }) => messages.length), { timeout: ELECTION_MS })
      .toEqual([300, 300, 300]);
    for (const reader of readers) {
      expect(reader.messages).toEqual(readers[0]?.messages);
      expect(new Set(reader.messages.map(({ node, number }) => `${node}.${number}`)).size).toBe(300);
      expect(reader.places).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    }
  },
);

it("refuses what two lost servers can't have, keeps those who read waiting, and goes on when they are back", {
  timeout: 4 * ELECTION_MS,
}, async () => {
  const nodes = await openNodes();
  const readers = follow(nodes);
  await publishSurely(nodes[0], 1);
  await Promise.all([servers.kill(0), servers.kill(1)]);
  expect(await publish(nodes[2], 2)).toBe(false);
  servers.start(0);
  servers.start(1);
  await publishSurely(nodes[0], 3);
  await expect.poll(() => readers.map((reader) => reader.numbers.at(-1)), { timeout: ELECTION_MS }).toEqual([3, 3, 3]);
  expect(new Set(readers.map((reader) => reader.numbers.join())).size).toBe(1);
});

it("sees leases when the server is lost at which it watches", { timeout: 3 * ELECTION_MS }, async () => {
  const nodes = await openNodes();
  // What nobody acknowledged in time is said again, and may be there twice.
  const seen = new Set<string>();
  nodes[0].leases.watch(({ name, node }: Lease) => seen.add(`${name} ${node}`));
  await renewSurely(nodes[1], { name: "b", node: "1" });
  await expect.poll(() => [...seen]).toEqual(["b 1"]);
  await servers.kill(0);
  await renewSurely(nodes[1], { name: "b", node: "2" });
  await expect.poll(() => [...seen], { timeout: ELECTION_MS }).toEqual(["b 1", "b 2"]);
});

it("ends while it has no server", { timeout: 2 * ELECTION_MS }, async () => {
  const nodes = await openNodes();
  follow(nodes);
  await Promise.all([0, 1, 2].map((index) => servers.pause(index)));
  await expect.poll(() => nodes.map(({ isUp }) => isUp), { timeout: 10_000 }).toEqual([false, false, false]);
  expect(await publish(nodes[0], 1)).toBe(false);
  await Promise.all(nodes.map((node) => node.close()));
});

async function renewSurely(node: TestNode, lease: Lease): Promise<void> {
  for (;;) {
    const isKnown = await new Promise((resolve) => node.leases.renew(lease, resolve));
    if (isKnown) return;
  }
}
