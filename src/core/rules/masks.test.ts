import { beforeEach, expect, test, vi } from "vitest";
import { LIMITS } from "../limits.ts";
import { matchesFolded } from "../names.ts";
import { openAct, Story } from "../testing.ts";
import { isBanned } from "./masks.ts";

// Counts how often masks are matched.
vi.mock(import("../names.ts"), async (load) => {
  const real = await load();
  return { ...real, matchesFolded: vi.fn(real.matchesFolded) };
});

beforeEach(() => {
  vi.mocked(matchesFolded).mockClear();
});

/** As many masks as a list has, each slow to match, as set by `op` in `#a`, where `bob` is. */
function crowded(): Story {
  const story = new Story();
  story.gather("#a", "op");
  for (let i = 0; i < LIMITS.masksPerList; i++) {
    const parameter = `*${"a".repeat(100)}b${i}*`;
    story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "b", parameter }] });
  }
  story.act("bob", openAct("a".repeat(60)));
  return story;
}

test("who speaks often is matched once against each mask, and again when the list or the name is another", () => {
  const story = crowded();
  story.act("bob", { type: "join", channel: "#a" });
  for (let i = 0; i < 1_500; i++) story.act("bob", { type: "say", to: "#a", text: "x" });
  expect(matchesFolded).toHaveBeenCalledTimes(LIMITS.masksPerList);
  story.act("bob", { type: "nick", nick: "bob" });
  expect(story.outcome("bob", { type: "say", to: "#a", text: "x" })).toHaveLength(1);
  expect(matchesFolded).toHaveBeenCalledTimes(2 * LIMITS.masksPerList);
  const swap = { type: "mode", channel: "#a" } as const;
  const [first] = story.state.channels.get("#a")?.lists.b ?? [];
  story.act("op", { ...swap, changes: [{ set: false, mode: "b", parameter: first?.mask ?? "" }] });
  story.act("op", { ...swap, changes: [{ set: true, mode: "b", parameter: "BOB" }] });
  expect(story.outcome("bob", { type: "say", to: "#a", text: "x" })).toBe("cannot-send");
  story.act("op", { ...swap, changes: [{ set: true, mode: "e", parameter: "b?b" }] });
  expect(story.outcome("bob", { type: "say", to: "#a", text: "x" })).toHaveLength(1);
});

test("answers are right when more are asked for than are remembered", () => {
  const story = new Story();
  story.gather("#a", "op");
  story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "b", parameter: "u7" }] });
  const channel = story.state.channels.get("#a");
  if (!channel) throw new Error("there is no channel");
  const user = story.user("op");
  for (let i = 0; i <= LIMITS.maskResults; i++) isBanned(channel, { ...user, nick: `n${i}` });
  vi.mocked(matchesFolded).mockClear();
  expect(isBanned(channel, { ...user, nick: "n0" })).toBe(false);
  expect(isBanned(channel, { ...user, nick: "U7" })).toBe(true);
  expect(matchesFolded).toHaveBeenCalledTimes(2);
});
