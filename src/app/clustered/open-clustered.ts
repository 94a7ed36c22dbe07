import { setTimeout as wait } from "node:timers/promises";
import { ClusterLog } from "../../cluster/cluster-log.ts";
import type { Nats } from "../../cluster/jetstream/connect.ts";
import { Members } from "../../cluster/members.ts";
import { exchangePassing } from "../../cluster/passing.ts";
import type { Lease, Timer } from "../../cluster/ports.ts";
import type { Hub, HubParts } from "../../core/hub.ts";
import type { ClusterNode } from "../../server/monitoring/status-board.ts";
import type { SharedShelf } from "../../store/files/shared-shelf.ts";
import type { Store } from "../../store/store.ts";
import { nodeId, storeOptions } from "../alone.ts";
import type { Backing, BackingListener } from "../backing.ts";
import type { ClusterConfig } from "../cluster-config.ts";
import type { Config } from "../config.ts";
import { ConfigError } from "../config-error.ts";
import type { Console } from "../console.ts";
import { readSnapshot } from "./facts.ts";
import { joinCluster } from "./joining.ts";
import { Lag } from "./lag.ts";
import { HeardLeases } from "./names.ts";
import { openNats } from "./nats.ts";
import { patiently } from "./patience.ts";
import { shareKeys } from "./shared-keys.ts";
import { SnapshotKeeper } from "./snapshots.ts";

const timer: Timer = (ms, run) => {
  const timeout = setTimeout(run, ms);
  return () => clearTimeout(timeout);
};

/**
 * Opens what a node of a cluster keeps, which follows the cluster's log.
 * @throws ConfigError or StoreError (rejects) with a sentence for the operator
 */
export async function openClustered(
  config: Config,
  cluster: ClusterConfig,
  console: Console,
  listener: BackingListener,
): Promise<Backing> {
  let log: ClusterLog | undefined;
  let store: Store | undefined;
  const nats = await openNats(cluster, config.name, console, {
    linked: (isLinked) => log?.linked(isLinked),
    fatal: (cause) => listener.fatal(cause),
  });
  try {
    const own: Lease = { name: config.name, node: nodeId() };
    const leases = new HeardLeases(nats.leases);
    if (await leases.isTaken(own, wait)) throw new ConfigError(nameTaken(own.name));
    const options = storeOptions(config, console, listener);
    const joined = await patiently(() => joinCluster(options, nats, console), console);
    const { position } = joined;
    store = joined.store;
    // Only now: whoever is turned away keeps the keys that are in the folder, and gives them to nobody.
    await patiently(() => shareKeys(nats.facts, config.data), console);
    const snapshot = await patiently(() => readSnapshot(nats.facts, position.log), console);
    const { state } = store;
    const { wake } = store.replica;
    log = new ClusterLog({
      node: own.node,
      stream: nats.stream,
      position,
      seq: state.seq,
      at: state.at,
      wake,
      later: (run) => setImmediate(run),
      timer,
      onReach: (isReached) => {
        if (isReached) console.told("NATS takes what is written again");
        else
          console.warned("NATS does not take what is written: until it does, people here can read, and nothing else");
        listener.writable.set("stream", isReached);
      },
      onNewer: (version) => listener.fatal(new ConfigError(newer(version))),
    });
    store.replica.attach(log);
    return new Clustered({ config, console, listener, nats, own, leases, store, log }, snapshot);
  } catch (cause) {
    await store?.close();
    await nats.close();
    throw cause;
  }
}

interface Parts extends Pick<Backing, "store"> {
  readonly config: Config;
  readonly console: Console;
  readonly listener: BackingListener;
  readonly nats: Nats;
  readonly own: Lease;
  readonly leases: HeardLeases;
  readonly log: ClusterLog;
}

/** What a node of a cluster keeps. */
class Clustered implements Backing {
  readonly #parts: Parts;
  readonly #keeper: SnapshotKeeper;
  readonly shelf: SharedShelf;
  readonly cluster: ClusterNode;
  readonly #lag: Lag;
  #hub: Hub | undefined;
  #members: Members | undefined;

  constructor(parts: Parts, snapshot: Awaited<ReturnType<typeof readSnapshot>>) {
    this.#parts = parts;
    const { config, console, nats, own, store, log } = parts;
    const { state } = store;
    const lag = new Lag(nats.stream, () => log.position.place);
    this.#lag = lag;
    this.shelf = {
      shelf: nats.files,
      isCaughtUp: () => log.isReached && lag.behind === 0,
      onTrouble: (cause) => console.trouble(cause, "files can't be put into NATS, or got from there, at the moment"),
    };
    this.cluster = {
      name: own.name,
      get isReached() {
        return log.isReached;
      },
      get behind() {
        return lag.behind;
      },
    };
    this.#keeper = new SnapshotKeeper(
      {
        log: log.position.log,
        data: config.data,
        shared: nats,
        isTurn: () => state.nodes.values().next().value === own.node,
        seq: () => state.seq,
        trouble: (cause) => console.trouble(cause, "no snapshot can be kept for nodes that come; it is tried again"),
      },
      snapshot,
    );
  }

  get store(): Parts["store"] {
    return this.#parts.store;
  }

  get node(): string {
    return this.#parts.own.node;
  }

  get log(): ClusterLog {
    return this.#parts.log;
  }

  get isWritable(): boolean {
    return this.#parts.log.isReached && this.#parts.store.isWritable;
  }

  exchange(hear: Hub["hearPassing"]): NonNullable<HubParts["passed"]> {
    return exchangePassing(this.#parts.nats.passing, hear);
  }

  attach(follower: Parameters<Backing["attach"]>[0]): void {
    this.#parts.log.attach(follower);
  }

  started(hub: Hub, startAgain: (done: () => void) => void): void {
    const { own, leases, listener, store } = this.#parts;
    this.#hub = hub;
    this.#members = new Members({
      own,
      leases,
      nodes: store.state.nodes,
      clock: () => performance.now(),
      timer,
      lost: (node, done) => hub.run({ type: "lost", node }, done),
      startAgain,
      onReplaced: () => listener.fatal(new ConfigError(nameTaken(own.name))),
    });
    this.#members.start();
  }

  followed(): void {
    this.#members?.followed();
    this.#keeper.followed();
  }

  async close(): Promise<void> {
    const { nats, own, leases, store, log } = this.#parts;
    this.#members?.stop();
    this.#lag.stop();
    await this.#keeper.close();
    if (this.#hub && log.isReached) this.#hub.run({ type: "lost", node: own.node }, () => {});
    await log.close();
    await store.close();
    // It is no more than tidy: the log says already that the node is gone.
    await leases.release(own.name).catch(() => {});
    await nats.close();
  }
}

function nameTaken(name: string): string {
  return `Another node of the cluster is called ${name}: give each node its own with --name.`;
}

function newer(version: number): string {
  return (
    `The log has what only a newer Parley understands (its version is ${version}): upgrade this node. ` +
    "What was acknowledged is kept; the other nodes go on."
  );
}
