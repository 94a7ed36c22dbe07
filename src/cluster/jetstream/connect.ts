import { setTimeout as delay } from "node:timers/promises";
import { type Authenticator, connect, credsAuthenticator, type NodeConnectionOptions } from "@nats-io/transport-node";
import { LIMITS } from "../../core/limits.ts";
import { Bucket } from "./bucket.ts";
import { NatsFacts } from "./facts.ts";
import type { LostListener } from "./following.ts";
import { bucketConfig, type Kept, keepAll, logConfig, shelfConfig } from "./keeping.ts";
import { NatsLeases } from "./leases.ts";
import { Link, type LinkListener } from "./link.ts";
import { LogStream } from "./log-stream.ts";
import { NatsPassing } from "./passing.ts";
import { NatsShelf } from "./shelf.ts";
import { isFinal, NatsTrouble, troubleOf } from "./trouble.ts";

/** How NATS is reached, and who is told what becomes of it. */
export interface NatsOptions extends LinkListener {
  /** `nats://` or `tls://`, with user name and password if need be; the first one that answers is taken. */
  readonly servers: readonly string[];
  /** What the names of all that is kept there begin with: `parley` unless said otherwise. Letters, digits, `-`, `_`. */
  readonly prefix?: string;
  /** How this node is called there. */
  readonly name?: string;
  /** How many servers have a copy. Three in a cluster and one without, unless said otherwise. */
  readonly replicas?: number;
  /** The content of a file of credentials, as `nsc` makes it. */
  readonly credentials?: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** Files: what signs the servers' certificate if that is no public authority, and a certificate of our own. */
  readonly tls?: { readonly ca?: string; readonly certificate?: string; readonly key?: string };
  /** Whether it is tried until it succeeds, but for what somebody has to mend first. */
  readonly waits: boolean;
  /** Calls the first connecting off. */
  readonly signal?: AbortSignal;
  readonly onLost: LostListener;
}

/** All that nodes share, by NATS. */
export interface Nats {
  readonly stream: LogStream;
  readonly leases: NatsLeases;
  readonly passing: NatsPassing;
  readonly facts: NatsFacts;
  /** Files that were shared. */
  readonly files: NatsShelf;
  /** What new nodes start from. */
  readonly snapshots: NatsShelf;
  /** How many servers have a copy of the log. */
  readonly replicas: number;
  /** Whether there is a connection just now. */
  readonly isUp: boolean;
  /** Ends all of it. What is under way fails. */
  close(): Promise<void>;
}

/**
 * Connects to NATS and makes what is not there yet. The connection comes back by itself for ever.
 * @throws NatsTrouble (rejects) if it can't be had: with `waits` only if somebody has to mend something first
 */
export async function openNats(options: NatsOptions): Promise<Nats> {
  const { prefix = "parley" } = options;
  if (!/^[\w-]{1,64}$/u.test(prefix)) throw new NatsTrouble(`${prefix} can't be a prefix of names in NATS.`);
  if (options.servers.length === 0) throw new NatsTrouble("No server of NATS was named.");
  let wasTold = false;
  for (;;) {
    try {
      return await open(options, prefix);
    } catch (cause) {
      const trouble = troubleOf(cause, `connect to NATS at ${shown(options.servers)}`);
      if (!options.waits || isFinal(trouble) || isFinal(trouble.cause)) throw trouble;
      if (!wasTold) {
        options.onLink(false);
        options.onTrouble(trouble);
      }
      wasTold = true;
    }
    await delay(LIMITS.natsRetryMs, undefined, options.signal ? { signal: options.signal } : {});
  }
}

async function open(options: NatsOptions, prefix: string): Promise<Nats> {
  options.signal?.throwIfAborted();
  const nats = await connect(connectionOptions(options));
  const link = await Link.of(nats, options);
  const watching = link.watch();
  try {
    const [replicas = 1] = await keepAll(link.manager, allKept(prefix), options.replicas);
    const opened = new OpenNats(link, prefix, { replicas, lost: options.onLost, watching });
    options.onLink(link.isUp);
    return opened;
  } catch (cause) {
    await link.close();
    await watching;
    throw cause;
  }
}

