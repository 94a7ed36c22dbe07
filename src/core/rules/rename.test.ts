import { describe, expect, test } from "vitest";
import type { Act } from "../commands.ts";
import { openAct, Story } from "../testing.ts";

const rename = (channel: string, name: string, reason?: string): Act => ({
  type: "rename",
  channel,
  name,
  ...(reason !== undefined && { reason }),
});

describe("renaming a channel", () => {
  test("keeps its members, modes and past, and is told to its members", () => {
    const story = new Story();
    story.gather("#old", "op", "bob");
    story.act("op", { type: "mode", channel: "#old", changes: [{ set: true, mode: "b", parameter: "eve" }] });
    const before = structuredClone(story.channel("#old"));
    expect(story.emissions("op", rename("#OLD", "#New", "why not"))).toMatchObject([
      {
        event: { type: "rename", channel: "#old", name: "#New", reason: "why not" },
        audience: { channels: ["#new"], users: [] },
      },
    ]);
    expect(story.state.channels.has("#old")).toBe(false);
    expect(story.channel("#new")).toEqual({ ...before, name: "#New" });
    for (const nick of ["op", "bob"]) expect([...story.user(nick).channels.keys()]).toEqual(["#new"]);
    expect(story.outcome("bob", { type: "say", to: "#new", text: "x" })).toHaveLength(1);
    expect(story.outcome("bob", { type: "say", to: "#old", text: "x" })).toBe("no-such-channel");
  });

  test("leaves the old name to a new channel with a past of its own", () => {
    const story = new Story();
    story.gather("#a", "op");
    const { id } = story.channel("#a");
    story.act("op", rename("#a", "#b"));
    story.gather("#a", "op");
    expect(story.channel("#b").id).toBe(id);
    expect(story.channel("#a").id).not.toBe(id);
    expect(story.channel("#a").since).toBe(story.state.seq);
  });

  test("is for its operators; nobody renames a channel of the server's own", () => {
    const story = new Story();
    story.act("", { type: "start", name: "n", epoch: "e", channels: ["#lobby"] });
    story.gather("#lobby", "op");
    story.gather("#a", "op", "half");
    story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "h", parameter: "half" }] });
    story.act("eve", openAct("eve"));
    expect(story.outcome("op", rename("#lobby", "#b"))).toBe("not-operator");
    expect(story.outcome("half", rename("#a", "#b"))).toBe("not-operator");
    expect(story.outcome("eve", rename("#a", "#b"))).toBe("not-in-channel");
    expect(story.outcome("op", rename("#c", "#b"))).toBe("no-such-channel");
  });

  test("takes a name that is one, and that no other channel has; to write its own differently is allowed", () => {
    const story = new Story();
    story.gather("#a", "op");
    story.gather("#b", "bob");
    expect(story.outcome("op", rename("#a", "#B"))).toBe("name-in-use");
    expect(story.outcome("op", rename("#a", "b"))).toBe("bad-channel-name");
    expect(story.outcome("op", rename("#a", "#c", "two\nlines"))).toBe("bad-command");
    expect(story.outcome("op", rename("#a", "#A"))).toHaveLength(1);
    expect([...story.state.channels.values()].map(({ name }) => name)).toEqual(["#b", "#A"]);
    expect([...story.user("op").channels.keys()]).toEqual(["#a"]);
  });

  test("takes along up to when its members have read it", () => {
    const story = new Story();
    story.gather("#a", "op", "bob");
    story.act("op", { type: "markread", to: "#A", at: 2_000 });
    story.act("op", rename("#a", "#b"));
    expect([...story.user("op").markers]).toEqual([["#b", 2_000]]);
    expect([...story.user("bob").markers]).toEqual([]);
    story.act("op", rename("#b", "#B"));
    expect([...story.user("op").markers]).toEqual([["#b", 2_000]]);
  });
});
