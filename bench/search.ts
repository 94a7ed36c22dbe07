import { mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { apply } from "../src/core/apply.ts";
import type { Act, Draft, Entry } from "../src/core/commands.ts";
import { keptOf } from "../src/core/keeping.ts";
import type { Follower, HistoryQuery, SearchOrder, SearchTerm } from "../src/core/ports.ts";
import { openStore, type Store } from "../src/store/store.ts";
import { Talk } from "./talk.ts";

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

const CHANNELS = Array.from({ length: 50 }, (_, i) => `#channel-${i}`);
const TALKERS = Array.from({ length: 100 }, (_, i) => `talker${i}`);

/** The channels that the asker is in. */
const ASKED: readonly string[] = CHANNELS.filter((_, i) => i % 5 === 0);

const talk = new Talk(Number(values.seed));
const dir = mkdtempSync(join(tmpdir(), "parley-bench-"));
let store: Store = await openStore({ dir, clock: Date.now });

/** How long acknowledgements took, in milliseconds, while that is measured. */
let acknowledged: number[] = [];
const appended = new Map<Draft, number>();
let waiting = 0;
let drained: (() => void) | undefined;

const follower: Follower = {
  follow(entries: readonly Entry[], drafts) {
    for (const [i, entry] of entries.entries()) {
      const outcome = apply(store.state, entry);
      if (outcome.refusal) throw new Error(outcome.refusal.text);
      for (const emission of outcome.emissions) {
        for (const kept of keptOf(store.state, entry, emission)) store.keep(kept);
      }
      const draft = drafts[i];
      const at = draft && appended.get(draft);
      if (!draft || at === undefined) continue;
      appended.delete(draft);
      acknowledged.push(performance.now() - at);
    }
    waiting -= entries.length;
    if (waiting === 0) drained?.();
  },
  refused(_draft, why) {
    throw new Error(why.text);
  },
};

async function reopen(): Promise<void> {
  store = await openStore({ dir, clock: Date.now });
  store.attach(follower);
}

function append(session: string, act: Act): Draft {
  const draft = { node: "n", session, act };
  const refusal = store.append(draft);
  if (refusal) throw new Error(refusal.text);
  waiting++;
  return draft;
}

async function drain(): Promise<void> {
  if (waiting === 0) return;
  await new Promise<void>((resolve) => {
    drained = resolve;
  });
}

function sayOne(): Draft {
  const channel = CHANNELS[Math.floor(talk.chance() ** 2 * CHANNELS.length)] ?? "";
  const talker = TALKERS[Math.floor(talk.chance() ** 2 * TALKERS.length)] ?? "";
  return append(talker, { type: "say", to: channel, text: talk.message() });
}

async function fill(count: number): Promise<void> {
  append("", { type: "start", name: "n", epoch: "epoch", channels: [] });
  for (const nick of TALKERS) {
    append(nick, { type: "open", nick, made: false, ident: "u", realname: "", host: "h", dialect: "irc" });
    for (const channel of CHANNELS) append(nick, { type: "join", channel });
    await drain();
  }
  for (let said = 0; said < count; ) {
    for (let i = 0; i < 5_000 && said < count; i++, said++) sayOne();
    await drain();
  }
}

function sizeOf(name: string): number {
  return statSync(join(dir, name)).size;
}

function quantile(sorted: readonly number[], part: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1);
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
  const places = ASKED.map((channel) => ({ place: store.state.channels.get(channel)?.id ?? "", since: 0 }));
  const times: number[] = [];
  let found = 0;
  for (let i = 0; i < Number(values.searches); i++) {
    const query = { terms: term(), places, identity: "~1", order, limit: 50 };
    const start = performance.now();
    found += (await store.search(query)).found.length;
    times.push(performance.now() - start);
    await setImmediate();
  }
  row(name, [...quantiles(times), (found / times.length).toFixed(1)]);
  return times;
}

