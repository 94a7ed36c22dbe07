import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Daemon } from "../e2e/daemon.ts";
import type { NatsPlace } from "../e2e/nats-server.ts";
import { NatsServers } from "../e2e/nats-servers.ts";
import { VERSION } from "../src/app/version.ts";
import { clusterBanner } from "./cluster-banner.ts";

/** Three nats-servers and three nodes of Parley on this machine, to try out what a cluster does. Ctrl-C ends them. */

const { values } = parseArgs({
  options: {
    data: { type: "string", default: "./parley-cluster" },
    /** The first node has the port after this one, and so on. */
    port: { type: "string", default: "5050" },
    /** The first nats-server has the port after this one; 2000 and 4000 further are those for each other, and of its pages. */
    "nats-port": { type: "string", default: "4221" },
    /** Whether there are no nodes of Parley. */
    "nats-only": { type: "boolean", default: false },
  },
});

/** How many there are of each. */
const COUNT = 3;

/** How long a node may take until it can write. */
const PATIENCE_MS = 60_000;

const AGAIN_MS = 50;

const folder = resolve(values.data);

class Node extends Daemon {
  readonly port: number;

  constructor(name: string, port: number, natsUrls: readonly string[]) {
    const data = join(folder, name);
    mkdirSync(data, { recursive: true });
    const parley = fileURLToPath(new URL("../bin/parley.js", import.meta.url));
    const nats = natsUrls.flatMap((url) => ["--nats", url]);
    const flags = [...nats, "--name", name, "--port", String(port), "--data", data];
    super(name, [process.execPath, parley, "serve", ...flags], join(data, "parley.log"));
    this.port = port;
  }

  /** Waits until it can keep what is said. @throws if it ends, or takes too long */
  async ready(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await this.#isWell())) {
      if (!this.isRunning || Date.now() > deadline) throw new Error(`${this.name} does not start`);
      await delay(AGAIN_MS);
    }
  }

  async #isWell(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/health`, { signal: AbortSignal.timeout(PATIENCE_MS) })).ok;
    } catch {
      return false;
    }
  }
}

function places(): readonly NatsPlace[] {
  return Array.from({ length: COUNT }, (_, index) => {
    const client = Number(values["nats-port"]) + 1 + index;
    const ports = { client, routes: client + 2_000, monitor: client + 4_000 };
    return { prefix: [], host: "127.0.0.1", peerHost: "127.0.0.1", ports };
  });
}

/** Ends what was started, nodes first: they say goodbye to their clients. */
async function stop(): Promise<void> {
  await Promise.all(nodes.map((node) => node.stop()));
  await nats.stop();
}

/** Does what somebody typed. @returns what is to be said about it */
async function obey(line: string, members: readonly Daemon[]): Promise<string> {
  const [verb = "", name = ""] = line.trim().split(/\s+/);
  const member = members.find((other) => other.name === name);
  if (!member) return `kill, start, pause or resume one of ${members.map((other) => other.name).join(", ")}`;
  if (verb === "start") {
    if (member.isRunning) return `${name} runs`;
    member.start();
    return `${name} starts`;
  }
  if (!member.isRunning) return `${name} does not run; start ${name} has it do so`;
  if (verb === "kill") await member.kill();
  else if (verb === "pause") await member.pause();
  else if (verb === "resume") member.resume();
  else return "there are kill, start, pause and resume";
  return `${name}: ${verb === "kill" ? "gone" : verb === "pause" ? "stands still" : "goes on"}`;
}

const nodes: Node[] = [];
const nats = new NatsServers(places(), { folder });
const interrupted = Promise.withResolvers<void>();
process.once("SIGINT", interrupted.resolve).once("SIGTERM", interrupted.resolve);

/** Starts everything, and does what is typed from then on. */
async function run(): Promise<void> {
  for (const server of nats.all) server.start();
  await nats.ready();
  if (!values["nats-only"]) {
    for (let index = 1; index <= COUNT; index++) {
      nodes.push(new Node(`node-${index}`, Number(values.port) + index, nats.urls));
    }
    for (const node of nodes) node.start();
    await Promise.all(nodes.map((node) => node.ready()));
  }
  process.stdout.write(
    clusterBanner(VERSION, { nats: nats.all.map(({ name, url }) => ({ name, url })), nodes, folder: values.data }),
  );
  const members = [...nodes, ...nats.all];
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== "") process.stdout.write(`${await obey(line, members)}\n`);
  }
}

try {
  await Promise.race([run(), interrupted.promise]);
  await interrupted.promise;
} catch (cause) {
  const why = cause instanceof Error ? cause.message : String(cause);
  process.stderr.write(`${why}; what each has said is in its folder in ${values.data}\n`);
  process.exitCode = 1;
}
await stop();
process.exit();
