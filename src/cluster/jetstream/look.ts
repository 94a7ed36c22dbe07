import { type JetStreamManager, jetstreamManager, type StreamInfo } from "@nats-io/jetstream";
import { connect, credsAuthenticator, type NatsConnection } from "@nats-io/transport-node";
import { LIMITS } from "../../core/limits.ts";
import { snapshotKey } from "../beginning.ts";
import type { ClusterFacts, LeaseFacts, NatsServerFacts, SnapshotFacts, StreamFacts } from "../cluster-facts.ts";
import { includes, type Position, positionOf } from "../position.ts";
import { isBatch } from "./batch.ts";
import { fieldOf, seeSync } from "./look-sync.ts";

/** Which cluster is looked at. */
export interface LookOptions {
  /** The servers of NATS, each as `nats://HOST:PORT`. */
  readonly servers: readonly string[];
  /** The content of a file of credentials. */
  readonly credentials?: string;
  readonly user?: string;
  readonly password?: string;
  /** What the names of the cluster's streams begin with. */
  readonly prefix: string;
  /** Where this node's database stands, as `markOf` says it. */
  readonly mark?: string;
  /** The port of each server's monitoring; 8222 if it is not said. */
  readonly monitorPort?: number;
}

/** Where the monitoring of a server is, if nothing else was said to it. */
const MONITOR_PORT = 8_222;

/**
 * Looks at a cluster, and changes nothing in it: it asks NATS of streams and reads single messages, each within
 * `LIMITS.doctorAnswerMs`. What can't be seen is left out. Never rejects.
 */
export async function lookAtCluster(options: LookOptions): Promise<ClusterFacts> {
  const { servers, prefix, mark } = options;
  const looked = await Promise.all(servers.map((url) => lookAtServer(url, options)));
  const position = mark === undefined ? undefined : positionIn(mark);
  const common = {
    at: Date.now(),
    prefix,
    servers: looked.map(({ facts }) => facts),
    ...(position && { own: { log: position.log, place: position.place } }),
  };
  const connections = looked.flatMap(({ connection }) => connection ?? []);
  try {
    const first = connections.find(({ info }) => info?.jetstream === true);
    if (!first)
      return { ...common, trouble: "no server that has it can be reached", silent: [], others: [], leases: [] };
    const manager = await jetstreamManager(first, { timeout: LIMITS.doctorAnswerMs, checkAPI: false });
    const seen = { ...common, ...(await lookAtStreams(manager, prefix)) };
    const isKept = position && seen.stream && (await hasRead(manager, prefix, position));
    return seen.own && isKept !== undefined ? { ...seen, own: { ...seen.own, isKept } } : seen;
  } catch (cause) {
    return { ...common, trouble: clauseOf(cause), silent: [], others: [], leases: [] };
  } finally {
    await Promise.allSettled(connections.map((connection) => connection.close()));
  }
}

interface LookedAt {
  readonly facts: NatsServerFacts;
  readonly connection?: NatsConnection;
}

async function lookAtServer(
  url: string,
  { credentials, user, password, monitorPort = MONITOR_PORT }: LookOptions,
): Promise<LookedAt> {
  try {
    const connection = await connect({
      servers: url,
      ignoreClusterUpdates: true,
      reconnect: false,
      timeout: LIMITS.doctorAnswerMs,
      ...(credentials !== undefined && { authenticator: credsAuthenticator(new TextEncoder().encode(credentials)) }),
      ...(user !== undefined && { user }),
      ...(password !== undefined && { pass: password }),
    });
    const { info } = connection;
    const sync = await seeSync(url, monitorPort);
    const facts: NatsServerFacts = {
      url,
      hasJetStream: info?.jetstream === true,
      roundTripMs: await connection.rtt(),
      ...(info && { name: info.server_name, version: info.version }),
      ...(sync && { sync }),
    };
    return { facts, connection };
  } catch (cause) {
    return { facts: { url, unreachable: clauseOf(cause) } };
  }
}

/** What nodes share besides the log, by the names of its streams behind the prefix. */
const OTHERS: readonly (readonly [before: string, behind: string])[] = [
  ["KV_", "-nodes"],
  ["KV_", "-facts"],
  ["OBJ_", "-files"],
  ["OBJ_", "-snapshots"],
];

