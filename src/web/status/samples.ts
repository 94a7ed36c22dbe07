import type { Figures } from "../../wire/json/status-facts.ts";

/** What charts show of how the server did: amounts as they were, and what came in each second between two figures. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly connections: Readonly<Record<string, number>>;
  /** A second. */
  readonly messages: number;
  readonly deliveries: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Milliseconds on average; nothing if there was none. */
  readonly commitMs: number | undefined;
  readonly rss: number;
  readonly heap: number;
  readonly loopMs: number;
}

/** Those of the last minutes, and the figures from which the next one is counted. */
export interface Samples {
  readonly last: Figures | undefined;
  readonly list: readonly Sample[];
}

/** So many are kept: five minutes. */
const KEPT = 300;

const MS_PER_S = 1_000;

export const NO_SAMPLES: Samples = { last: undefined, list: [] };

/** With the figures of now. The first ones, and those after a restart, only say from where to count. */
export function addFigures({ last, list }: Samples, figures: Figures): Samples {
  if (!last || last.started !== figures.started || figures.at <= last.at) return { last: figures, list };
  return { last: figures, list: [...list, sampleOf(last, figures)].slice(-KEPT) };
}

function sampleOf(last: Figures, now: Figures): Sample {
  const seconds = (now.at - last.at) / MS_PER_S;
  const rate = (of: (figures: Figures) => number): number => Math.max(0, of(now) - of(last)) / seconds;
  const commits = now.commits.count - last.commits.count;
  return {
    at: now.at,
    connections: now.connections,
    messages: rate((figures) => figures.messages),
    deliveries: rate((figures) => figures.deliveries),
    bytesIn: rate((figures) => figures.bytesIn),
    bytesOut: rate((figures) => figures.bytesOut),
    commitMs: commits > 0 ? (now.commits.ms - last.commits.ms) / commits : undefined,
    rss: now.memory.rss,
    heap: now.memory.heap,
    loopMs: now.loop.mostMs,
  };
}

/** One line of a chart. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

/** One chart. */
export interface ChartData {
  readonly title: string;
  /** How a value is written. */
  readonly unit: "count" | "bytes" | "ms";
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
}

/** All charts of these samples. */
export function chartsOf(list: readonly Sample[]): readonly ChartData[] {
  const times = list.map(({ at }) => at / MS_PER_S);
  const line = (name: string, value: (sample: Sample) => number | undefined): Line => ({
    name,
    values: list.map(value),
  });
  const dialects = [...new Set(list.flatMap(({ connections }) => Object.keys(connections)))].sort();
  return [
    {
      title: "Connections by dialect",
      unit: "count",
      times,
      lines: dialects.map((dialect) => line(dialect, ({ connections }) => connections[dialect] ?? 0)),
    },
    {
      title: "Messages and deliveries a second",
      unit: "count",
      times,
      lines: [line("messages", ({ messages }) => messages), line("deliveries", ({ deliveries }) => deliveries)],
    },
    { title: "Commit time", unit: "ms", times, lines: [line("on average", ({ commitMs }) => commitMs)] },
    {
      title: "Bytes a second",
      unit: "bytes",
      times,
      lines: [line("in", ({ bytesIn }) => bytesIn), line("out", ({ bytesOut }) => bytesOut)],
    },
    {
      title: "Memory",
      unit: "bytes",
      times,
      lines: [line("process", ({ rss }) => rss), line("objects", ({ heap }) => heap)],
    },
    { title: "Event loop late by", unit: "ms", times, lines: [line("at most", ({ loopMs }) => loopMs)] },
  ];
}
