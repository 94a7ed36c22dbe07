import { expect, test } from "vitest";
import type { Act } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { openAct, Story } from "../testing.ts";

const start = (name: string): Act => ({ type: "start", name, epoch: "e", channels: [] });

test("of too many nodes the one that started longest ago and has no sessions is forgotten", () => {
  const story = new Story();
  for (let i = 0; i < LIMITS.nodes; i++) story.act("", start(`name${i}`), `node${i}`);
  story.act("alice", openAct("alice"), "node0");
  story.act("", start("name1"), "again");
  story.act("", start("late"), "late");
  expect(story.state.nodes.size).toBe(LIMITS.nodes);
  expect(["name0", "name1", "name2", "late"].map((name) => story.state.nodes.has(name))).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

test("a node can't start while as many others as are remembered all have sessions", () => {
  const story = new Story();
  for (let i = 0; i < LIMITS.nodes; i++) {
    story.act("", start(`name${i}`), `node${i}`);
    story.act(`s${i}`, openAct(`u${i}`), `node${i}`);
  }
  expect(story.outcome("", start("late"))).toBe("server-full");
  expect(story.outcome("", start("name3"))).toHaveLength(1);
});

test("a channel that only accounts could come into keeps its past to itself when it becomes the server's own", () => {
  const story = new Story();
  story.gather("#a", "op");
  story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "R" }] });
  story.act("", { type: "start", name: "n", epoch: "e", channels: ["#a"] });
  expect(story.channel("#a")).toMatchObject({ kept: true, flags: "n", since: story.state.seq });
});
