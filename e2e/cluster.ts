import process from "node:process";
import { makeFolder, removeFolder, startServer, type TestServer } from "./harness.ts";
import type { NatsPlace } from "./nats-server.ts";
import { type NatsOptions, type NatsServers, startNats } from "./nats-servers.ts";
import type { Machine } from "./netns.ts";

/** A cluster for tests: nats-servers, and nodes of Parley, each in a process of its own. */

/** The stream in which nodes have their log, unless they were told another name for their cluster. */
export const LOG_STREAM = "parley-log";

/** The ports that a nats-server has on a machine of its own. */
const PORTS: NatsPlace["ports"] = { client: 4222, routes: 6222, monitor: 8222 };

/** How large a cluster is, and where it is. */
export interface ClusterOptions {
  /** How many nodes: 3 unless said otherwise. */
  readonly nodes?: number;
  /** How many nats-servers: 3 unless said otherwise. */
  readonly nats?: NatsOptions["count"];
  /** Machines, with a node and a nats-server on each; all is on loopback if nothing is said. */
  readonly machines?: readonly Machine[];
  /** What nodes are told besides. */
  readonly args?: readonly string[];
  /** Flags for the runtime of each. */
  readonly nodeFlags?: readonly string[];
}

/** Starts a cluster, and waits until all of it listens. */
export async function startCluster(options: ClusterOptions = {}): Promise<TestCluster> {
  const { machines, nats: count } = options;
  const places = machines?.map((machine) => ({ ...machine, ports: PORTS }));
  const nats = await startNats({ ...(places && { places }), ...(count !== undefined && { count }) });
  const cluster = new TestCluster(nats, options);
  try {
    // The first one founds the cluster; the others come while it runs.
    for (const node of cluster.nodes) await node.start();
    return cluster;
  } catch (cause) {
    await cluster.stop();
    throw cause;
  }
}

/** Nodes, and the nats-servers that they share. */
export class TestCluster {
  readonly nats: NatsServers;
  readonly #nodes: ClusterNode[] = [];
  readonly #options: ClusterOptions;

  /** None of the nodes runs yet. */
  constructor(nats: NatsServers, options: ClusterOptions) {
    this.nats = nats;
    this.#options = options;
    const count = options.machines?.length ?? options.nodes ?? 3;
    for (let i = 0; i < count; i++) this.add();
  }

  get nodes(): readonly ClusterNode[] {
    return this.#nodes;
  }

  /** One more node, with an empty folder. It does not run yet. */
  add(): ClusterNode {
    const node = new ClusterNode(this.nats, this.#nodes.length, this.#options);
    this.#nodes.push(node);
    return node;
  }

  /** A node by its index, from 0. */
  node(index: number): ClusterNode {
    const node = this.nodes[index % this.nodes.length];
    if (!node) throw new Error("there are no nodes");
    return node;
  }

  /** Ends all, and takes away what was kept. */
  async stop(): Promise<void> {
    for (const node of this.nodes) node.resume();
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.nats.stop();
    for (const { data } of this.nodes) removeFolder(data);
  }
}

/** A node, which can be started again with what it has. Its ports change with each start. */
export class ClusterNode {
  readonly name: string;
  /** Where clients reach it. */
  readonly host: string;
  readonly data: string = makeFolder();
  readonly #prefix: readonly string[];
  readonly #args: readonly string[];
  readonly #flags: readonly string[];
  #server: TestServer | undefined;
  #log = "";
  #isPaused = false;

  constructor(nats: NatsServers, index: number, { machines, args = [], nodeFlags = [] }: ClusterOptions) {
    const machine = machines?.[index];
    this.#flags = nodeFlags;
    this.name = `node-${index + 1}`;
    this.host = machine?.host ?? "127.0.0.1";
    this.#prefix = machine?.prefix ?? [];
    const urls = machine ? nats.peerUrls : nats.urls;
    this.#args = [
      `--nats=${urls.join(",")}`,
      `--name=${this.name}`,
      `--listen=ack://${this.host}:0/lobby?limit=0`,
      `--listen=relay://${this.host}:0/lobby`,
      `--listen=turns://${this.host}:0/lobby`,
      "--no-rate-limits",
      // On another machine, even if that is a part of this one, nobody gets in without TLS and an invite.
      ...(machine ? [`--host=${this.host}`, "--no-tls", "--access=open"] : []),
      ...args,
    ];
  }

  /** Whether clients may come to it. */
  get isUp(): boolean {
    return this.#server !== undefined && !this.#isPaused;
  }

  /** Its process. */
  get server(): TestServer {
    if (!this.#server) throw new Error(`${this.name} does not run`);
    return this.#server;
  }

  get port(): number {
    return this.server.port;
  }

  /** All that it has said on its console, in all its runs. */
  get log(): string {
    return this.#log + (this.#server?.log() ?? "");
  }

  /** Starts it with what it has, and waits until it listens. */
  async start(more: readonly string[] = []): Promise<void> {
    if (this.#server) throw new Error(`${this.name} runs already`);
    this.#server = await startServer([...this.#args, ...more], this.data, this.#flags, this.#prefix);
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.#ended(async (server) => {
      await server.kill();
      return null;
    });
  }

  /** Ends it as an operator would. @returns its exit status */
  stop(): Promise<number | null> {
    return this.#ended((server) => server.stop());
  }

  /** Has it stand still as it is: its connections stay and nobody answers. */
  pause(): void {
    this.#isPaused = true;
    process.kill(this.#pid, "SIGSTOP");
  }

  /** Has it go on after a pause. */
  resume(): void {
    if (this.#isPaused) process.kill(this.#pid, "SIGCONT");
    this.#isPaused = false;
  }

  get #pid(): number {
    return this.server.process.pid ?? 0;
  }

  async #ended(end: (server: TestServer) => Promise<number | null>): Promise<number | null> {
    const server = this.#server;
    if (!server) return null;
    this.#server = undefined;
    const status = await end(server);
    this.#log += server.log();
    return status;
  }
}
