import { setTimeout as delay } from "node:timers/promises";
import { connect } from "@nats-io/transport-node";
import { LIMITS } from "../../core/limits.ts";
import { Bucket } from "./bucket.ts";
import { NatsFacts } from "./facts.ts";
import type { LostListener } from "./following.ts";
import { bucketConfig, type Kept, keepAll, logConfig, shelfConfig } from "./keeping.ts";
import { NatsLeases } from "./leases.ts";
import { Link, type LinkListener } from "./link.ts";
import { LogStream } from "./log-stream.ts";
import { connectionOptions, type NatsAccess, shown } from "./options.ts";
import { NatsPassing } from "./passing.ts";
import { NatsShelf } from "./shelf.ts";
import { isFinal, NatsTrouble, troubleOf } from "./trouble.ts";

/** How NATS is reached, and who is told what becomes of it. */
export interface NatsOptions extends NatsAccess, LinkListener {
  /** What the names of all that is kept there begin with: `parley` unless said otherwise. Letters, digits, `-`, `_`. */
  readonly prefix?: string;
  /** How many servers have a copy. Three in a cluster and one without, unless said otherwise. */
  readonly replicas?: number;
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
      if (!options.waits || isFinal(cause) || options.signal?.aborted) throw trouble;
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
  const callOff = (): void => void link.close();
  options.signal?.addEventListener("abort", callOff);
  try {
    checkPayload(link.maxPayload);
    const [replicas = 1] = await keepAll(link.manager, allKept(prefix), options.replicas);
    const opened = new OpenNats(link, prefix, { replicas, lost: options.onLost, watching });
    options.onLink(link.isUp);
    return opened;
  } catch (cause) {
    await link.close();
    await watching;
    throw cause;
  } finally {
    options.signal?.removeEventListener("abort", callOff);
  }
}

/** What the server does not take would be tried again for ever. */
function checkPayload(bytes: number): void {
  if (bytes >= LIMITS.natsPayloadBytes) return;
  throw new NatsTrouble(
    `The NATS server takes messages of ${bytes} bytes only: set max_payload to ${LIMITS.natsPayloadBytes} or more on each.`,
  );
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
