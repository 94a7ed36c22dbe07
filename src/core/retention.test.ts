import { expect, test } from "vitest";
import { KEEP_ALL, keepsAll, type Retention, removesNothing, rulesByPlace } from "./retention.ts";
import { Story } from "./testing.ts";

const RETENTION: Retention = {
  network: { ageMs: 5 },
  channels: new Map([
    ["#a", { bytes: 7 }],
    ["#nowhere", { ageMs: 1 }],
    ["#b", {}],
  ]),
  filesMs: 3,
};

test("a channel goes by the rule for the name that it has, and others by that for the network", () => {
  const story = new Story();
  story.gather("#A", "alice");
  story.gather("#b", "alice");
  story.gather("#c", "alice");
  const [a, b, c] = ["#a", "#b", "#c"].map((name) => story.state.channels.get(name)?.id ?? "");
  const before = rulesByPlace(RETENTION, story.state);
  expect(before).toMatchObject({ others: { ageMs: 5 }, filesMs: 3 });
  expect([...before.own]).toEqual([
    [a, { bytes: 7 }],
    [b, {}],
  ]);
  story.act("alice", { type: "rename", channel: "#a", name: "#d" });
  story.act("alice", { type: "rename", channel: "#c", name: "#A" });
  expect([...rulesByPlace(RETENTION, story.state).own]).toEqual([
    [c, { bytes: 7 }],
    [b, {}],
  ]);
});

test("nothing is removed without a rule that has a bound for something that is there", () => {
  const { state } = new Story();
  const removes = (more: Partial<Retention>): boolean => !removesNothing(rulesByPlace({ ...KEEP_ALL, ...more }, state));
  expect(removes({})).toBe(false);
  expect(removes({ channels: RETENTION.channels })).toBe(false);
  expect(removes({ network: { bytes: 1 } })).toBe(true);
  expect(removes({ filesMs: 1 })).toBe(true);
  expect([keepsAll({}), keepsAll({ ageMs: 1 }), keepsAll({ bytes: 1 })]).toEqual([true, false, false]);
  const story = new Story();
  story.gather("#a", "alice");
  expect(removesNothing(rulesByPlace({ ...KEEP_ALL, channels: RETENTION.channels }, story.state))).toBe(false);
});
