import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { RATES } from "../src/core/rates.ts";
import { Program, type TestServer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";

/** Many who connect and say nothing of use, and somebody who talks meanwhile. */

/** What comes in at once. */
export interface Flood {
  readonly count: number;
  readonly addresses: number;
  /** What each of them says before it waits. */
  readonly say: string;
}

/** What somebody who talked noticed, in milliseconds, and what the server needed. */
export interface Noticed {
  readonly before: Lags;
  readonly during: Lags;
  /** The longest that somebody new took to come in while it went on. */
  readonly entering: number;
  /** Memory that it needed besides, in MiB. */
  readonly memory: number;
  /** Open files that it needed besides while all of them waited, and once they were gone. */
  readonly held: number;
  readonly left: number;
}

interface Lags {
  readonly median: number;
  readonly worst: number;
}

/** At least so many messages are measured. */
const MESSAGES = 50;

/** Lets a flood come in while somebody talks and others come and go. */
export async function watchFlood(server: TestServer, flood: Flood): Promise<Noticed> {
  const talker = await JsonPeer.enter(server.port, "talker");
  const before = lagsOf(await talk(talker, () => false));
  const files = openFiles(server);
  const memory = residentMiB(server);
  const program = new Program(process.execPath, [
    fileURLToPath(new URL("flood.ts", import.meta.url)),
    ...["--port", String(server.port), "--count", String(flood.count)],
    ...["--addresses", String(flood.addresses), "--say", flood.say],
  ]);
  let isOver = false;
  const over = program.until("done\n").finally(() => {
    isOver = true;
  });
  const [lags, entering] = await Promise.all([
    talk(talker, () => !isOver),
    comeAndGo(server.port, () => !isOver),
    over,
  ]);
  const held = (await settledFiles(server, talker)) - files;
  const grown = residentMiB(server) - memory;
  program.closeInput();
  await program.exit;
  await expect.poll(() => openFiles(server) - files, { timeout: 15_000 }).toBeLessThan(20);
  await talk(talker, () => false);
  talker.peer.close();
  return { before, during: lagsOf(lags), entering, memory: grown, held, left: openFiles(server) - files };
}

/** Expects that nobody who is honest noticed much: bounds for a busy machine of two cores. */
export function expectUnnoticed({ before, during, entering, memory, held }: Noticed): void {
  expect(during.median).toBeLessThan(20 * before.median + 100);
  expect(during.worst).toBeLessThan(3_000);
  expect(entering).toBeLessThan(5_000);
  expect(memory).toBeLessThan(150);
  expect(held).toBeLessThan(RATES.waiting.most + 20);
}

/** Says one thing after the other, each once the one before is acknowledged. @returns how long each took */
async function talk(talker: JsonPeer, isGoingOn: () => boolean): Promise<number[]> {
  const lags: number[] = [];
  while (isGoingOn() || lags.length < MESSAGES) {
    const began = performance.now();
    await talker.say("can you hear me?");
    lags.push(performance.now() - began);
  }
  return lags;
}

/** @returns how long the slowest of those who came took to come in */
async function comeAndGo(port: number, isGoingOn: () => boolean): Promise<number> {
  let worst = 0;
  for (let i = 0; isGoingOn() || i === 0; i++) {
    const began = performance.now();
    const newcomer = await JsonPeer.enter(port, `newcomer${i}`);
    worst = Math.max(worst, performance.now() - began);
    newcomer.peer.close();
  }
  return worst;
}

function lagsOf(lags: number[]): Lags {
  const sorted = lags.toSorted((one, other) => one - other);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, worst: sorted.at(-1) ?? 0 };
}

/** How many files the server has open once all have come who are on their way, and those who had to go are gone. */
async function settledFiles(server: TestServer, talker: JsonPeer): Promise<number> {
  let before = 0;
  for (let now = openFiles(server); now !== before; now = openFiles(server)) {
    before = now;
    await talk(talker, () => false);
  }
  return before;
}

function openFiles(server: TestServer): number {
  return readdirSync(`/proc/${server.process.pid}/fd`).length;
}

function residentMiB(server: TestServer): number {
  const status = readFileSync(`/proc/${server.process.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
