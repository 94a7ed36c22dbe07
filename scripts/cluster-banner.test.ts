import { expect, it } from "vitest";
import { clusterBanner } from "./cluster-banner.ts";

const nats = [1, 2, 3].map((number) => ({ name: `nats-${number}`, url: `nats://127.0.0.1:${4221 + number}` }));

it("says where each node and each nats-server is, and what to try", () => {
  const nodes = [1, 2, 3].map((number) => ({ name: `node-${number}`, port: 5050 + number }));
  const text = clusterBanner("1.2.3", { nats, nodes, folder: "./parley-cluster" });
  expect(text).toContain("parley 1.2.3: 3 nodes, one log");
  expect(text).toContain("node-2        http://localhost:5052");
  expect(text).toContain("nats-3        nats://127.0.0.1:4224");
  expect(text).toContain("npx parley join localhost:5051");
  expect(text).toContain("irssi -c localhost -p 5052");
  expect(text).toContain("kill node-1   ");
});

it("offers no nodes where there are none", () => {
  expect(clusterBanner("1.2.3", { nats, nodes: [], folder: "./parley-cluster" })).not.toContain("node");
});
