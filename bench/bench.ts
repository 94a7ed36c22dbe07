import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Result, run } from "./load.ts";

/** Measures Parley beside a relay that promises nothing, in turn, and prints both with their ratios. */

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "100" },
    senders: { type: "string", default: "4" },
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    windows: { type: "string", default: "1,50,500" },
  },
});

interface Candidate {
  readonly name: string;
  start(data: string): Promise<{ readonly process: ChildProcess; readonly port: number }>;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const parley: Candidate = {
  name: "parley",
  async start(data) {
    const args = readFileSync(here("serve-args"), "utf8").trim().split(/\s+/);
    const child = launch([here("../bin/parley.js"), "serve", "--port", "0", "--data", data, ...args]);
    const port = await firstMatch(child, /"auto:\/\/[^"]*:(\d+)\//);
    return { process: child, port };
  },
};

const relay: Candidate = {
  name: "plain relay",
  async start() {
    const child = launch([here("plain-relay.ts"), "0"]);
    return { process: child, port: await firstMatch(child, /^(\d+)$/) };
  },
};

function launch(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
}

async function firstMatch(child: ChildProcess, pattern: RegExp): Promise<number> {
  if (!child.stdout) throw new Error("no output to read");
  for await (const line of createInterface({ input: child.stdout })) {
    const match = pattern.exec(line);
    if (!match) continue;
    child.stdout.resume();
    return Number(match[1]);
  }
  throw new Error("it ended before it listened");
}

async function measure(candidate: Candidate, window: number): Promise<Result> {
  const data = mkdtempSync(join(tmpdir(), "parley-bench-"));
  const { process: child, port } = await candidate.start(data);
  const pid = child.pid ?? 0;
  const { clients, senders, seconds } = values;
  const result = await run({
    port,
    pid,
    window,
    clients: Number(clients),
    senders: Number(senders),
    seconds: Number(seconds),
  });
  child.kill("SIGKILL");
  await once(child, "exit");
  rmSync(data, { recursive: true, force: true });
  return result;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}

function row(name: string, window: number, result: Result): string {
  const { messagesPerSecond, deliveriesPerSecond, cpuPerDelivery, p50, p99 } = result;
  const cells = [
    window,
    Math.round(messagesPerSecond),
    Math.round(deliveriesPerSecond),
    cpuPerDelivery.toFixed(2),
    p50.toFixed(2),
    p99.toFixed(2),
  ];
  return `${name.padEnd(12)}${cells.map((cell) => String(cell).padStart(13)).join("")}\n`;
}

const head = ["in flight", "messages/s", "deliveries/s", "CPU µs each", "p50 ms", "p99 ms"];
process.stdout.write(`${"".padEnd(12)}${head.map((cell) => cell.padStart(13)).join("")}\n`);
for (const window of values.windows.split(",").map(Number)) {
  const ratios: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const ours = await measure(parley, window);
    const theirs = await measure(relay, window);
    ratios.push(ours.cpuPerDelivery / theirs.cpuPerDelivery);
    process.stdout.write(row(parley.name, window, ours) + row(relay.name, window, theirs));
  }
  process.stdout.write(
    `${window} in flight: CPU per delivery, parley to plain relay: ${median(ratios).toFixed(2)} (median)\n`,
  );
}
