import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type ClusterNode, type ClusterOptions, LOG_STREAM, startCluster, TestCluster } from "./cluster.ts";
import { clusterScene } from "./cluster-scene.ts";
import { PARLEY, Peer, Program, startServer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";
import { startNats } from "./nats-servers.ts";
import { does } from "./people.ts";
import { freePorts } from "./ports.ts";
import { folder, parley } from "./scene.ts";

async function clusterOf(options: ClusterOptions): Promise<TestCluster> {
  const cluster = await startCluster(options);
  onTestFinished(() => cluster.stop());
  return cluster;
}

/** How many have read all of a channel: a node that is a moment behind may still know the nick of the last one. */
let readers = 0;

/** All that was said in a channel, as a node tells it. */
async function everything(node: ClusterNode, channel = "#lobby"): Promise<readonly unknown[]> {
  const reader = await JsonPeer.enter(node.port, `reader-${++readers}`, channel);
  const messages: unknown[] = [];
  for (let after = 0; ; ) {
    const page = await reader.ask({ type: "history", channel, after, limit: 1000 });
    messages.push(...(page.messages ?? []));
    after = page.messages?.at(-1)?.seq ?? after;
    if (!page.more) break;
  }
  reader.peer.close();
  return messages;
}

/** Says many things at once. */
async function sayMany(node: ClusterNode, count: number, word: string): Promise<void> {
  const peer = await JsonPeer.enter(node.port, word);
  for (let i = 1; i < count; i++) peer.peer.command({ type: "say", to: "#lobby", text: `${word} ${i}` });
  await peer.say(`${word} ${count}`);
  peer.peer.close();
}

/** Flags with which a node keeps a snapshot every 200 entries. */
function snapshotsOften(): readonly string[] {
  const often = join(folder(), "often.mjs");
  const limits = new URL("../dist/core/limits.js", import.meta.url).href;
  writeFileSync(often, `import { LIMITS } from ${JSON.stringify(limits)};\nLIMITS.clusterSnapshotEvery = 200;\n`);
  return ["--import", often];
}

it("has a node with an empty folder come while people talk: it has all that was said", {
  timeout: 120_000,
}, async () => {
  const scene = await clusterScene(1);
  const began = performance.now();
  await scene.cluster.add().start();
  await scene.audit.whole();
  const took = Math.round(performance.now() - began);
  process.stdout.write(`a node that comes: until it listened and had everybody in NAMES ${took} ms\n`);
  await scene.audit.recheck();
});

it("gives the last snapshot to who was away for long, and to who is new", { timeout: 120_000 }, async () => {
  const cluster = await clusterOf({ nodes: 2, nats: 1, nodeFlags: snapshotsOften() });
  const [stays, leaves] = [cluster.node(0), cluster.node(1)];
  await sayMany(leaves, 50, "before");
  expect(await leaves.stop()).toBe(0);
  // What is older than the snapshot before the last goes; a moment after that is there.
  for (let round = 1; !(await isTrimmed(cluster)); round++) await sayMany(stays, 150, `meanwhile-${round}`);

  await leaves.start();
  expect(leaves.log).toContain("taking the cluster's snapshot");
  const comes = cluster.add();
  await comes.start();
  expect(comes.log).toContain("taking the cluster's snapshot");
  await sayMany(comes, 10, "after");
  const said = await everything(stays);
  expect(said.length).toBeGreaterThan(500);
  for (const node of [leaves, comes]) expect(await everything(node)).toEqual(said);
  // It was away, not somebody else: it goes on from what it has now.
  expect(await leaves.stop()).toBe(0);
  await leaves.start();
  expect(leaves.log.split("taking the cluster's snapshot").length).toBe(2);
});

/** The secret keys in a data folder. */
function keysOf(data: string): readonly string[] {
  const names = readdirSync(data).filter((name) => name.endsWith(".key"));
  return names.map((name) => `${name} ${readFileSync(join(data, name)).toString("base64")}`);
}

/** Whether the log's messages up to a place are gone. */
async function isTrimmed({ nats }: TestCluster, place = 1): Promise<boolean> {
  const { messages, lastSeq } = await nats.stateOf(0, LOG_STREAM);
  return lastSeq - messages >= place;
}

it("makes a cluster of a lone server, with all that it has", { timeout: 60_000 }, async () => {
  const cluster = await clusterOf({ nodes: 0, nats: 1 });
  const first = cluster.add();
  const lone = await startServer(["--no-rate-limits"], first.data);
  await does(first.data, ["account", "add", "ada", "--role", "owner"], "PlantedSesame4711");
  const ada = JsonPeer.at(await Peer.to(lone.port));
  await ada.ask({ type: "hello", account: "ada", password: "PlantedSesame4711" });
  await ada.ask({ type: "join", channel: "#garden" });
  await ada.ask({ type: "topic", channel: "#garden", topic: "What grows" });
  await ada.say("Before there were others", "#garden");
  expect(await lone.stop()).toBe(0);

  await first.start();
  const second = cluster.add();
  await second.start();
  expect(await everything(second, "#garden")).toMatchObject([{ text: "Before there were others" }]);
  const back = JsonPeer.at(await Peer.to(second.port));
  await back.ask({ type: "hello", account: "ada", password: "PlantedSesame4711" });
  await back.ask({ type: "join", channel: "#garden" });
  expect(await back.ask({ type: "names", channel: "#garden" })).toMatchObject({ topic: "What grows" });
  await back.say("And now there are", "#garden");
  expect(await everything(first, "#garden")).toEqual(await everything(second, "#garden"));
  back.peer.close();

  // Its folder is a node's from now on, and nobody writes into it alone.
  expect(await first.stop()).toBe(0);
  await expect(startServer([], first.data)).rejects.toThrow(/is a node's of a cluster: start it with --nats/);
});

it("turns away data of another cluster and a second node of one name, with a sentence", {
  timeout: 60_000,
}, async () => {
  const cluster = await clusterOf({ nodes: 2, nats: 1 });
  const [first, second] = [cluster.node(0), cluster.node(1)];
  const nats = `--nats=${cluster.nats.urls.join(",")}`;
  await expect(startServer([nats, "--name=node-1"], folder())).rejects.toThrow(
    /Another node of the cluster is called node-1/,
  );
  await sayMany(second, 3, "here");
  await second.stop();
  await expect(startServer([nats, "--name=node-2", "--cluster=new"], second.data)).rejects.toThrow(
    /NATS knows nothing of the cluster/,
  );
  const other = folder();
  const alone = await startServer(["--no-rate-limits"], other);
  const someone = await JsonPeer.enter(alone.port, "someone");
  await someone.say("elsewhere");
  someone.peer.close();
  await alone.stop();
  const keys = keysOf(other);
  await expect(startServer([nats, "--name=node-3"], other)).rejects.toThrow(/is of another server, or another cluster/);
  // By its keys its users' addresses are hidden, and push services know it.
  expect(keysOf(other)).toEqual(keys);
  // The one whose name was wanted goes on.
  await sayMany(first, 3, "still");
});

/** What a node says that is turned away before it has written anything. */
const LOST = /NATS has lost entries of the log that \S+ has: /;

it("does not follow a log that has lost what it had, also when that has grown since", {
  timeout: 120_000,
}, async () => {
  const stored = folder();
  const nats = await startNats({ count: 1, folder: stored });
  const cluster = new TestCluster(nats, { nodes: 1, nodeFlags: snapshotsOften() });
  onTestFinished(() => cluster.stop());
  const [stays, comes] = [cluster.node(0), cluster.add()];
  await stays.start();
  await sayMany(stays, 3, "kept");
  await stays.stop();
  // What a disk has that lies about what is on it, once the power was cut.
  await nats.kill(0);
  const before = join(folder(), "before");
  cpSync(stored, before, { recursive: true });
  nats.start(0);
  await nats.ready();
  await stays.start();
  await sayMany(stays, 3, "lost");
  const { lastSeq: had } = await nats.stateOf(0, LOG_STREAM);
  await stays.kill();
  await nats.kill(0);
  rmSync(stored, { recursive: true });
  cpSync(before, stored, { recursive: true });
  nats.start(0);
  await nats.ready();
  await comes.start();
  const isLonger = async (): Promise<boolean> => (await nats.stateOf(0, LOG_STREAM)).lastSeq > had;
  for (let round = 1; !(await isLonger()); round++) await sayMany(comes, 1, `instead-${round}`);

  await expect(stays.start()).rejects.toThrow(LOST);
  const doctor = parley(["doctor", "--port", "0", "--data", stays.data, `--nats=${nats.urls.join(",")}`]);
  expect(await doctor.untilOver()).toMatch(/^wrong +this node: .* the stream has something else there: NATS has lost/m);
  // The others go on, and no snapshot takes the place of what is nowhere else.
  for (let round = 1; !(await isTrimmed(cluster, had + 1)); round++) await sayMany(comes, 150, `meanwhile-${round}`);
  await expect(stays.start()).rejects.toThrow(LOST);
  const backup = parley(["backup", "--data", stays.data, join(folder(), "kept.db")]);
  expect(await backup.exit).toBe(0);
});

it("ends when it is told to while it waits for NATS", async () => {
  const [port = 0] = await freePorts(1);
  const flags = ["--port", "0", "--data", folder(), `--nats=nats://127.0.0.1:${port}`];
  const waits = new Program(process.execPath, [PARLEY, "serve", ...flags]);
  onTestFinished(() => waits.kill());
  await waits.until("Could not connect to NATS");
  waits.process.kill("SIGTERM");
  expect(await waits.exit).toBe(0);
});
