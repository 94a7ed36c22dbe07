import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { fold } from "../src/core/names.ts";
import { KEEP_ALL, type Retention } from "../src/core/retention.ts";
import { openStore, type StoreOptions } from "../src/store/store.ts";
import { Talk } from "./talk.ts";
import { CHANNELS, quantiles, row, Talking } from "./talking.ts";

/**
 * Fills a store with what a seeded generator says, and measures how long acknowledgements take while all of it is removed
 * because it is too old, and while nothing is. Prints a table.
 */

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "1000000" },
    rate: { type: "string", default: "1000" },
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    /** Whether half of the channels have rules of their own, so that only some of each page of the database goes. */
    channels: { type: "boolean", default: false },
  },
});

const DAY = 86_400_000;

const dir = mkdtempSync(join(tmpdir(), "parley-bench-"));
const rate = Number(values.rate);
const count = Number(values.messages);
const age = { ageMs: DAY };
const retention: Retention = values.channels
  ? { ...KEEP_ALL, channels: new Map(CHANNELS.filter((_, i) => i % 2 === 0).map((name) => [fold(name), age])) }
  : { ...KEEP_ALL, network: age };
let now = Date.now() - 90 * DAY;
const forGood: StoreOptions = { dir, clock: () => now };
const talking = new Talking(await openStore(forGood), new Talk(Number(values.seed)));

/** Talks for a while, and prints how long acknowledgements took after the first second, in which threads start. */
async function measure(name: string, isOver: () => boolean): Promise<void> {
  const stop = talking.keepTalking(rate);
  await setTimeout(1_000);
  talking.acknowledged = [];
  const [start, pruned] = [performance.now(), talking.store.figures.pruned];
  while (!isOver()) await setTimeout(100);
  const seconds = (performance.now() - start) / 1_000;
  const removed = talking.store.figures.pruned - pruned;
  row(name, [...quantiles(talking.acknowledged), seconds.toFixed(0), (removed / seconds).toFixed(0)]);
  stop();
  await talking.drain();
}

function after(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1_000;
  return () => performance.now() > end;
}

/** How many messages can be found. */
function indexed(): number {
  using db = new DatabaseSync(join(dir, "search.db"), { readOnly: true });
  return Number(db.prepare("SELECT count(*) AS n FROM said").get()?.["n"]);
}

await talking.fill(count, () => {
  now += (60 * DAY * 5_000) / count;
});
await talking.store.searchable();
now = Date.now();
const size = (): string => `${(statSync(join(dir, "parley.db")).size / 1e6).toFixed(0)} MB`;
process.stdout.write(`${count} messages in ${size()}; then ${rate} messages/s\n`);
row("acks", ["p50 ms", "p99 ms", "max ms", "seconds", "removed/s"]);
await talking.reopen({ ...forGood, clock: Date.now });
await measure("nothing is removed", after(Number(values.seconds)));
await talking.reopen({ ...forGood, clock: Date.now, retention });
await measure("all is removed", () => talking.store.figures.prunePasses > 0);
await measure("nothing is left to be", after(Number(values.seconds)));
const [known, start] = [indexed(), performance.now()];
await setTimeout(10_000);
const forgotten = ((known - indexed()) / (performance.now() - start)) * 1_000;
process.stdout.write(
  `the index knows ${known} messages, and forgets ${forgotten.toFixed(0)}/s; parley.db has ${size()}\n`,
);
await talking.store.close();
rmSync(dir, { recursive: true });
