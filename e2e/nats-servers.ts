import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import { makeFolder, removeFolder } from "./harness.ts";
import { findNatsServer, type NatsPlace, NatsServer, type NatsSettings } from "./nats-server.ts";
import { freePorts } from "./ports.ts";

const PEER = v.object({
  name: v.string(),
  current: v.boolean(),
  offline: v.optional(v.boolean(), false),
  lag: v.optional(v.number(), 0),
});

const GROUP = v.object({ leader: v.optional(v.string()), replicas: v.optional(v.nullable(v.array(PEER))) });

const STREAM = v.object({
  name: v.string(),
  cluster: v.optional(GROUP),
  state: v.object({ messages: v.number(), last_seq: v.number() }),
});

const JETSTREAM = v.object({
  meta_cluster: v.optional(GROUP),
  account_details: v.optional(v.array(v.object({ stream_detail: v.optional(v.nullable(v.array(STREAM))) }))),
});

const HEALTH = v.object({ status: v.literal("ok") });

type JetStream = v.InferOutput<typeof JETSTREAM>;
type StreamDetail = v.InferOutput<typeof STREAM>;

function isCurrent(peer: v.InferOutput<typeof PEER>): boolean {
  return peer.current && !peer.offline && peer.lag === 0;
}

/** Who leads a stream: it says so itself, and so do most. @returns its index */
function leaderAmong(
  details: readonly (StreamDetail | undefined)[],
  servers: readonly NatsServer[],
): number | undefined {
  const named = details.map((detail) => detail?.cluster?.leader);
  const leader = servers.findIndex(({ name }, index) => {
    const votes = named.filter((other) => other === name).length;
    return details[index] && (servers.length === 1 || (named[index] === name && votes > servers.length / 2));
  });
  return leader < 0 ? undefined : leader;
}

/** How many nats-servers there are, where and how. */
export interface NatsOptions {
  /** How many there are on loopback, at ports that are free: 3 unless said otherwise. */
  readonly count?: number;
  /** Where they are instead, as in network namespaces. */
  readonly places?: readonly NatsPlace[];
  /** Where they store things, for good. They do so in a folder of their own, which goes with them, if nothing is said. */
  readonly folder?: string;
  /** See `NatsSettings`: always unless said otherwise. */
  readonly sync?: NatsSettings["sync"];
  readonly more?: string;
}

/** How long a cluster may take to agree about something: an election takes up to nine seconds, and may fail. */
const PATIENCE_MS = 45_000;

/** How long to wait before the servers are asked again. */
const AGAIN_MS = 50;

/** Starts nats-servers, and waits until JetStream works on all of them. */
export async function startNats(options: NatsOptions = {}): Promise<NatsServers> {
  const places = options.places ?? (await loopbackPlaces(options.count ?? 3));
  const servers = new NatsServers(places, options);
  try {
    for (const server of servers.all) server.start();
    await servers.ready();
  } catch (cause) {
    const logs = servers.all.map((server) => server.log).join("\n");
    await servers.stop();
    throw new Error(`the nats-servers did not come up: ${logs}`, { cause });
  }
  return servers;
}

/** One nats-server, or some that are a cluster. They are known by their indexes, from 0. */
export class NatsServers {
  readonly all: readonly NatsServer[];
  readonly #folder: string;
  readonly #isOurs: boolean;

  /** Writes their configurations. None runs yet. */
  constructor(places: readonly NatsPlace[], options: NatsOptions = {}) {
    const program = findNatsServer();
    const folder = options.folder ?? makeFolder();
    this.#folder = folder;
    this.#isOurs = options.folder === undefined;
    this.all = places.map((place, index) => {
      const name = `nats-${index + 1}`;
      const { sync = "always", more = "" } = options;
      return new NatsServer(program, place, { name, folder: join(folder, name), cluster: places, sync, more });
    });
  }

  /** Where whoever started them finds them. */
  get urls(): readonly string[] {
    return this.all.map((server) => server.url);
  }

  /** Where they find each other. */
  get peerUrls(): readonly string[] {
    return this.all.map((server) => server.peerUrl);
  }

  /** Starts one with what it has stored. */
  start(index: number): void {
    this.#at(index).start();
  }

  /** Ends one as a power cut would. */
  kill(index: number): Promise<void> {
    return this.#at(index).kill();
  }

  /** Has one stand still as it is: its connections stay and nobody answers. */
  pause(index: number): Promise<void> {
    return this.#at(index).pause();
  }