function quantiles(times: readonly number[]): string[] {
  const sorted = times.toSorted((one, other) => one - other);
  return [quantile(sorted, 0.5), quantile(sorted, 0.99), quantile(sorted, 1)];
}

function row(name: string, cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(24)}${cells.map((cell) => cell.padStart(10)).join("")}\n`);
}

/** Says so many messages a second, until the returned function is called. */
function keepTalking(rate: number): () => void {
  const start = performance.now();
  let said = 0;
  const timer = setInterval(() => {
    for (const due = ((performance.now() - start) / 1000) * rate; said < due; said++) {
      appended.set(sayOne(), performance.now());
    }
  }, 5);
  return () => clearInterval(timer);
}

/** Pages of a hundred messages, from anywhere in the past of a channel, by seq and by time. */
async function measurePages(): Promise<void> {
  const [first, last] = [started, Date.now()];
  for (const by of ["seq", "time"] as const) {
    const times: number[] = [];
    for (let i = 0; i < Number(values.pages); i++) {
      const channel = CHANNELS[Math.floor(talk.chance() * CHANNELS.length)] ?? "";
      const place = store.state.channels.get(channel)?.id ?? "";
      const seq = Math.floor(talk.chance() * store.state.seq);
      const at = Math.floor(first + talk.chance() * (last - first));
      const query: HistoryQuery = { place, limit: 100, before: by === "seq" ? { seq } : { at } };
      const start = performance.now();
      await store.read(query);
      times.push(performance.now() - start);
      await setImmediate();
    }
    row(`pages of 100, by ${by}`, quantiles(times));
  }
}

/** How long acknowledgements take while nothing else goes on; without an index, if so wanted: a folder is in its way. */
async function measureAcks(hasIndex: boolean): Promise<readonly number[]> {
  await store.close();
  const [index, aside] = [join(dir, "search.db"), join(dir, "search.db.aside")];
  if (!hasIndex) {
    renameSync(index, aside);
    mkdirSync(index);
  }
  await reopen();
  const stop = keepTalking(Number(values.rate));
  // The first second is for threads to start, and for the index to catch up.
  await setTimeout(1_000);
  acknowledged = [];
  await setTimeout(Number(values.seconds) * 1_000);
  const times = acknowledged;
  stop();
  await drain();
  if (hasIndex) return times;
  await store.close();
  rmdirSync(index);
  renameSync(aside, index);
  await reopen();
  await store.searchable();
  return times;
}

const count = Number(values.messages);
const start = performance.now();
const started = Date.now();
store.attach(follower);
await fill(count);
const filled = performance.now();
await store.searchable();
const seconds = (from: number): string => ((performance.now() - from) / 1000).toFixed(1);
process.stdout.write(
  `${count} messages said in ${((filled - start) / 1000).toFixed(1)} s, found in ${seconds(start)} s\n`,
);
const [database, index] = [sizeOf("parley.db"), sizeOf("search.db")];
process.stdout.write(
  `bytes a message: ${(talk.bytes / count).toFixed(0)} of text, ${(database / count).toFixed(0)} in parley.db, ` +
    `${(index / count).toFixed(0)} in search.db\n`,
);
const stop = keepTalking(Number(values.rate));
row(`${values.rate} messages/s`, ["p50 ms", "p99 ms", "max ms", "found"]);
const all: number[] = [];
for (const kind of KINDS) all.push(...(await measure(kind)));
row("all searches", quantiles(all));
row("acks meanwhile", quantiles(acknowledged));
await measurePages();
stop();
await drain();
await store.searchable();
const rounds: { readonly with: number[]; readonly without: number[] } = { with: [], without: [] };
for (let round = 0; round < 3; round++) {
  rounds.with.push(...(await measureAcks(true)));
  rounds.without.push(...(await measureAcks(false)));
}
row("acks, index kept up", quantiles(rounds.with));
row("acks, no index", quantiles(rounds.without));
await store.close();
rmSync(dir, { recursive: true });
