import { expect, it } from "vitest";
import type { ClusterFacts, StreamFacts } from "../../cluster/cluster-facts.ts";
import { clusterFindings } from "./cluster-findings.ts";

const NOW = Date.UTC(2026, 0, 31);

function server(name: string): ClusterFacts["servers"][number] {
  const sync = { isAlways: true, everyMs: 120_000 };
  return { url: `nats://${name}:4222`, name, version: "2.12.0", hasJetStream: true, roundTripMs: 0.4, sync };
}

const STREAM: StreamFacts = {
  name: "parley-log",
  replicas: 3,
  isOnDisk: true,
  first: 1,
  last: 5_000,
  bytes: 1_000_000,
  leader: "a",
  peers: ["b", "c"].map((name) => ({ name, isCurrent: true, isOffline: false, lag: 0 })),
};

const WELL: ClusterFacts = {
  at: NOW,
  prefix: "parley",
  servers: [server("a"), server("b"), server("c")],
  silent: [],
  stream: STREAM,
  others: ["KV_parley-nodes", "KV_parley-facts"].map((name) => ({ ...STREAM, name })),
  log: "x",
  leases: ["one", "two"].map((name) => ({ name, ageMs: 300 })),
  snapshot: { seq: 6_000, place: 4_900, at: NOW - 90_000 },
  own: { log: "x", place: 4_990 },
};

/** What is not as it should be in a cluster that differs so from one that is well. */
function worries(differs: Partial<ClusterFacts>): readonly string[] {
  const found = clusterFindings({ ...WELL, ...differs });
  return found.filter(({ level }) => level !== "ok").map(({ level, about, text }) => `${level} ${about}: ${text}`);
}

function stream(differs: Partial<StreamFacts>): Pick<ClusterFacts, "stream"> {
  return { stream: { ...STREAM, ...differs } };
}

it("says of a cluster that is well what there is", () => {
  const found = clusterFindings(WELL);
  expect(worries({})).toEqual([]);
  expect(found.map(({ text }) => text)).toEqual([
    ...["a", "b", "c"].flatMap((name) => [
      `nats://${name}:4222 (${name}) is nats-server 2.12.0, 0.4 ms there and back.`,
      `nats://${name}:4222 (${name}) acknowledges what it has on disk.`,
    ]),
    "parley-log has places 1 to 5000, 1 MB; a leads it.",
    "There are one, two.",
    "The snapshot is of entry 6000, made 90 seconds ago, with 100 messages behind it.",
    "This data folder is 10 messages behind the stream.",
  ]);
});

it("finds servers that can't be reached or have no JetStream, and minds when they write to the disk", () => {
  const { sync: _, ...unseen } = server("b");
  const lazy = { ...server("c"), hasJetStream: false, sync: { isAlways: false, everyMs: 120_000 } };
  expect(worries({ servers: [{ url: "nats://a:4222", unreachable: "connection refused" }, unseen, lazy] })).toEqual([
    "wrong NATS: nats://a:4222 can't be reached: connection refused.",
    "mind sync: When nats://b:4222 (b) has on disk what it acknowledges can't be seen from here, as its monitoring is not open.",
    "wrong JetStream: nats://c:4222 (c) has no JetStream.",
    "mind sync: nats://c:4222 (c) acknowledges before it has something on disk: that comes every 2 minutes.",
  ]);
});

it("says that JetStream does not answer, and that there is no stream yet", () => {
  expect(worries({ trouble: "timeout" })).toEqual(["wrong JetStream: JetStream can't be asked: timeout."]);
  const { stream: _, ...before } = WELL;
  const found = clusterFindings(before).filter(({ level }) => level !== "ok");
  expect(found.map(({ text }) => text)).toEqual([
    "There is no stream parley-log yet; the first node makes it when it starts.",
  ]);
});

it("finds streams of which nobody answers, and says of the others what there is", () => {
  const { stream: _, ...others } = WELL;
  const found = clusterFindings({ ...others, silent: ["parley-log"] }).filter(({ level }) => level !== "ok");
  expect(found.map(({ text }) => text)).toEqual([
    "Nobody answers for parley-log, so nothing can be written there at the moment.",
  ]);
});

