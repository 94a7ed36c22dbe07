import { expect, it } from "vitest";
import type { Figures } from "../../wire/json/status-facts.ts";
import { Histogram } from "./histogram.ts";
import { COMMIT_METRIC, METRIC_ROWS } from "./metric-rows.ts";
import { Metrics } from "./metrics.ts";

const FIGURES: Figures = {
  at: 61_000,
  started: 1_000,
  connections: { json: 2, irc: 0 },
  sockets: 3,
  sessions: 2,
  users: 2,
  channels: 1,
  messages: 10,
  deliveries: 20,
  commits: { count: 3, failed: 1, ms: 6, lastMs: 3 },
  bytesIn: 100,
  bytesOut: 200,
  refused: 4,
  memory: { rss: 1_000, heap: 500 },
  cpu: 1.5,
  loop: { meanMs: 1, mostMs: 20 },
};

it("each figure has its metric, and counters follow what they are made from", async () => {
  let figures = FIGURES;
  const metrics = new Metrics({ figures: () => figures, commits: new Histogram([1]) });
  const first = (await metrics.read()).text;
  for (const { name, type } of METRIC_ROWS) expect(first).toMatch(new RegExp(`^# TYPE ${name} ${type}$`, "m"));
  expect(first).toContain('parley_connections{dialect="json"} 2\n');
  expect(first).toContain("parley_uptime_seconds 60\n");
  expect(first).toContain('parley_event_loop_delay_seconds{of="most"} 0.02\n');
  figures = { ...FIGURES, messages: 11, connections: { json: 1 } };
  const second = (await metrics.read()).text;
  expect(second).toContain("parley_messages_total 11\n");
  expect(second).toContain('parley_connections{dialect="json"} 1\n');
  expect(second).not.toContain('dialect="irc"');
});

it("a node of a cluster says how it is there, and a lone server says nothing of that", async () => {
  let figures = FIGURES;
  const metrics = new Metrics({ figures: () => figures, commits: new Histogram([1]) });
  expect((await metrics.read()).text).not.toMatch(/^parley_cluster/m);
  figures = { ...FIGURES, cluster: { name: "a", reached: false, nodes: ["a", "b"], behind: 3 } };
  const { text } = await metrics.read();
  expect(text.match(/^parley_cluster.*$/gm)).toEqual([
    'parley_cluster_log_reached{node="a"} 0',
    'parley_cluster_nodes{node="a"} 2',
    'parley_cluster_entries_behind{node="a"} 3',
  ]);
  figures = { ...FIGURES, cluster: { name: "a", reached: true, nodes: ["a"] } };
  expect((await metrics.read()).text.match(/^parley_cluster.*$/gm)).toHaveLength(2);
});

it("the time of commits is a histogram in seconds", async () => {
  const commits = new Histogram([1, 10, 100]);
  for (const ms of [0.5, 1, 5, 5_000]) commits.observe(ms);
  const { text } = await new Metrics({ figures: () => FIGURES, commits }).read();
  const { name } = COMMIT_METRIC;
  expect(text).toContain(
    [
      `# TYPE ${name} histogram`,
      `${name}_bucket{le="0.001"} 2`,
      `${name}_bucket{le="0.01"} 3`,
      `${name}_bucket{le="0.1"} 3`,
      `${name}_bucket{le="+Inf"} 4`,
      `${name}_sum 5.0065`,
      `${name}_count 4`,
    ].join("\n"),
  );
});
