import { describe, expect, test } from "vitest";
import type { Act } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { openAct, Story } from "../testing.ts";
import { markerKey } from "./personal.ts";

function withAlice(): Story {
  const story = new Story();
  story.gather("#a", "alice", "bob");
  return story;
}

describe("a real name", () => {
  test("may be changed to another line, and those who share a channel are told", () => {
    const story = withAlice();
    const { id } = story.user("bob");
    expect(story.emissions("bob", { type: "setname", realname: "Bob" })).toMatchObject([
      { event: { realname: "Bob" }, audience: { channels: ["#a"], users: [id] } },
    ]);
    expect(story.user("bob").realname).toBe("Bob");
    const setname = (realname: string): Act => ({ type: "setname", realname });
    expect(story.outcome("bob", setname(""))).toBe("no-text");
    expect(story.outcome("bob", setname("a\nb"))).toBe("bad-command");
    expect(story.outcome("bob", setname("x".repeat(LIMITS.realnameBytes + 1)))).toBe("too-long");
  });
});

describe("a read marker", () => {
  const mark = (to: string, at: number): Act => ({ type: "markread", to, at });

  test("moves forward only, never beyond now, and one's own sessions alone are told where it is", () => {
    const story = withAlice();
    const { id } = story.user("alice");
    const until = (at: number): unknown => story.outcome("alice", mark("#A", at));
    expect(story.act("alice", mark("#A", 2_000))).toMatchObject({
      emissions: [{ event: { to: "#A", until: 2_000 }, audience: { channels: [], users: [id] }, passing: true }],
    });
    expect(until(1_000)).toMatchObject([{ until: 2_000 }]);
    expect(until(Number.MAX_SAFE_INTEGER)).toMatchObject([{ until: story.state.at }]);
    expect([...story.user("alice").markers.keys()]).toEqual([markerKey("#a")]);
  });

  test("is for a channel or a nick, and a time", () => {
    const story = withAlice();
    expect(story.outcome("alice", mark("bob", 1_000))).toHaveLength(1);
    expect(story.outcome("alice", mark("not a nick", 1_000))).toBe("no-such-nick");
    for (const at of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(story.outcome("alice", mark("#a", at))).toBe("bad-command");
    }
  });

  test("is forgotten when there are too many, and then it is the one that was set longest ago", () => {
    const story = withAlice();
    for (let i = 0; i < LIMITS.markersPerUser; i++) story.act("alice", mark(`#c${i}`, 1_000));
    story.act("alice", mark("#c0", 1_000));
    story.act("alice", mark("#last", 1_000));
    const { markers } = story.user("alice");
    expect(markers.size).toBe(LIMITS.markersPerUser);
    expect([markers.has("#c0"), markers.has("#c1"), markers.has("#last")]).toEqual([true, false, true]);
  });
});

describe("metadata", () => {
  const set = (to: string, value?: string, key = "k"): Act => ({
    type: "metadata",
    to,
    key,
    ...(value !== undefined && { value }),
  });

  test("of oneself is told to those who share a channel, and passes", () => {
    const story = withAlice();
    const { id } = story.user("bob");
    const expected = { audience: { channels: ["#a"], users: [id] }, passing: true };
    expect(story.emissions("bob", set("*", "v"))).toMatchObject([
      { ...expected, event: { to: "bob", key: "k", value: "v" } },
    ]);
    expect(story.emissions("bob", set("BOB", "v"))).toEqual([]);
    expect([...story.user("bob").metadata]).toEqual([["k", "v"]]);
    const [removed] = story.emissions("bob", set("bob"));
    expect(removed).toMatchObject({ ...expected, event: { to: "bob", key: "k" } });
    expect(removed?.event).not.toHaveProperty("value");
    expect(story.user("bob").metadata.size).toBe(0);
    expect(story.emissions("bob", set("bob"))).toEqual([]);
  });

  test("of a channel is for its operators, and of others for operators of the server", () => {
    const story = withAlice();
    story.act("eve", openAct("eve"));
    expect(story.emissions("alice", set("#A", "v"))).toMatchObject([
      { event: { to: "#a" }, audience: { channels: ["#a"], users: [] } },
    ]);
    for (const session of ["bob", "eve"]) expect(story.outcome(session, set("#a", "v"))).toBe("not-yours");
    expect(story.outcome("bob", set("alice", "v"))).toBe("not-yours");
    expect(story.outcome("bob", set("nobody", "v"))).toBe("no-such-nick");
    expect(story.outcome("bob", set("#nowhere", "v"))).toBe("no-such-channel");
    story.act("eve", { type: "oper", name: "root" });
    expect(story.outcome("eve", set("#a", "w"))).toHaveLength(1);
    expect(story.emissions("eve", set("alice", "w"))).toMatchObject([
      {
        event: { from: { nick: "eve" }, to: "alice" },
        audience: { channels: ["#a"], users: [story.user("alice").id] },
      },
    ]);
  });

  test("has keys of few characters, short values of one line, and not too many of them", () => {
    const story = withAlice();
    const long = "x".repeat(LIMITS.metadataKeyBytes + 1);
    for (const key of ["", "K", "a b", "ä", "a\n", long])
      expect(story.outcome("bob", set("*", "v", key))).toBe("bad-key-name");
    expect(story.outcome("bob", set("*", "a\nb"))).toBe("bad-command");
    expect(story.outcome("bob", set("*", "x".repeat(LIMITS.metadataValueBytes + 1)))).toBe("too-long");
    for (let i = 0; i < LIMITS.metadataKeys; i++) expect(story.outcome("bob", set("*", "v", `k${i}`))).toHaveLength(1);
    expect(story.outcome("bob", set("*", "v", "more"))).toBe("list-full");
    expect(story.outcome("bob", set("*", "w", "k0"))).toHaveLength(1);
    expect(story.outcome("bob", set("*", undefined, "k1"))).toHaveLength(1);
    expect(story.outcome("bob", set("*", "v", "__proto__"))).toHaveLength(1);
  });
});
