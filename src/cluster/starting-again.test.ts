import { describe, expect, test } from "vitest";
import { Members } from "./members.ts";

/** A node of that name and id, for which the log has what the test says. */
function member(name: string, node: string) {
  const nodes = new Map([[name, node]]);
  const told: string[] = [];
  const dones: (() => void)[] = [];
  const members = new Members({
    own: { name, node },
    leases: { renew: () => {}, watch: () => {}, release: async () => {} },
    nodes,
    clock: () => 0,
    timer: () => () => {},
    lost: () => {},
    startAgain: (done) => {
      told.push("starts again");
      dones.push(done);
    },
    onReplaced: () => told.push("is replaced"),
  });
  return { nodes, told, members, started: (): void => dones.shift()?.() };
}

describe("a node that the others took for lost", () => {
  test("starts again, once", () => {
    const { nodes, told, members } = member("a", "a1");
    members.start();
    members.followed();
    expect(told).toEqual([]);
    nodes.clear();
    members.followed();
    members.followed();
    expect(told).toEqual(["starts again"]);
  });

  test("does so too if it was lost before it saw that it had started, or started again", () => {
    const { nodes, told, members, started } = member("a", "a1");
    nodes.clear();
    members.start();
    expect(told).toEqual(["starts again"]);
    started();
    expect(told).toEqual(["starts again", "starts again"]);
    nodes.set("a", "a1");
    started();
    expect(told).toHaveLength(2);
  });

  test("says nothing before it was there", () => {
    const { nodes, told, members } = member("a", "a1");
    nodes.clear();
    members.followed();
    expect(told).toEqual([]);
  });
});
