import type { Figures } from "../../wire/json/status-facts.ts";

/** Every figure that `/metrics` has beside the time of commits; `docs/status.md` is made from it. */

/** One metric: its name for Prometheus, in base units, and what it is. */
export interface MetricRow {
  readonly name: string;
  /** A counter only grows while the server runs. */
  readonly type: "counter" | "gauge";
  readonly help: string;
  /** The name of its label, if it has several values. */
  readonly label?: string;
  /** The value, or the values by that label. */
  value(figures: Figures): number | Readonly<Record<string, number>>;
}

const MS_PER_S = 1_000;

export const METRIC_ROWS: readonly MetricRow[] = [
  {
    name: "parley_connections",
    type: "gauge",
    help: "Connections that speak a dialect.",
    label: "dialect",
    value: ({ connections }) => connections,
  },
  {
    name: "parley_sockets",
    type: "gauge",
    help: "Sockets, with those that speak HTTP or have not said yet what they speak.",
    value: ({ sockets }) => sockets,
  },
  {
    name: "parley_sessions",
    type: "gauge",
    help: "Sessions that are somebody.",
    value: ({ sessions }) => sessions,
  },
  { name: "parley_users", type: "gauge", help: "Users.", value: ({ users }) => users },
  { name: "parley_channels", type: "gauge", help: "Channels.", value: ({ channels }) => channels },
  {
    name: "parley_messages_total",
    type: "counter",
    help: "Messages that were said.",
    value: ({ messages }) => messages,
  },
  {
    name: "parley_deliveries_total",
    type: "counter",
    help: "Events that were told to sessions: one for each that was told.",
    value: ({ deliveries }) => deliveries,
  },
  {
    name: "parley_commit_failures_total",
    type: "counter",
    help: "Commits that came to nothing.",
    value: ({ commits }) => commits.failed,
  },
  {
    name: "parley_received_bytes_total",
    type: "counter",
    help: "Bytes that dialects have read, within TLS and WebSocket.",
    value: ({ bytesIn }) => bytesIn,
  },
  {
    name: "parley_sent_bytes_total",
    type: "counter",
    help: "Bytes that dialects have written, likewise.",
    value: ({ bytesOut }) => bytesOut,
  },
  {
    name: "parley_refused_connections_total",
    type: "counter",
    help: "Connections that were turned away.",
    value: ({ refused }) => refused,
  },
  {
    name: "parley_uptime_seconds",
    type: "gauge",
    help: "For how long the server has run.",
    value: ({ at, started }) => (at - started) / MS_PER_S,
  },
  {
    name: "parley_event_loop_delay_seconds",
    type: "gauge",
    help: "By how much the event loop was late since the last scrape, on average and at most.",
    label: "of",
    value: ({ loop }) => ({ mean: loop.meanMs / MS_PER_S, most: loop.mostMs / MS_PER_S }),
  },
  {
    name: "parley_cluster_log_reached",
    type: "gauge",
    help: "Of a node of a cluster: 1 if what is asked of it reaches the log that all have in common, or else 0.",
    label: "node",
    value: ({ cluster }) => (cluster ? { [cluster.name]: cluster.reached ? 1 : 0 } : {}),
  },
  {
    name: "parley_cluster_nodes",
    type: "gauge",
    help: "Nodes of the cluster that are there, as far as this one knows.",
    label: "node",
    value: ({ cluster }) => (cluster ? { [cluster.name]: cluster.nodes.length } : {}),
  },
  {
    name: "parley_cluster_entries_behind",
    type: "gauge",
    help: "Entries of the log that this node has yet to read.",
    label: "node",
    value: ({ cluster }) => (cluster?.behind === undefined ? {} : { [cluster.name]: cluster.behind }),
  },
  {
    name: "parley_heap_used_bytes",
    type: "gauge",
    help: "Bytes of JavaScript's objects.",
    value: ({ memory }) => memory.heap,
  },
  {
    name: "process_resident_memory_bytes",
    type: "gauge",
    help: "Bytes of the process that are in memory.",
    value: ({ memory }) => memory.rss,
  },
  {
    name: "process_cpu_seconds_total",
    type: "counter",
    help: "Seconds of CPU of the process.",
    value: ({ cpu }) => cpu,
  },
  {
    name: "process_start_time_seconds",
    type: "gauge",
    help: "When the server started, in seconds since 1970.",
    value: ({ started }) => started / MS_PER_S,
  },
];

/** The histogram of how long commits took. */
export const COMMIT_METRIC = {
  name: "parley_commit_seconds",
  help: "How long commits took that succeeded: until what came together was on disk.",
} as const;
