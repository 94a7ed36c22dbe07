import { mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { HistoryQuery, SearchOrder, SearchTerm } from "../src/core/ports.ts";
import { openStore, type StoreOptions } from "../src/store/store.ts";
import { Talk } from "./talk.ts";
import { CHANNELS, quantiles, row, Talking } from "./talking.ts";

/**
 * Fills a store with what a seeded generator says, and measures searches in it and pages of its history while more is
 * said, and acknowledgements with and without an index that is kept up. Prints tables.
 */

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "1000000" },
    rate: { type: "string", default: "1000" },
    searches: { type: "string", default: "200" },
    pages: { type: "string", default: "1000" },
    seconds: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
  },
});

/** The channels that the asker is in. */
const ASKED: readonly string[] = CHANNELS.filter((_, i) => i % 5 === 0);

const talk = new Talk(Number(values.seed));
const dir = mkdtempSync(join(tmpdir(), "parley-bench-"));
const options: StoreOptions = { dir, clock: Date.now };
const talking = new Talking(await openStore(options), talk);

function sizeOf(name: string): number {
  return statSync(join(dir, name)).size;
}

interface Kind {
  readonly name: string;
  readonly order?: SearchOrder;
  term(): readonly SearchTerm[];
}

const word = (from: number, to: number) => (): SearchTerm[] => [{ text: talk.wordOfRank(from, to), exact: false }];
const exact = (text: string): SearchTerm[] => [{ text, exact: true }];
const part = (text: string): SearchTerm[] => [{ text: text.slice(1, 6), exact: false }];

const KINDS: readonly Kind[] = [
  { name: "common word", term: word(0, 100) },
  { name: "usual word", term: word(500, 5_000) },
  { name: "rare word", term: word(20_000, 100_000) },
  { name: "two words", term: () => [...word(100, 3_000)(), ...word(100, 3_000)()] },
  { name: "phrase", term: () => exact(`${talk.wordOfRank(0, 50)} ${talk.wordOfRank(0, 500)}`) },
  { name: "part of a word", term: () => part(talk.wordOfRank(500, 60_000)) },
  { name: "no such word", term: () => [{ text: `${talk.wordOfRank(0, 60_000)}zqx`, exact: false }] },
  { name: "common, best", order: "best", term: word(0, 100) },
  { name: "usual, best", order: "best", term: word(500, 5_000) },
];

async function measure({ name, order = "newest", term }: Kind): Promise<readonly number[]> {
  const places = ASKED.map((channel) => ({ place: talking.store.state.channels.get(channel)?.id ?? "", since: 0 }));
  const times: number[] = [];
  let found = 0;
  for (let i = 0; i < Number(values.searches); i++) {
    const query = { terms: term(), places, identity: "~1", order, limit: 50 };
    const start = performance.now();
    found += (await talking.store.search(query)).found.length;
    times.push(performance.now() - start);
    await setImmediate();
  }
  row(name, [...quantiles(times), (found / times.length).toFixed(1)]);
  return times;
}

/** Pages of a hundred messages, from anywhere in the past of a channel, by seq and by time. */
async function measurePages(): Promise<void> {
  const [first, last] = [started, Date.now()];
  for (const by of ["seq", "time"] as const) {
    const times: number[] = [];
    for (let i = 0; i < Number(values.pages); i++) {
      const channel = CHANNELS[Math.floor(talk.chance() * CHANNELS.length)] ?? "";
      const place = talking.store.state.channels.get(channel)?.id ?? "";
      const seq = Math.floor(talk.chance() * talking.store.state.seq);
      const at = Math.floor(first + talk.chance() * (last - first));
      const query: HistoryQuery = { place, limit: 100, before: by === "seq" ? { seq } : { at } };
      const start = performance.now();
      await talking.store.read(query);
      times.push(performance.now() - start);
      await setImmediate();
    }
    row(`pages of 100, by ${by}`, quantiles(times));
  }
}

/** How long acknowledgements take while nothing else goes on; without an index, if so wanted: a folder is in its way. */
async function measureAcks(hasIndex: boolean): Promise<readonly number[]> {
  const [index, aside] = [join(dir, "search.db"), join(dir, "search.db.aside")];
  await talking.reopen(options, () => {
    if (hasIndex) return;
    renameSync(index, aside);
    mkdirSync(index);
  });
  const stop = talking.keepTalking(Number(values.rate));
  // The first second is for threads to start, and for the index to catch up.
  await setTimeout(1_000);
  talking.acknowledged = [];
  await setTimeout(Number(values.seconds) * 1_000);
  const times = talking.acknowledged;
  stop();
  await talking.drain();
  if (hasIndex) return times;
  await talking.reopen(options, () => {
    rmdirSync(index);
    renameSync(aside, index);
  });
  await talking.store.searchable();
  return times;
}

const count = Number(values.messages);
const start = performance.now();
const started = Date.now();
await talking.fill(count);
const filled = performance.now();
await talking.store.searchable();
const seconds = (from: number): string => ((performance.now() - from) / 1000).toFixed(1);
process.stdout.write(
  `${count} messages said in ${((filled - start) / 1000).toFixed(1)} s, found in ${seconds(start)} s\n`,
);
const [database, index] = [sizeOf("parley.db"), sizeOf("search.db")];
process.stdout.write(
  `bytes a message: ${(talk.bytes / count).toFixed(0)} of text, ${(database / count).toFixed(0)} in parley.db, ` +
    `${(index / count).toFixed(0)} in search.db\n`,
);
const stop = talking.keepTalking(Number(values.rate));
row(`${values.rate} messages/s`, ["p50 ms", "p99 ms", "max ms", "found"]);
const all: number[] = [];
for (const kind of KINDS) all.push(...(await measure(kind)));
row("all searches", quantiles(all));
row("acks meanwhile", quantiles(talking.acknowledged));
await measurePages();
stop();
await talking.drain();
await talking.store.searchable();
const rounds: { readonly with: number[]; readonly without: number[] } = { with: [], without: [] };
for (let round = 0; round < 3; round++) {
  rounds.with.push(...(await measureAcks(true)));
  rounds.without.push(...(await measureAcks(false)));
}
row("acks, index kept up", quantiles(rounds.with));
row("acks, no index", quantiles(rounds.without));
await talking.store.close();
rmSync(dir, { recursive: true });