  /** Has one go on after a pause. */
  resume(index: number): void {
    this.#at(index).resume();
  }

  /**
   * Waits until those that run agree who leads them, that one sees the others, and each says that it is well.
   * @throws if one ends
   */
  async ready(asked: readonly number[] = this.#running()): Promise<void> {
    await this.#until("JetStream to be there", async () => {
      const gone = asked.find((index) => !this.#at(index).isRunning);
      if (gone !== undefined) throw new Error(`${this.#at(gone).name} has ended: ${this.#at(gone).log.slice(-500)}`);
      const pages = await Promise.all(asked.map((index) => this.#jetstream(index)));
      const healths = await Promise.all(asked.map((index) => this.#at(index).ask("healthz")));
      const areWell = pages.every(Boolean) && healths.every((health) => v.is(HEALTH, health));
      return areWell && (this.all.length === 1 || this.#isLed(pages, asked)) ? true : undefined;
    });
  }

  /**
   * Waits until one of those asked leads a stream that all of them replicate, and most of them say so: one that is cut off,
   * or just started, may think for a while that it leads. @returns its index
   */
  leaderOf(stream: string, asked: readonly number[] = this.#running()): Promise<number> {
    return this.#until(`a leader of ${stream}`, async () => {
      const leader = leaderAmong(await this.#details(stream), this.all);
      return leader !== undefined && asked.includes(leader) ? leader : undefined;
    });
  }

  /** Waits until one has all that the leader of a stream has. */
  async caughtUp(index: number, stream: string): Promise<void> {
    await this.#until(`${this.#at(index).name} to catch up with ${stream}`, async () => {
      const details = await this.#details(stream);
      const leader = details[leaderAmong(details, this.all) ?? -1];
      const own = details[index];
      return leader && own && own.state.last_seq >= leader.state.last_seq ? true : undefined;
    });
  }

  /** What one has of a stream. Waits until it has the stream, and says so. */
  stateOf(index: number, stream: string): Promise<{ readonly messages: number; readonly lastSeq: number }> {
    return this.#until(`${this.#at(index).name} to say what it has of ${stream}`, async () => {
      const state = (await this.#stream(index, stream))?.state;
      return state && { messages: state.messages, lastSeq: state.last_seq };
    });
  }

  /** Ends all, and takes away what they have stored unless it was to stay. */
  async stop(): Promise<void> {
    await Promise.all(this.all.map((server) => (this.#isOurs ? server.kill() : server.stop())));
    if (this.#isOurs) removeFolder(this.#folder);
  }

  /** Whether all pages name one of those asked, who sees the others. */
  #isLed(pages: readonly (JetStream | undefined)[], asked: readonly number[]): boolean {
    const name = pages[0]?.meta_cluster?.leader;
    const leader = pages.find((_, at) => this.all[asked[at] ?? -1]?.name === name);
    const peers = leader?.meta_cluster?.replicas?.filter(isCurrent) ?? [];
    return pages.every((page) => page?.meta_cluster?.leader === name) && peers.length >= asked.length - 1;
  }

  #at(index: number): NatsServer {
    const server = this.all[index];
    if (!server) throw new Error(`there is no nats-server ${index}`);
    return server;
  }

  #running(): readonly number[] {
    return [...this.all.keys()].filter((index) => this.#at(index).isRunning);
  }

  #details(stream: string): Promise<readonly (StreamDetail | undefined)[]> {
    return Promise.all(this.all.map((_, index) => this.#stream(index, stream)));
  }

  async #stream(index: number, stream: string): Promise<StreamDetail | undefined> {
    const page = await this.#jetstream(index);
    return page?.account_details?.flatMap((account) => account.stream_detail ?? []).find(({ name }) => name === stream);
  }

  async #jetstream(index: number): Promise<JetStream | undefined> {
    const page = v.safeParse(JETSTREAM, await this.#at(index).ask("jsz?streams=true"));
    return page.success ? page.output : undefined;
  }

  async #until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
      await delay(AGAIN_MS);
    }
  }
}

/** Places on loopback, at ports that were free. */
async function loopbackPlaces(count: number): Promise<readonly NatsPlace[]> {
  const ports = await freePorts(count * 3);
  return Array.from({ length: count }, (_, index) => {
    const [client = 0, routes = 0, monitor = 0] = ports.slice(index * 3);
    return { prefix: [], host: "127.0.0.1", peerHost: "127.0.0.1", ports: { client, routes, monitor } };
  });
}
