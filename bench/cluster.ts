import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { TestCluster } from "../e2e/cluster.ts";
import { removeFolder } from "../e2e/harness.ts";
import { startNats } from "../e2e/nats-servers.ts";
import { type ClusterResult, idleCpu, loadCluster, median, memoryOfLast } from "./cluster-load.ts";
import { type Published, publishRaw } from "./raw-publishing.ts";

/**
 * Measures a cluster beside publishing to the same JetStream without Parley, by turns, and prints a table of medians: time
 * until a message is acknowledged, messages a second, and what a node takes of the processor for each entry of channels in
 * which nobody is there.
 */

const { values } = parseArgs({
  options: {
    /** How its nats-servers sync. */
    sync: { type: "string", default: "always" },
    nodes: { type: "string", default: "3" },
    bytes: { type: "string", default: "200" },
    seconds: { type: "string", default: "3" },
    turns: { type: "string", default: "5" },
    windows: { type: "string", default: "1,100,1000" },
    speakers: { type: "string", default: "10" },
  },
});

const NODES = Number(values.nodes);
const BYTES = Number(values.bytes);
const SECONDS = Number(values.seconds);
const SPEAKERS = Number(values.speakers);

/** What one turn shows of one number of messages in flight. */
interface Turn {
  readonly raw: Published;
  /** The same one at a time and no faster than Parley, which has more to do for each. */
  readonly paced: Published | undefined;
  /** Speakers on the first node, nobody else. */
  readonly one: ClusterResult;
  /** And with somebody who hears them on the last node. */
  readonly heard: ClusterResult;
  /** As many speakers, on all nodes. */
  readonly all: ClusterResult;
}

async function takeTurn(cluster: TestCluster, window: number, idle: number): Promise<Turn> {
  const load = { nodes: 1, window, speakers: SPEAKERS, isHeard: false, bytes: BYTES, seconds: SECONDS };
  const one = await loadCluster(cluster, load, idle);
  const publishing = { urls: cluster.nats.urls, bytes: BYTES, window, seconds: SECONDS, replicas: 3 };
  const raw = await publishRaw(publishing);
  // A publisher that waits for nothing keeps the processor to itself: at the same pace, both have to wait for it.
  const paced =
    window === 1
      ? await publishRaw({ ...publishing, restMs: Math.max(1, 1_000 / one.messagesPerSecond - raw.p50) })
      : undefined;
  const all = await loadCluster(cluster, { ...load, nodes: NODES }, idle);
  const heard = await loadCluster(cluster, { ...load, isHeard: true }, idle);
  return { raw, paced, one, all, heard };
}

function row(name: string, cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(28)}${cells.map((cell) => cell.padStart(10)).join("")}\n`);
}

function tell(window: number, turns: readonly Turn[]): void {
  const of = (pick: (turn: Turn) => number, digits = 2): string => median(turns.map(pick)).toFixed(digits);
  const rates = (name: string, pick: (turn: Turn) => Published): void => {
    row(name, [
      of((turn) => pick(turn).messagesPerSecond, 0),
      of((turn) => pick(turn).p10),
      of((turn) => pick(turn).p50),
      of((turn) => pick(turn).p99),
      of((turn) => pick(turn).messagesPerSecond / turn.raw.messagesPerSecond),
      of((turn) => pick(turn).p10 / turn.raw.p10),
      of((turn) => pick(turn).p50 / turn.raw.p50),
      of((turn) => pick(turn).p99 / turn.raw.p99),
    ]);
  };
  row(`${window} in flight`, ["messages/s", "p10 ms", "p50 ms", "p99 ms", "x rate", "x p10", "x p50", "x p99"]);
  rates("raw", ({ raw }) => raw);
  if (window === 1) rates("raw, at Parley's pace", ({ raw, paced }) => paced ?? raw);
  rates("Parley, one node", ({ one }) => one);
  rates(`Parley, ${NODES} nodes`, ({ all }) => all);
  rates("one node, heard on another", ({ heard }) => heard);
  if (window === 1) {
    const to = (pick: (result: Published) => number): string =>
      of(({ one, paced, raw }) => pick(one) / pick(paced ?? raw));
    row("Parley to raw at its pace", ["", "", "", "", "", to((r) => r.p10), to((r) => r.p50), to((r) => r.p99)]);
  }
  row(`heard on node ${NODES}, from say`, ["", "", of(({ heard }) => heard.heard ?? Number.NaN)]);
  row("CPU µs for each message", ["node 1", `node ${NODES}`]);
  row("nobody hears them", [of(({ one }) => one.firstCpu, 0), of(({ one }) => one.lastCpu, 0)]);
  row(`heard on node ${NODES}`, [of(({ heard }) => heard.firstCpu, 0), of(({ heard }) => heard.lastCpu, 0)]);
  process.stdout.write("\n");
}

const nats = await startNats({ sync: values.sync === "always" ? "always" : "default" });
const cluster = new TestCluster(nats, { nodes: NODES });
try {
  for (const node of cluster.nodes) await node.start();
  process.stdout.write(
    `${values.sync} sync, ${BYTES} bytes, medians of ${values.turns} turns of ${SECONDS} s; load ${loadavg()[0]?.toFixed(1)}; ` +
      `node ${NODES} has ${memoryOfLast(cluster).toFixed(0)} MiB\n\n`,
  );
  const idle = await idleCpu(cluster, SECONDS);
  for (const window of values.windows.split(",").map(Number)) {
    const turns: Turn[] = [];
    for (let turn = 0; turn < Number(values.turns); turn++) turns.push(await takeTurn(cluster, window, idle));
    tell(window, turns);
  }
  process.stdout.write(
    `idle, node ${NODES} takes ${(idle * 1_000).toFixed(0)} ms of CPU each second; load ${loadavg()[0]?.toFixed(1)}; node ${NODES} has ${memoryOfLast(cluster).toFixed(0)} MiB\n`,
  );
} finally {
  await cluster.stop();
  for (const { data } of cluster.nodes) removeFolder(data);
}
