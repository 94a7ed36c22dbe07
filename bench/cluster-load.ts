import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { ClusterNode, TestCluster } from "../e2e/cluster.ts";
import { Chatter } from "./chatter.ts";
import { cpuSeconds } from "./load.ts";

/** One load on a cluster. */
export interface ClusterLoad {
  /** On so many nodes, from the first on, somebody speaks. */
  readonly nodes: number;
  /** Messages in flight at most, of all who speak together. */
  readonly window: number;
  /** Those who speak, unless fewer are in flight; each in a channel of their own. */
  readonly speakers: number;
  /** Whether somebody on the last node is in each of these channels. */
  readonly isHeard: boolean;
  readonly bytes: number;
  readonly seconds: number;
}

/** What a load showed. */
export interface ClusterResult {
  readonly messagesPerSecond: number;
  /** Milliseconds from saying to the `ok`. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds from saying on the first node to reading on the last; nothing if nobody did. */
  readonly heard: number | undefined;
  /** Microseconds of CPU of the first node and the last one for each message, without what they take when idle. */
  readonly firstCpu: number;
  readonly lastCpu: number;
}

/** What is said before anything is measured: connections and compiled code get warm. */
const WARM_MS = 500;

let count = 0;

/** Loads a cluster and measures. @param idle seconds of CPU that a node takes each second when nothing happens */
export async function loadCluster(cluster: TestCluster, load: ClusterLoad, idle: number): Promise<ClusterResult> {
  const { nodes, window, bytes, isHeard } = load;
  const speakers = Math.min(load.speakers, window);
  const enter = (node: ClusterNode, i: number): Promise<Chatter> =>
    Chatter.enter(node.port, `b${++count}`, `#bench-${i}`, bytes);
  const all = Array.from({ length: speakers }, (_, i) => i);
  const speaking = await Promise.all(all.map((i) => enter(cluster.node(i % nodes), i)));
  const hearing = isHeard ? await Promise.all(all.map((i) => enter(lastOf(cluster), i))) : [];
  for (const [i, chatter] of speaking.entries()) {
    chatter.begin(Math.floor(window / speakers) + (i < window % speakers ? 1 : 0));
  }
  await delay(WARM_MS);
  for (const chatter of [...speaking, ...hearing]) chatter.forget();
  const measured = await measureCpu(cluster, () => delay(load.seconds * 1_000));
  const acknowledged = speaking.flatMap((chatter) => chatter.acknowledged);
  const heard = hearing.flatMap((chatter) => chatter.heard);
  await Promise.all(speaking.map((chatter) => chatter.rest()));
  for (const chatter of [...speaking, ...hearing]) chatter.leave();
  const each = (spent: number): number => ((spent - idle * measured.seconds) * 1e6) / acknowledged.length;
  return {
    messagesPerSecond: acknowledged.length / measured.seconds,
    p50: quantile(acknowledged, 0.5),
    p99: quantile(acknowledged, 0.99),
    heard: isHeard ? quantile(heard, 0.5) : undefined,
    firstCpu: each(measured.first),
    lastCpu: each(measured.last),
  };
}

/** Seconds of CPU that the last node takes each second when nobody says anything. */
export async function idleCpu(cluster: TestCluster, seconds: number): Promise<number> {
  const measured = await measureCpu(cluster, () => delay(seconds * 1_000));
  return measured.last / measured.seconds;
}

/** MiB of memory that the last node has just now. */
export function memoryOfLast(cluster: TestCluster): number {
  const status = readFileSync(`/proc/${pidOf(lastOf(cluster))}/status`, "latin1");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}

/** What is in the middle of some numbers. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

function quantile(numbers: readonly number[], q: number): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length * q)] ?? Number.NaN;
}

/** Seconds that something took, and those of CPU that the first node and the last one used meanwhile. */
async function measureCpu(
  cluster: TestCluster,
  run: () => Promise<void>,
): Promise<{ readonly seconds: number; readonly first: number; readonly last: number }> {
  const spent = [cluster.node(0), lastOf(cluster)].map((node) => cpuSeconds(pidOf(node)));
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1_000;
  const [first = 0, last = 0] = [cluster.node(0), lastOf(cluster)].map(
    (node, i) => cpuSeconds(pidOf(node)) - (spent[i] ?? 0),
  );
  return { seconds, first, last };
}

function lastOf(cluster: TestCluster): ClusterNode {
  return cluster.node(cluster.nodes.length - 1);
}

function pidOf(node: ClusterNode): number {
  return node.server.process.pid ?? 0;
}