it("finds too few copies, copies that are not there or behind, and that nobody leads", () => {
  expect(worries(stream({ replicas: 1, peers: [] }))).toEqual([
    "wrong stream: parley-log has 1 copy, so what is lost with a server is lost.",
  ]);
  expect(worries({ ...stream({ replicas: 1, peers: [] }), servers: [server("a")], others: [] })).toEqual([
    "mind stream: parley-log has 1 copy: it does not bear the loss of a server.",
  ]);
  const peers = [
    { name: "b", isCurrent: false, isOffline: true, lag: 9 },
    { name: "c", isCurrent: false, isOffline: false, lag: 2_000 },
  ];
  expect(worries(stream({ peers }))).toEqual([
    "wrong stream: b, which has a copy of parley-log, is not there.",
    "mind stream: c is 2,000 messages behind with its copy of parley-log.",
  ]);
  const { leader: _, ...leaderless } = STREAM;
  expect(worries({ stream: leaderless })).toEqual([
    "wrong stream: Nobody leads parley-log, so nothing can be written.",
  ]);
  expect(worries(stream({ isOnDisk: false }))).toEqual([
    "wrong stream: parley-log is in memory only, so a restart of NATS loses it.",
  ]);
});

it("minds nodes that were not heard for a while, and clocks that differ", () => {
  expect(worries({ leases: [] })).toEqual(["mind nodes: No node says that it is there."]);
  const leases = [
    { name: "one", ageMs: 300 },
    { name: "two", ageMs: 60_000 },
  ];
  expect(worries({ leases })).toEqual(["mind nodes: two was last heard 60 seconds ago."]);
  expect(worries({ leases: [{ name: "one", ageMs: -7_200_000 }] })).toEqual([
    "mind clock: The clocks of NATS are 2 hours ahead of this one.",
  ]);
});

it("finds that no new node can start, since there is no snapshot of what the stream has no more", () => {
  const { snapshot: _, ...without } = WELL;
  expect(clusterFindings(without)).toContainEqual(expect.objectContaining({ level: "ok", about: "snapshot" }));
  const text =
    "wrong snapshot: The stream begins at 4950, and there is no snapshot of what came before: no new node can start.";
  const found = clusterFindings({ ...without, ...stream({ first: 4_950 }) });
  expect(found.map(({ level, about, text: said }) => `${level} ${about}: ${said}`)).toContain(text);
  expect(worries(stream({ first: 4_950 }))).toEqual([
    "wrong snapshot: The snapshot ends at place 4900, and the stream begins at 4950: no new node can start.",
  ]);
  expect(worries(stream({ first: 4_901 }))).toEqual([]);
});

it("finds a data folder that is ahead of the stream, and minds one that is far behind", () => {
  expect(worries({ own: { log: "x", place: 5_001 } })).toEqual([
    "wrong this node: This data folder has read up to place 5001, and the stream ends at 5000: NATS has lost what it acknowledged.",
  ]);
  expect(worries({ own: { log: "x", place: 4_990, isKept: true } })).toEqual([]);
  expect(worries({ own: { log: "x", place: 4_990, isKept: false } })).toEqual([
    "wrong this node: This data folder has read up to place 4990, and the stream has something else there: NATS has lost what it acknowledged, and went on without it.",
  ]);
  expect(worries({ ...stream({ first: 4_000 }), own: { log: "x", place: 100, isKept: false } })).toEqual([
    "wrong this node: This data folder has read up to place 100, and the snapshot lacks some of that: NATS has lost what it acknowledged, and went on without it.",
  ]);
  expect(worries({ own: { log: "y", place: 3_000 } })).toEqual([
    "wrong this node: This data folder is of another cluster, or of an earlier log of this one.",
  ]);
  expect(worries({ own: { log: "x", place: 3_000 } })).toEqual([
    "mind this node: This data folder is 2,000 messages behind the stream.",
  ]);
  expect(worries({ ...stream({ first: 4_000 }), own: { log: "x", place: 100 } })).toEqual([
    "mind this node: This data folder has read up to place 100, and the stream begins at 4000.",
  ]);
});
