import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { REFUSALS } from "../src/core/answers.ts";
import { type ClusterNode, LOG_STREAM, type TestCluster } from "./cluster.ts";
import type { Audit } from "./cluster-audit.ts";
import { Peer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";
import type { Ledger } from "./ledger.ts";
import type { Netns } from "./netns.ts";

/** What may happen to a cluster while people talk. */

/** Those to whom it happens, and who look. */
export interface Scene {
  readonly cluster: TestCluster;
  readonly ledger: Ledger;
  readonly audit: Audit;
  /** There if the nodes are on machines of their own. */
  readonly network?: Netns;
  /** A whole number from 0 on that is less than this one. */
  readonly random: (below: number) => number;
}

/** Breaks something, sees that what should go on does, and mends it. */
export interface Round {
  readonly name: string;
  /** @returns when the last thing that was broken answered again, by `performance.now()`, and what was measured before */
  run(scene: Scene): Promise<Repair>;
}

/** That all works again, and what was measured until it did, in milliseconds. */
export interface Repair {
  readonly at: number;
  readonly took?: Readonly<Record<string, number>>;
}

/** So many acknowledgements say that people can talk: more than are on their way at a time. */
const ENOUGH = 40;

const AGAIN_MS = 20;

const since = (began: number): number => Math.round(performance.now() - began);

function others(cluster: TestCluster, index: number): readonly ClusterNode[] {
  return cluster.nodes.filter((_, other) => other !== index);
}

/** A node dies; its clients go to others, and it is gone from there; then it comes back. */
export const KILL_NODE: Round = {
  name: "kill -9 of a node",
  async run({ cluster, ledger, audit, random }) {
    const index = random(cluster.nodes.length);
    const node = cluster.node(index);
    const [, watcher] = await Promise.all([readerAt(node), readerAt(cluster.node(index + 1))]);
    await node.kill();
    const began = performance.now();
    await isLost(watcher, node);
    const lost = since(began);
    await audit.whole(others(cluster, index));
    await ledger.more(ENOUGH);
    await node.start();
    return { at: performance.now(), took: { "until the others had it for lost": lost } };
  },
};

/** A node dies, and is back before it is missed. */
export const BOUNCE_NODE: Round = {
  name: "kill -9 of a node, which is back at once",
  async run({ cluster, random }) {
    const node = cluster.node(random(cluster.nodes.length));
    await node.kill();
    await node.start();
    return { at: performance.now() };
  },
};

/** The nats-server that leads the log dies and comes back. */
export const KILL_LEADER: Round = {
  name: "kill -9 of the stream's leader",
  async run({ cluster: { nats }, ledger }) {
    const leader = await nats.leaderOf(LOG_STREAM);
    await nats.kill(leader);
    const began = performance.now();
    await ledger.more(ENOUGH);
    const took = { "until people could talk again": since(began) };
    nats.start(leader);
    await nats.ready();
    return { at: performance.now(), took };
  },
};

/** The nats-server that leads the log stands still, and goes on when another one leads. */
export const PAUSE_LEADER: Round = {
  name: "SIGSTOP of the stream's leader",
  async run({ cluster: { nats }, ledger }) {
    const leader = await nats.leaderOf(LOG_STREAM);
    await nats.pause(leader);
    const began = performance.now();
    await ledger.more(ENOUGH);
    const took = { "until people could talk again": since(began) };
    nats.resume(leader);
    await nats.ready();
    return { at: performance.now(), took };
  },
};

/** Each node is restarted, one after the other, as for an upgrade. */
export const ROLLING_RESTART: Round = {
  name: "a rolling restart",
  async run({ cluster, ledger, audit }) {
    const began = performance.now();
    let slowest = 0;
    for (const [index, node] of cluster.nodes.entries()) {
      const stopped = performance.now();
      expect(await node.stop()).toBe(0);
      // Who was on it is on the others, with all that was said meanwhile, before it is back.
      await audit.whole(others(cluster, index));
      slowest = Math.max(slowest, since(stopped));
      await node.start();
      await ledger.more(ENOUGH);
    }
    const took = { "all together": since(began), "until everybody was elsewhere, at most": slowest };
    return { at: performance.now(), took };
  },
};

/** Two nats-servers of three die: nothing can be said, all can be read; they come back. */
export const KILL_TWO: Round = {
  name: "kill -9 of two nats-servers",
  async run({ cluster, random }) {
    const { nats } = cluster;
    const readers = await Promise.all(cluster.nodes.map(readerAt));
    const kept = random(nats.all.length);
    const killed = [...nats.all.keys()].filter((index) => index !== kept);
    const writers = await Promise.all(cluster.nodes.map(writerAt));
    await Promise.all(killed.map((index) => nats.kill(index)));
    const began = performance.now();
    await Promise.all(writers.map((untilStuck) => untilStuck()));
    const refused = since(began);
    for (const reader of readers) await readsOnly(reader);
    for (const index of killed) nats.start(index);
    const started = performance.now();
    await nats.ready();
    await nats.leaderOf(LOG_STREAM);
    const took = { "until writes were refused": refused, "until NATS was ready again": since(started) };
    return { at: performance.now(), took };
  },
};

/** A node stands still until the others have it for lost. */
export const PAUSE_NODE: Round = {
  name: "SIGSTOP of a node for longer than its lease",
  async run({ cluster, ledger, audit, random }) {
    const index = random(cluster.nodes.length);
    const node = cluster.node(index);
    const [patient, watcher] = await Promise.all([readerAt(node), readerAt(cluster.node(index + 1))]);
    node.pause();
    const began = performance.now();
    await isLost(watcher, node);
    const lost = since(began);
    await audit.whole(others(cluster, index));
    await ledger.more(ENOUGH);
    node.resume();
    const at = performance.now();
    expect(await patient.next("goodbye")).toMatchObject({ code: "node-lost" });
    return { at, took: { "until the others had it for lost": lost, "until its clients were told": since(at) } };
  },
};

/** A machine is cut off from the other two: those go on, it can be read there, and it is joined again. */
export const PARTITION: Round = {
  name: "a partition",
  async run({ cluster, ledger, audit, network, random }) {
    if (!network) throw new Error("a partition needs machines");
    const index = random(cluster.nodes.length);
    const [cutOff, other] = await Promise.all([readerAt(cluster.node(index)), readerAt(cluster.node(index + 1))]);
    const untilStuck = await writerAt(cluster.node(index));
    network.cutOff(index);
    const began = performance.now();
    await untilStuck();
    const refused = since(began);
    await readsOnly(cutOff);
    await ledger.more(ENOUGH);
    const goesOn = since(began);
    await isLost(other, cluster.node(index));
    const lost = since(began);
    network.join(index);
    const joined = performance.now();
    const whole = audit.whole(cluster.nodes, 45_000);
    // Whoever was cut off makes the others elect anew, which takes NATS some seconds.
    await cluster.nats.ready();
    await cluster.nats.leaderOf(LOG_STREAM);
    const at = performance.now();
    const elected = {
      "from the joined link until NATS was ready": Math.round(at - joined),
      "from the joined link until everybody was in NAMES": Math.round((await whole) - joined),
    };
    const took = { "until the minority refused writes": refused, "until the majority went on": goesOn };
    return { at, took: { ...took, "until the majority had the node for lost": lost, ...elected } };
  },
};

/** Somebody who is in the lobby before something breaks, and has read nothing yet. */
async function readerAt(node: ClusterNode): Promise<JsonPeer> {
  const peer = JsonPeer.at(await Peer.to(node.port, node.host));
  await peer.ask({ type: "hello", nick: `reader-of-${node.name}` });
  await peer.ask({ type: "join", channel: "#lobby" });
  return peer;
}

/** Waits until the others are told that a node's reader is gone. Hangs up then. */
async function isLost(watcher: JsonPeer, node: ClusterNode): Promise<void> {
  for (;;) {
    const { from, reason } = await watcher.next("quit");
    if (from.nick !== `reader-of-${node.name}`) continue;
    expect(reason).toBe("Server lost");
    watcher.peer.close();
    return;
  }
}

/**
 * Somebody comes to a node, to write there when something is broken.
 * @returns what does so until the node says that nothing can be written; what was sent before that may have no answer yet
 */
export async function writerAt(node: ClusterNode): Promise<() => Promise<void>> {
  const peer = JsonPeer.at(await Peer.to(node.port, node.host));
  await peer.ask({ type: "hello", nick: `writer-at-${node.name}` });
  await peer.ask({ type: "join", channel: "#lobby" });
  return async () => {
    const times = (): number => node.log.split("NATS does not take what is written").length;
    const before = times();
    const deadline = performance.now() + 30_000;
    for (let count = 0; times() === before; count++) {
      if (performance.now() > deadline) throw new Error(`${node.name} does not say that nothing can be written`);
      peer.peer.command({ type: "say", to: "#lobby", text: `doubt.${node.name}.${performance.now()}.${count}` });
      await delay(AGAIN_MS);
    }
    peer.peer.close();
  };
}

/** Where nothing can be written all can be read. They leave then, as far as that can be told to anybody. */
async function readsOnly(reader: JsonPeer): Promise<void> {
  await expect(reader.ask({ type: "say", to: "#lobby", text: "nothing" })).rejects.toThrow(REFUSALS["not-durable"]);
  const { messages = [] } = await reader.ask({ type: "history", channel: "#lobby", limit: 50 });
  expect(messages.length).toBe(50);
  const { members = [] } = await reader.ask({ type: "names", channel: "#lobby" });
  expect(members.length).toBeGreaterThan(3);
  const whois = await reader.ask({ type: "whois", nick: "follower-1" });
  expect(whois).toMatchObject({ user: { nick: "follower-1" } });
  const { messages: found = [] } = await reader.ask({ type: "search", text: "fence" });
  expect(found.length).toBeGreaterThan(0);
  reader.peer.close();
}