async function lookAtStreams(
  manager: JetStreamManager,
  prefix: string,
): Promise<Pick<ClusterFacts, "silent" | "stream" | "others" | "leases" | "snapshot" | "log">> {
  const names = [`${prefix}-log`, ...OTHERS.map(([before, behind]) => `${before}${prefix}${behind}`)];
  const looked = await Promise.all(names.map((name) => streamOf(manager, name)));
  const [stream, nodes, facts] = looked.map((one) => (one === "silent" ? undefined : one));
  const log = facts && fieldOf(await factOf(manager, `${prefix}-facts`, "log"), "log");
  const snapshot =
    typeof log === "string" ? snapshotIn(await factOf(manager, `${prefix}-facts`, snapshotKey(log))) : undefined;
  return {
    silent: names.filter((_, i) => looked[i] === "silent"),
    ...(stream && { stream }),
    others: looked.slice(1).flatMap((one) => (one === undefined || one === "silent" ? [] : one)),
    leases: nodes ? await leasesOf(manager, `${prefix}-nodes`) : [],
    ...(snapshot && { snapshot }),
    ...(typeof log === "string" && { log }),
  };
}

/** What a stream is; nothing if there is none. */
async function streamOf(manager: JetStreamManager, name: string): Promise<StreamFacts | undefined | "silent"> {
  let info: StreamInfo;
  try {
    info = await manager.streams.info(name);
  } catch (cause) {
    // Who is not answered is not told whether there is such a stream.
    return cause instanceof Error && /stream not found/i.test(cause.message) ? undefined : "silent";
  }
  const { config, state, cluster } = info;
  return {
    name,
    replicas: config.num_replicas,
    isOnDisk: config.storage === "file",
    first: state.first_seq,
    last: state.last_seq,
    bytes: state.bytes,
    ...(cluster?.leader && { leader: cluster.leader }),
    peers: (cluster?.replicas ?? []).map(({ name: peer, current, offline, lag }) => ({
      name: peer,
      isCurrent: current,
      isOffline: offline === true,
      lag: lag ?? 0,
    })),
  };
}

async function leasesOf(manager: JetStreamManager, bucket: string): Promise<readonly LeaseFacts[]> {
  const stream = `KV_${bucket}`;
  const leases: LeaseFacts[] = [];
  const info = await manager.streams.info(stream, { subjects_filter: `$KV.${bucket}.>` });
  for (const subject of Object.keys(info.state.subjects ?? {}).slice(0, LIMITS.streamNodes)) {
    const message = await manager.streams.getMessage(stream, { last_by_subj: subject });
    // A lease that was given back is still a message, which says that.
    if (!message || message.header.has("KV-Operation") || message.header.has("Nats-Marker-Reason")) continue;
    leases.push({ name: nameIn(subject), ageMs: Date.now() - message.time.getTime() });
  }
  return leases;
}

/** The name of a node, whose key has `=` and two hexadecimal digits for each byte of what is no letter. */
function nameIn(subject: string): string {
  const key = subject.slice(subject.lastIndexOf(".") + 1);
  const bytes = key.replace(/=([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

/** What nodes agree about, as JSON; nothing if it is not there, or makes no sense. */
async function factOf(manager: JetStreamManager, bucket: string, key: string): Promise<unknown> {
  const message = await manager.streams.getMessage(`KV_${bucket}`, { last_by_subj: `$KV.${bucket}.${key}` });
  try {
    return message ? JSON.parse(message.string()) : undefined;
  } catch {
    return undefined;
  }
}

function snapshotIn(fact: unknown): SnapshotFacts | undefined {
  const [seq, place, at] = [fieldOf(fact, "seq"), fieldOf(fact, "place"), fieldOf(fact, "at")];
  const isWhole = typeof seq === "number" && typeof place === "number" && typeof at === "number";
  return isWhole ? { seq, place, at } : undefined;
}

function positionIn(mark: unknown): Position | undefined {
  try {
    return typeof mark === "string" ? positionOf(mark) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the stream or the snapshot has what was read up to a position; nothing if that can't be seen, or is not known. */
async function hasRead(manager: JetStreamManager, prefix: string, position: Position): Promise<boolean | undefined> {
  const { log, place, last } = position;
  if (!last) return undefined;
  try {
    const message = await manager.streams.getMessage(`${prefix}-log`, { seq: place });
    if (message) return isBatch(message.header, last);
    const snapshot = positionIn(fieldOf(await factOf(manager, `${prefix}-facts`, snapshotKey(log)), "mark"));
    return snapshot && snapshot.place >= place ? includes(snapshot, position) : undefined;
  } catch {
    return undefined;
  }
}

function clauseOf(cause: unknown): string {
  return cause instanceof Error && cause.message !== "" ? cause.message.replace(/\.$/, "") : String(cause);
}
