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
  readonly p10: number;
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

/** So often and for so long it is looked whether nodes are idle again. */
const QUIET_STEPS = 20;
const QUIET_MS = 500;

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
  const earlier = saidBy(speaking);
  const cpu = new Cpu(cluster, idle);
  for (const [i, chatter] of speaking.entries()) {
    chatter.begin(Math.floor(window / speakers) + (i < window % speakers ? 1 : 0));
  }
  await delay(WARM_MS);
  for (const chatter of [...speaking, ...hearing]) chatter.forget();
  const start = performance.now();
  await delay(load.seconds * 1_000);
  const seconds = (performance.now() - start) / 1_000;
  const acknowledged = speaking.flatMap((chatter) => chatter.acknowledged);
  const heard = hearing.flatMap((chatter) => chatter.heard);
  await Promise.all(speaking.map((chatter) => chatter.rest()));
  const said = saidBy(speaking) - earlier;
  await cpu.quiet();
  const { first, last } = cpu.spent;
  for (const chatter of [...speaking, ...hearing]) chatter.leave();
  return {
    messagesPerSecond: acknowledged.length / seconds,
    p10: quantile(acknowledged, 0.1),
    p50: quantile(acknowledged, 0.5),
    p99: quantile(acknowledged, 0.99),
    heard: isHeard ? quantile(heard, 0.5) : undefined,
    firstCpu: (first * 1e6) / said,
    lastCpu: (last * 1e6) / said,
  };
}

/** Seconds of CPU that the last node takes each second when nobody says anything. */
export async function idleCpu(cluster: TestCluster, seconds: number): Promise<number> {
  const cpu = new Cpu(cluster, 0);
  await delay(seconds * 1_000);
  return cpu.spent.last / seconds;
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

function saidBy(chatters: readonly Chatter[]): number {
  return chatters.reduce((sum, { said }) => sum + said, 0);
}

/** What the first node and the last one take of the processors from now on, beyond what they do when idle. */
class Cpu {
  readonly #pids: readonly number[];
  readonly #idle: number;
  readonly #from: readonly number[];
  readonly #start = performance.now();

  constructor(cluster: TestCluster, idle: number) {
    this.#pids = [cluster.node(0), lastOf(cluster)].map(pidOf);
    this.#idle = idle;
    this.#from = this.#pids.map(cpuSeconds);
  }

  /** Seconds of CPU. */
  get spent(): { readonly first: number; readonly last: number } {
    const idle = (this.#idle * (performance.now() - this.#start)) / 1_000;
    const [first = 0, last = 0] = this.#pids.map((pid, i) => cpuSeconds(pid) - (this.#from[i] ?? 0) - idle);
    return { first, last };
  }

  /** Waits until they are idle again: what was said is made findable a little later. */
  async quiet(): Promise<void> {
    for (let steps = 0; steps < QUIET_STEPS; steps++) {
      const before = this.spent;
      await delay(QUIET_MS);
      const { first, last } = this.spent;
      if (first + last - before.first - before.last < 0.03) return;
    }
  }
}

function lastOf(cluster: TestCluster): ClusterNode {
  return cluster.node(cluster.nodes.length - 1);
}

function pidOf(node: ClusterNode): number {
  return node.server.process.pid ?? 0;
}
