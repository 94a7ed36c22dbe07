import { beforeEach, describe, expect, test, vi } from "vitest";
import { LIMITS } from "../limits.ts";
import { matchesFolded } from "../names.ts";
import { openAct, Story } from "../testing.ts";
import { isBanned, normalMask } from "./masks.ts";

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

describe("an extended ban", () => {
  const mode = (letter: string, parameter: string, set = true) =>
    ({ type: "mode", channel: "#a", changes: [{ set, mode: letter, parameter }] }) as const;

  /** `bob`, of the account `bobby`, and `eve`, who has none, in a channel of that ban; says who may come in and speak. */
  function may(...modes: readonly (readonly [string, string])[]): string {
    const story = new Story();
    story.gather("#a", "op");
    for (const nick of ["bob", "eve"]) story.act(nick, openAct(nick, { realname: `Real ${nick}` }));
    story.signIn("bob", "Bobby");
    for (const [letter, mask] of modes) expect(story.outcome("op", mode(letter, mask)), mask).toHaveLength(1);
    const found: string[] = [];
    for (const nick of ["bob", "eve"]) {
      if (typeof story.outcome(nick, { type: "join", channel: "#a" }) === "object") found.push(`${nick} in`);
      if (typeof story.outcome(nick, { type: "say", to: "#a", text: "x" }) === "object") found.push(`${nick} speaks`);
    }
    return found.join(", ");
  }

  test.each([
    [[["b", "a:BOBBY"]], "eve in, eve speaks"],
    [[["b", "a:*"]], "eve in, eve speaks"],
    [[["b", "r:real?eve"]], "bob in, bob speaks"],
    [[["b", "m:bob"]], "bob in, eve in, eve speaks"],
    [[["b", "m:a:b*"]], "bob in, eve in, eve speaks"],
    [[["b", "m:r:*eve"]], "bob in, bob speaks, eve in"],
    [
      [
        ["b", "*"],
        ["e", "a:bobby"],
      ],
      "bob in, bob speaks",
    ],
    [
      [
        ["b", "m:*"],
        ["e", "m:a:bobby"],
      ],
      "bob in, bob speaks, eve in",
    ],
    // Exceptions lift what they are of the kind of.
    [
      [
        ["b", "m:*"],
        ["e", "bob"],
      ],
      "bob in, eve in",
    ],
    [
      [
        ["b", "*"],
        ["e", "m:bob"],
      ],
      "",
    ],
  ] as const)("%j lets do: %s", (modes, expected) => {
    expect(may(...modes)).toBe(expected);
  });

  test("of an account is no invitation for those without one, and a ban on speaking is none", () => {
    const story = new Story();
    story.gather("#a", "op");
    story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "i" }] });
    for (const mask of ["a:*", "m:*"]) story.act("op", mode("I", mask));
    for (const nick of ["bob", "eve"]) story.act(nick, openAct(nick));
    story.signIn("bob", "bobby");
    expect(story.outcome("eve", { type: "join", channel: "#a" })).toBe("invite-only");
    expect(story.outcome("bob", { type: "join", channel: "#a" })).toHaveLength(1);
  });

  test("holds for what the user is now, whatever it was when it was asked last", () => {
    const story = new Story();
    story.gather("#a", "op", "bob");
    story.act("op", mode("b", "m:r:*spam*"));
    const say = { type: "say", to: "#a", text: "x" } as const;
    expect(story.outcome("bob", say)).toHaveLength(1);
    story.act("bob", { type: "setname", realname: "buy spam" });
    expect(story.outcome("bob", say)).toBe("cannot-send");
  });

  test.each([
    ["bob", "bob!*@*"],
    ["a:bob", "a:bob"],
    ["m:bob", "m:bob!*@*"],
    ["m:r:x*", "m:r:x*"],
    ["a:m:x", "a:m:x"],
    // Of nothing, it is a mask of a nick that there can't be.
    ["a:", "a:!*@*"],
    ["m:a:", "m:a:!*@*"],
    ["z:bob", "z:bob!*@*"],
  ])("%j is listed as %j", (mask, expected) => {
    expect(normalMask(mask)).toBe(expected);
    expect(normalMask(expected)).toBe(expected);
  });
});
