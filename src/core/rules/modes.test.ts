import { describe, expect, test } from "vitest";
import type { Act, ModeChange } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { Story } from "../testing.ts";

const mode = (...changes: ModeChange[]): Act => ({ type: "mode", channel: "#a", changes });
const plus = (letter: string, parameter?: string): ModeChange => ({
  set: true,
  mode: letter,
  ...(parameter !== undefined && { parameter }),
});
const minus = (letter: string, parameter?: string): ModeChange => ({ ...plus(letter, parameter), set: false });

function inChannel(...nicks: string[]): Story {
  const story = new Story();
  story.gather("#a", ...nicks);
  return story;
}

describe("a channel's modes", () => {
  test("change as far as they may, and others are told of just that", () => {
    const story = inChannel("op", "bob");
    const outcome = story.act(
      "op",
      mode(plus("m"), plus("n"), plus("z"), plus("l", "0"), plus("v", "BOB"), plus("q", "op")),
    );
    expect(outcome).toMatchObject({
      emissions: [{ event: { changes: [plus("m"), plus("v", "bob")] }, audience: { channels: ["#a"], users: [] } }],
      refusals: [{ code: "unknown-mode" }, { code: "bad-mode-parameter" }, { code: "not-operator" }],
    });
    expect(story.state.channels.get("#a")?.flags).toBe("mnt");
  });

  test("that are all refused are a refusal", () => {
    const story = inChannel("op", "bob");
    expect(story.outcome("bob", mode(plus("m"), plus("i")))).toBe("not-operator");
    expect(story.outcome("op", mode(plus("o", "nobody")))).toBe("no-such-nick");
    expect(story.outcome("op", mode(plus("o")))).toBe("bad-mode-parameter");
    expect(story.outcome("op", mode(...Array.from({ length: LIMITS.modesPerCommand + 1 }, () => plus("m"))))).toBe(
      "too-long",
    );
  });

  test.each(["constructor", "__proto__", "toString", "", "bb", "\ud800"])("have none called %j", (letter) => {
    const story = inChannel("op");
    expect(story.outcome("op", mode(plus(letter, "x")))).toBe("unknown-mode");
    expect(story.outcome("op", { type: "usermode", changes: [plus(letter)] })).toBe("unknown-mode");
  });

  test("are laid down by anybody who has one, but given only by those who may", () => {
    const story = inChannel("op", "bob");
    story.act("op", mode(plus("o", "bob")));
    story.act("op", mode(minus("o", "op")));
    expect(story.outcome("op", mode(plus("o", "op")))).toBe("not-operator");
    story.act("bob", mode(plus("v", "op")));
    expect(story.outcome("op", mode(minus("v", "OP")))).toMatchObject([{ changes: [minus("v", "op")] }]);
  });

  test("are nobody's to lay down but who has them", () => {
    const story = inChannel("op", "bob", "carol", "dave");
    story.act("op", mode(plus("v", "bob"), plus("h", "carol"), plus("v", "dave")));
    for (const nick of ["bob", "carol"]) expect(story.outcome(nick, mode(minus("o", "op")))).toBe("not-operator");
    expect(story.outcome("bob", mode(minus("h", "carol")))).toBe("not-operator");
    for (const change of [minus("o", "bob"), minus("v", "dave"), plus("v", "bob")]) {
      expect(story.outcome("bob", mode(change))).toBe("not-operator");
    }
    expect(story.outcome("bob", mode(minus("v", "bob")))).toHaveLength(1);
  });

  test("keep a key and a limit until they are taken away", () => {
    const story = inChannel("op");
    expect(story.outcome("op", mode(plus("k", "secret"), plus("l", "12")))).toHaveLength(1);
    expect(story.state.channels.get("#a")).toMatchObject({ key: "secret", limit: 12 });
    expect(story.outcome("op", mode(minus("k", "anything"), minus("l")))).toMatchObject([
      { changes: [minus("k", "*"), minus("l")] },
    ]);
    for (const key of ["", ":a", "a b", "a,b", "a\0", "x".repeat(LIMITS.keyBytes + 1)]) {
      expect(story.outcome("op", mode(plus("k", key))), key).toBe("bad-mode-parameter");
    }
    for (const limit of ["", "0", "-1", "1e3", "1.5", "9".repeat(10)]) {
      expect(story.outcome("op", mode(plus("l", limit))), limit).toBe("bad-mode-parameter");
    }
  });

  test("list whole masks, each once, and not too many", () => {
    const story = inChannel("op");
    expect(story.outcome("op", mode(plus("b", "Bob"), plus("b", "bob!*@*")))).toMatchObject([
      { changes: [plus("b", "Bob!*@*")] },
    ]);
    expect(story.outcome("op", mode(minus("b", "BOB")))).toMatchObject([{ changes: [minus("b", "Bob!*@*")] }]);
    for (let i = 0; i < LIMITS.masksPerList; i++) story.act("op", mode(plus("b", `u${i}`)));
    expect(story.outcome("op", mode(plus("b", "more")))).toBe("list-full");
    for (const mask of ["", "a b", "a\0", "x".repeat(LIMITS.maskBytes + 1), "ﷺ".repeat(20)]) {
      expect(story.outcome("op", mode(plus("e", mask))), mask).toBe("bad-mode-parameter");
    }
  });
});

test("masks are bounded in all channels together, but a short list always has room for one more", () => {
  const story = inChannel("op");
  const ban = (i: number): Act => mode(plus("b", `n${i}`));
  for (let i = 1; i < LIMITS.masksAlways; i++) story.act("op", ban(i));
  story.state.masks = LIMITS.masks;
  expect(story.outcome("op", ban(LIMITS.masksAlways))).toHaveLength(1);
  expect(story.outcome("op", ban(LIMITS.masksAlways + 1))).toBe("list-full");
  expect(story.outcome("op", mode(minus("b", "n1")))).toHaveLength(1);
  expect(story.outcome("op", ban(LIMITS.masksAlways + 1))).toHaveLength(1);
});

test("the masks of a channel that begins anew are not counted any more", () => {
  const story = inChannel("op");
  story.act("op", mode(plus("b", "one"), plus("e", "two"), plus("i")));
  story.act("op", { type: "part", channel: "#a" });
  expect(story.state.masks).toBe(0);
});

describe("a user's own modes", () => {
  test("are told to the user alone, and only what changed", () => {
    const story = inChannel("alice");
    const { id } = story.user("alice");
    expect(story.act("alice", { type: "usermode", changes: [plus("B"), plus("i"), minus("i")] })).toMatchObject({
      emissions: [{ event: { changes: [plus("B"), plus("i"), minus("i")] }, audience: { channels: [], users: [id] } }],
    });
    expect(story.outcome("alice", { type: "usermode", changes: [plus("B")] })).toEqual([]);
    expect(story.outcome("alice", { type: "say", to: "#a", text: "x" })).toMatchObject([{ from: { bot: true } }]);
  });

  test("are as many as a channel's at once", () => {
    const story = inChannel("alice");
    const changes = Array.from({ length: LIMITS.modesPerCommand + 1 }, (_, i) => (i % 2 ? plus("i") : minus("i")));
    expect(story.outcome("alice", { type: "usermode", changes })).toBe("too-long");
  });
});
