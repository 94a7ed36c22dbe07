import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Daemon } from "./daemon.ts";

/** Where a nats-server runs, and by which addresses it is reached. */
export interface NatsPlace {
  /** What goes before its command, such as `ip netns exec NAME`. */
  readonly prefix: readonly string[];
  /** Where whoever started it reaches it. */
  readonly host: string;
  /** Where the other servers, and nodes beside them, reach it. */
  readonly peerHost: string;
  readonly ports: { readonly client: number; readonly routes: number; readonly monitor: number };
}

/** What a nats-server is told besides where it is. */
export interface NatsSettings {
  /** Its name in its cluster. */
  readonly name: string;
  /** Its folder, for its configuration, its log and what it stores. */
  readonly folder: string;
  /** All servers of its cluster, itself among them: it is alone if there are no others. */
  readonly cluster: readonly NatsPlace[];
  /** When it has on disk what it acknowledged: before that, or, as it does unless told otherwise, within two minutes. */
  readonly sync: "always" | "default";
  /** More lines of its configuration. */
  readonly more: string;
}

/** How long a server may take to say how it is. */
const ANSWER_MS = 1_000;

/** Finds a nats-server, or gets one from Debian. @throws if there is none, with what to install */
export function findNatsServer(): string {
  const script = fileURLToPath(new URL("../scripts/nats-server.sh", import.meta.url));
  return execFileSync(script, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
}

/** A nats-server with JetStream. */
export class NatsServer extends Daemon {
  readonly place: NatsPlace;

  /** Writes its configuration. It does not run yet. */
  constructor(program: string, place: NatsPlace, settings: NatsSettings) {
    const config = join(settings.folder, "nats.conf");
    super(settings.name, [...place.prefix, program, "--config", config], join(settings.folder, "nats.log"));
    this.place = place;
    mkdirSync(settings.folder, { recursive: true });
    writeFileSync(config, configuration(place, settings));
  }

  /** Where whoever started it finds it. */
  get url(): string {
    return `nats://${this.place.host}:${this.place.ports.client}`;
  }

  /** Where the other servers, and nodes beside them, find it. */
  get peerUrl(): string {
    return `nats://${this.place.peerHost}:${this.place.ports.client}`;
  }

  /** Asks for one of the pages by which it is monitored. @returns nothing if it does not answer */
  async ask(page: string): Promise<unknown> {
    if (!this.isRunning) return;
    const { host, ports } = this.place;
    try {
      const answer = await fetch(`http://${host}:${ports.monitor}/${page}`, { signal: AbortSignal.timeout(ANSWER_MS) });
      return await answer.json();
    } catch {
      return;
    }
  }
}

function configuration(place: NatsPlace, settings: NatsSettings): string {
  const { host, peerHost, ports } = place;
  const bound = host === peerHost ? host : "0.0.0.0";
  const others = settings.cluster.filter((other) => other !== place);
  const routes = others.map((other) => `"nats-route://${other.peerHost}:${other.ports.routes}"`);
  return `${[
    `server_name: ${settings.name}`,
    `listen: "${bound}:${ports.client}"`,
    `http: "${bound}:${ports.monitor}"`,
    "jetstream {",
    `  store_dir: "${join(settings.folder, "store")}"`,
    ...(settings.sync === "always" ? ["  sync_interval: always"] : []),
    "}",
    ...(others.length > 0 ? clusterPart(`${peerHost}:${ports.routes}`, routes) : []),
    settings.more,
  ].join("\n")}\n`;
}

function clusterPart(listen: string, routes: readonly string[]): readonly string[] {
  return [
    "cluster {",
    "  name: parley",
    `  listen: "${listen}"`,
    `  routes: [${routes.join(", ")}]`,
    "  no_advertise: true",
    // A peer that no longer answers is noticed, and found again, in seconds. TCP alone takes as long again as it was away.
    '  ping_interval: "1s"',
    "  ping_max: 3",
    "}",
  ];
}
