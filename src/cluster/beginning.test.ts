import { expect, test } from "vitest";
import { beginningOf, type Findings, type Origin, type SnapshotFact } from "./beginning.ts";
import { advance, markOf, startOf } from "./position.ts";

const FRESH: Origin = { log: "l", seq: 0, epoch: "" };
const GROWN: Origin = { log: "l", seq: 7, epoch: "e" };
const SNAPSHOT: SnapshotFact = { name: "s", seq: 50, place: 40, at: 0 };
const ALL = { first: 1, last: 60, bytes: 0 };
const EMPTY = { first: 1, last: 0, bytes: 0 };
const TRIMMED = { first: 30, last: 60, bytes: 0 };

/** A mark of that place, of whose batches a node has written all. */
function markAt(place: number, log = "l", node = "n"): string {
  let position = startOf(log);
  while (position.place < place) position = advance(position, { node, number: position.place + 1 }).position;
  return markOf(position);
}

function found(more: Partial<Findings>): Findings {
  return {
    mark: undefined,
    seq: 0,
    epoch: "",
    origin: FRESH,
    snapshot: undefined,
    bounds: ALL,
    there: undefined,
    ...more,
  };
}

/** What becomes of it, in a word or two. */
function inWords(findings: Findings): string {
  const beginning = beginningOf(findings);
  switch (beginning.type) {
    case "refuse":
      return beginning.why;
    case "follow":
      return `from ${beginning.position.place}`;
    default:
      return beginning.type;
  }
}

test.each<[string, Partial<Findings>, string]>([
  ["the first node founds the cluster", { origin: undefined, bounds: EMPTY }, "found"],
  ["also with what a lone server had", { origin: undefined, seq: 7, epoch: "e", bounds: EMPTY }, "found"],
  ["but not over a log of which it is not known what it is", { origin: undefined }, "nameless"],
  ["a node whose cluster is not in NATS does not found another", { origin: undefined, mark: markAt(3) }, "forgotten"],
  ["an empty node reads all, if all is there", {}, "from 0"],
  ["if it is not, it takes the snapshot", { bounds: TRIMMED, snapshot: SNAPSHOT }, "snapshot"],
  ["and without one it has no way", { bounds: TRIMMED }, "missing"],
  ["a cluster of grown data needs the snapshot from the start", { origin: GROWN, snapshot: SNAPSHOT }, "snapshot"],
  ["who founded it has that data", { origin: GROWN, seq: 7, epoch: "e" }, "from 0"],
  ["another server's data are not taken", { seq: 7, epoch: "e" }, "other"],
  ["nor those of another log of the same length", { origin: GROWN, seq: 7, epoch: "f" }, "other"],
  ["nor another cluster's", { mark: markAt(3, "k"), seq: 9 }, "other"],
  ["a node goes on where it was", { mark: markAt(45), seq: 52 }, "from 45"],
  ["what it read last is still there", { mark: markAt(45), seq: 52, there: { node: "n", number: 45 } }, "from 45"],
  ["if something else is there, it does not", { mark: markAt(45), seq: 52, there: { node: "n", number: 44 } }, "short"],
  ["it goes on if the next is the first that is there", { mark: markAt(29), seq: 9, bounds: TRIMMED }, "from 29"],
  [
    "one that is too far behind takes the snapshot",
    { mark: markAt(28), seq: 9, bounds: TRIMMED, snapshot: { ...SNAPSHOT, mark: markAt(40) } },
    "snapshot",
  ],
  [
    "also one that does not say what is in it",
    { mark: markAt(28), seq: 9, bounds: TRIMMED, snapshot: SNAPSHOT },
    "snapshot",
  ],
  [
    "but none that lacks what it has",
    { mark: markAt(28, "l", "lost"), seq: 9, bounds: TRIMMED, snapshot: { ...SNAPSHOT, mark: markAt(40) } },
    "short",
  ],
  ["and no older one than it has", { mark: markAt(28), seq: 50, bounds: TRIMMED, snapshot: SNAPSHOT }, "missing"],
  ["one that has more than the stream follows no more", { mark: markAt(61), seq: 70 }, "short"],
  ["one that has just as much does", { mark: markAt(60), seq: 70 }, "from 60"],
])("%s", (_, more, expected) => {
  expect(inWords(found(more))).toBe(expected);
});
