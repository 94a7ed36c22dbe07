import process from "node:process";
import { parseArgs } from "node:util";
import { table } from "./markdown.ts";

/**
 * What a cluster would do with several streams in place of one, each for the channels whose names hash to it: a model with
 * a seed, without NATS. What things cost is measured elsewhere and given here. It prints a table for docs/operating.md.
 */

const { values } = parseArgs({
  options: {
    streams: { type: "string", default: "1,2,4,8,16,2000" },
    nodes: { type: "string", default: "3" },
    channels: { type: "string", default: "2000" },
    people: { type: "string", default: "10000" },
    /** Of the traffic of channels: the n-th busiest has a share of 1/n to this power. */
    zipf: { type: "string", default: "1" },
    /** Messages a second, for the latency and the CPU. */
    rate: { type: "string", default: "10000" },
    seconds: { type: "string", default: "4" },
    /** CPU of a node for each entry, in microseconds: of a channel that it has members in, and of another. */
    "apply-with": { type: "string", default: "30" },
    "apply-without": { type: "string", default: "12" },
    /** How long a stream takes for a round of commits in milliseconds, and for each entry in it in microseconds. */
    "commit-ms": { type: "string", default: "3" },
    "entry-us": { type: "string", default: "15" },
    /** What part of a channel's members are at its home node, where people are put together by what they talk about. */
    together: { type: "string", default: "0.9" },
    seed: { type: "string", default: "1" },
  },
});

const count = (name: Exclude<keyof typeof values, "streams">): number => {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`--${name} is a number`);
};

interface Channel {
  readonly share: number;
  readonly hash: number;
  /** Which nodes have members of it. */
  readonly at: readonly boolean[];
}

interface Message {
  readonly at: number;
  readonly channel: Channel;
  readonly node: number;
}

/** Numbers from 0 to 1 that look random (mulberry32). */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Hashes a name (FNV-1a), and mixes it: names differ in their last character only. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Channels with members somewhere, or most of them at one node. The busiest has a tenth of all people, the least busy two. */
function channelsOf(random: () => number, together: number | undefined): readonly Channel[] {
  const nodes = count("nodes");
  const weights = Array.from({ length: count("channels") }, (_, index) => (index + 1) ** -count("zipf"));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, index) => {
    const home = Math.floor(random() * nodes);
    const at = Array.from({ length: nodes }, () => false);
    for (let member = 0; member < Math.max(2, (weight * count("people")) / 10); member++) {
      const isHome = together !== undefined && random() < together;
      at[isHome ? home : Math.floor(random() * nodes)] = true;
    }
    return { share: weight / total, hash: hashOf(`#channel-${index}`), at };
  });
}

function messagesOf(random: () => number, channels: readonly Channel[]): readonly Message[] {
  const sums: number[] = [];
  for (const { share } of channels) sums.push((sums.at(-1) ?? 0) + share);
  const messages: Message[] = [];
  for (let at = 0; at < count("seconds"); at += -Math.log(1 - random()) / count("rate")) {
    const drawn = random();
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 1) < drawn) low = middle + 1;
      else high = middle;
    }
    const channel = channels[low];
    if (channel) messages.push({ at, channel, node: Math.floor(random() * count("nodes")) });
  }
  return messages;
}

/** When each message is in its stream: in rounds, each of which takes along all that came before it began. */
function committed(messages: readonly Message[], streams: number): readonly number[] {
  const rounds = Array.from({ length: streams }, () => ({ starts: 0, ends: 0 }));
  const taken = messages.map(({ at, channel }) => {
    const which = channel.hash % streams;
    let round = rounds[which];
    if (!round || at > round.starts) {
      const starts = Math.max(at, round?.ends ?? 0);
      round = { starts, ends: starts + count("commit-ms") / 1_000 };
      rounds[which] = round;
    }
    round.ends += count("entry-us") / 1_000_000;
    return round;
  });
  return taken.map(({ ends }) => ends);
}

const cost = (channel: Channel, node: number): number =>
  (channel.at[node] === true ? count("apply-with") : count("apply-without")) / 1_000_000;

/** How long the authors wait until their own node has applied what they said, in milliseconds and sorted. */
function latencies(messages: readonly Message[], streams: number): readonly number[] {
  const ends = committed(messages, streams);
  const order = [...messages.keys()].sort((one, other) => (ends[one] ?? 0) - (ends[other] ?? 0));
  const free = Array.from({ length: count("nodes") }, () => 0);
  const waits: number[] = [];
  for (const index of order) {
    const message = messages[index];
    if (!message) continue;
    for (const [node, time] of free.entries()) {
      free[node] = Math.max(time, ends[index] ?? 0) + cost(message.channel, node);
    }
    waits.push(((free[message.node] ?? 0) - message.at) * 1_000);
  }
  return waits.sort((one, other) => one - other);
}

/** What of each node's CPU a message takes on average, in seconds, if it reads all streams or those alone that it needs. */
function cpuOf(channels: readonly Channel[], streams: number, isAll: boolean): readonly number[] {
  return Array.from({ length: count("nodes") }, (_, node) => {
    const needed = new Set(channels.filter(({ at }) => at[node]).map(({ hash }) => hash % streams));
    const read = isAll ? channels : channels.filter(({ hash }) => needed.has(hash % streams));
    return read.reduce((sum, channel) => sum + channel.share * cost(channel, node), 0);
  });
}

function rowOf(streams: number): readonly string[] {
  const shares = Array.from({ length: streams }, () => 0);
  for (const { share, hash } of anywhere) shares[hash % streams] = (shares[hash % streams] ?? 0) + share;
  const busiest = Math.max(...shares);
  const waits = latencies(messages, streams);
  const thousands = (rate: number): string => Math.round(rate / 1_000).toLocaleString("en");
  const ms = (part: number): string => `${(waits[Math.floor(waits.length * part)] ?? 0).toPrecision(2)} ms`;
  const [all, needed, together] = [
    cpuOf(anywhere, streams, true),
    cpuOf(anywhere, streams, false),
    cpuOf(near, streams, false),
  ];
  const percent = (cpu: readonly number[]): string => `${Math.round(Math.max(...cpu) * count("rate") * 100)} %`;
  return [
    String(streams),
    `${Math.round(busiest * 100)} %`,
    (busiest * streams).toFixed(1),
    thousands(1_000_000 / count("entry-us") / busiest),
    ...[ms(0.5), ms(0.99)],
    ...[percent(all), percent(needed), percent(together)],
    ...[thousands(1 / Math.max(...all)), thousands(1 / Math.max(...together))],
  ];
}

const HEADS = [
  "streams",
  "the busiest has",
  "times its part",
  "streams bear, 1000/s",
  "p50",
  "p99",
  "CPU: all streams",
  "CPU: those needed",
  "CPU: the same, people together",
  "nodes bear, 1000/s",
  "the same, people together",
];
const random = chance(count("seed"));
const anywhere = channelsOf(random, undefined);
const near = channelsOf(random, count("together"));
const messages = messagesOf(random, anywhere);
const rows = values.streams.split(",").map((streams) => rowOf(Number(streams)));
process.stdout.write(table(HEADS, rows).join("\n"));