function allKept(prefix: string): readonly Kept[] {
  return [
    logConfig(prefix),
    bucketConfig(`${prefix}-nodes`, "Which nodes of Parley are there", true),
    bucketConfig(`${prefix}-facts`, "What all nodes of Parley agree about", false),
    shelfConfig(`${prefix}-files`, "Files that were shared by Parley"),
    shelfConfig(`${prefix}-snapshots`, "What a new node of Parley starts from"),
  ];
}

class OpenNats implements Nats {
  readonly stream: LogStream;
  readonly leases: NatsLeases;
  readonly passing: NatsPassing;
  readonly facts: NatsFacts;
  readonly files: NatsShelf;
  readonly snapshots: NatsShelf;
  readonly replicas: number;
  readonly #link: Link;
  readonly #watching: Promise<void>;

  constructor(
    link: Link,
    prefix: string,
    more: { readonly replicas: number; readonly lost: LostListener; readonly watching: Promise<void> },
  ) {
    this.#link = link;
    this.#watching = more.watching;
    this.replicas = more.replicas;
    this.stream = new LogStream(link, `${prefix}-log`, `${prefix}.log`, more.lost);
    this.leases = new NatsLeases(link, new Bucket(link, `${prefix}-nodes`));
    this.passing = new NatsPassing(link, `${prefix}.passing`);
    this.facts = new NatsFacts(new Bucket(link, `${prefix}-facts`));
    this.files = new NatsShelf(link, `${prefix}-files`);
    this.snapshots = new NatsShelf(link, `${prefix}-snapshots`);
  }

  get isUp(): boolean {
    return this.#link.isUp;
  }

  async close(): Promise<void> {
    this.stream.stop();
    this.leases.stop();
    this.passing.stop();
    await this.#link.close();
    await this.#watching;
  }
}

function connectionOptions(options: NatsOptions): NodeConnectionOptions {
  const { user, password, token, tls, name } = options;
  return {
    servers: [...options.servers],
    // Whoever runs the nodes names the nearest server first.
    noRandomize: true,
    ...(name === undefined ? {} : { name }),
    ...(options.credentials === undefined ? {} : { authenticator: authenticator(options.credentials) }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
    ...(token === undefined ? {} : { token }),
    ...(tls ? { tls: tlsOptions(tls) } : {}),
    timeout: LIMITS.natsConnectMs,
    pingInterval: LIMITS.natsPingMs,
    maxPingOut: LIMITS.natsPings,
    maxReconnectAttempts: -1,
    reconnectTimeWait: LIMITS.natsRetryMs,
    reconnectJitter: LIMITS.natsRetryJitterMs,
    reconnectJitterTLS: LIMITS.natsRetryJitterMs,
    // A password that is changed on the servers first must not end a node that was let in before.
    ignoreAuthErrorAbort: true,
    // What a node says in passing need not come back to it. JetStream does not answer as this connection, so is not meant.
    noEcho: true,
    noAsyncTraces: true,
  };
}

function authenticator(credentials: string): Authenticator {
  return credsAuthenticator(new TextEncoder().encode(credentials));
}

function tlsOptions(tls: NonNullable<NatsOptions["tls"]>): NonNullable<NodeConnectionOptions["tls"]> {
  return {
    ...(tls.ca === undefined ? {} : { caFile: tls.ca }),
    ...(tls.certificate === undefined ? {} : { certFile: tls.certificate }),
    ...(tls.key === undefined ? {} : { keyFile: tls.key }),
  };
}

/** The servers without what is secret in their URLs. */
function shown(servers: readonly string[]): string {
  return servers.map((server) => server.replace(/\/\/.*@/u, "//")).join(", ");
}
