import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay, setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";

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

/** How long a server may take to end by itself. */
const PATIENCE_MS = 5_000;

/** How long a server may take to say how it is. */
const ANSWER_MS = 1_000;

/** Finds a nats-server, or gets one from Debian. @throws if there is none, with what to install */
export function findNatsServer(): string {
  const script = fileURLToPath(new URL("../scripts/nats-server.sh", import.meta.url));
  return execFileSync(script, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
}

/** A nats-server with JetStream, which can be killed, started again and paused. */
export class NatsServer {
  readonly place: NatsPlace;
  readonly name: string;
  /** Its configuration, as a file. */
  readonly config: string;
  readonly #program: string;
  readonly #log: string;
  #child: Running | undefined;

  /** Writes its configuration. It does not run yet. */
  constructor(program: string, place: NatsPlace, settings: NatsSettings) {
    this.place = place;
    this.name = settings.name;
    this.config = join(settings.folder, "nats.conf");
    this.#program = program;
    this.#log = join(settings.folder, "nats.log");
    mkdirSync(settings.folder, { recursive: true });
    writeFileSync(this.config, configuration(place, settings, this.#log));
  }

  /** Where whoever started it finds it. */
  get url(): string {
    return `nats://${this.place.host}:${this.place.ports.client}`;
  }

  /** Where the other servers, and nodes beside them, find it. */
  get peerUrl(): string {
    return `nats://${this.place.peerHost}:${this.place.ports.client}`;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  /** What it has written to its log. */
  get log(): string {
    return existsSync(this.#log) ? readFileSync(this.#log, "utf8") : "";
  }

  /** Starts it with what it has stored. Does not wait until it listens. */
  start(): void {
    if (this.#child) throw new Error(`${this.name} runs already`);
    const [command = "", ...args] = [...WITH_US, ...this.place.prefix, this.#program, "--config", this.config];
    // A group of its own: Ctrl-C is for whoever started it, who then ends it.
    const spawned = spawn(command, args, { stdio: "ignore", detached: true });
    const gone = (): void => {
      if (this.#child === child) this.#child = undefined;
    };
    const exited = once(spawned, "exit").then(gone, gone);
    const child: Running = { pid: spawned.pid ?? 0, kill: (signal) => void spawned.kill(signal), exited };
    this.#child = child;
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child;
    child?.kill("SIGKILL");
    await child?.exited;
  }

  /** Ends it as an operator would. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    const patience = new AbortController();
    const late = delay(PATIENCE_MS, undefined, { signal: patience.signal }).then(
      () => child.kill("SIGKILL"),
      () => undefined,
    );
    await child.exited;
    patience.abort();
    await late;
  }

  /** Has it stand still as it is: its connections stay and nobody answers. Waits until it does. Linux only. */
  async pause(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    child.kill("SIGSTOP");
    while (child === this.#child && !isStopped(child.pid)) await setImmediate();
  }

  /** Has it go on after a pause. */
  resume(): void {
    this.#child?.kill("SIGCONT");
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

interface Running {
  readonly pid: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Settles once it has ended. */
  readonly exited: Promise<void>;
}

/** Whether all threads of a process stand still. */
function isStopped(pid: number): boolean {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.every((thread) => /\) [Tt] /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8")));
}

/** Has a program end when the one that started it does, however that ends. */
const WITH_US: readonly string[] = process.platform === "linux" ? ["setpriv", "--pdeathsig", "KILL"] : [];

function configuration(place: NatsPlace, settings: NatsSettings, log: string): string {
  const { host, peerHost, ports } = place;
  const bound = host === peerHost ? host : "0.0.0.0";
  const others = settings.cluster.filter((other) => other !== place);
  const routes = others.map((other) => `"nats-route://${other.peerHost}:${other.ports.routes}"`);
  return `${[
    `server_name: ${settings.name}`,
    `listen: "${bound}:${ports.client}"`,
    `http: "${bound}:${ports.monitor}"`,
    `log_file: "${log}"`,
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
