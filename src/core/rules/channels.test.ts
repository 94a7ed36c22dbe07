import { describe, expect, test } from "vitest";
import type { Act } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { restore, snapshot } from "../snapshot.ts";
import { openAct, Story } from "../testing.ts";

const join = (channel: string, key?: string): Act => ({ type: "join", channel, ...(key !== undefined && { key }) });
const set = (mode: string, parameter?: string, channel = "#a"): Act => ({
  type: "mode",
  channel,
  changes: [{ set: true, mode, ...(parameter !== undefined && { parameter }) }],
});

describe("joining", () => {
  test("makes a channel, whose first member is its operator, and is told to all in it", () => {
    const story = new Story();
    story.gather("#Ab", "alice");
    story.act("bob", openAct("bob"));
    expect(story.act("bob", join("#aB"))).toMatchObject({
      emissions: [{ event: { type: "join", channel: "#Ab" }, audience: { channels: ["#ab"], users: [] } }],
    });
    expect([...(story.state.channels.get("#ab")?.members.values() ?? [])]).toEqual(["o", ""]);
    expect(story.outcome("bob", join("#AB"))).toEqual([]);
  });

  test("by its id comes into that channel, whatever it is called, and makes none", () => {
    const story = new Story();
    story.gather("#old", "op");
    const { id } = story.channel("#old");
    story.act("op", { type: "rename", channel: "#old", name: "#new" });
    for (const nick of ["bob", "carol"]) story.act(nick, openAct(nick));
    expect(story.outcome("bob", { type: "join", channel: "#old", id })).toMatchObject([{ channel: "#new" }]);
    expect(story.outcome("bob", { type: "join", channel: "#new", id: "#new 1" })).toBe("no-such-channel");
    story.act("op", set("i", undefined, "#new"));
    expect(story.act("carol", { type: "join", channel: "#old", id }).refusal).toMatchObject({
      code: "invite-only",
      about: "#old",
    });
    expect(story.state.channels.has("#old")).toBe(false);
    const again = restore(snapshot(story.state));
    expect(again.channelsById.get(id)).toBe(again.channels.get("#new"));
  });

  test("only if there is one makes none", () => {
    const story = new Story();
    story.act("bob", openAct("bob"));
    const act: Act = { type: "join", channel: "#a", exists: true };
    expect(story.outcome("bob", act)).toBe("no-such-channel");
    expect(story.state.channels.has("#a")).toBe(false);
    story.gather("#a", "op");
    expect(story.outcome("bob", act)).toHaveLength(1);
    for (const nick of ["op", "bob"]) story.act(nick, { type: "part", channel: "#a" });
    expect(story.outcome("bob", act)).toHaveLength(1);
  });

  test("needs what the channel's modes ask for; an invitation stands for all of it, once", () => {
    const story = new Story();
    story.gather("#a", "op");
    for (const nick of ["bob", "carol"]) story.act(nick, openAct(nick));
    story.act("op", set("k", "secret"));
    expect(story.outcome("bob", join("#a", "wrong"))).toBe("bad-key");
    story.act("op", set("l", "1"));
    expect(story.outcome("bob", join("#a", "secret"))).toBe("channel-full");
    story.act("op", set("i"));
    expect(story.outcome("bob", join("#a", "secret"))).toBe("invite-only");
    story.act("op", set("b", "bob"));
    expect(story.outcome("bob", join("#a", "secret"))).toBe("banned");
    story.act("op", { type: "invite", channel: "#a", nick: "bob" });
    expect(story.outcome("bob", join("#a"))).toHaveLength(1);
    story.act("bob", { type: "part", channel: "#a" });
    expect(story.outcome("bob", join("#a"))).toBe("banned");
    story.act("op", set("I", "carol"));
    expect(story.outcome("carol", join("#a", "secret"))).toBe("channel-full");
  });

  test("is bounded for each user and in all", () => {
    const story = new Story();
    for (let user = 0; story.state.channels.size < LIMITS.channels; user++) {
      const name = `u${user}`;
      story.act(name, openAct(name));
      for (let i = 0; i < LIMITS.channelsPerUser; i++) story.act(name, join(`#${user}-${i}`));
    }
    expect(story.outcome("u0", join("#more"))).toBe("too-many-channels");
    story.act("late", openAct("late"));
    expect(story.outcome("late", join("#more"))).toBe("server-full");
    story.act("u0", { type: "part", channel: "#0-0" });
    expect(story.state.channels.has("#0-0")).toBe(true);
    expect(story.outcome("late", join("#more"))).toHaveLength(1);
    expect(story.state.channels.has("#0-0")).toBe(false);
    expect(story.state.channels.size).toBe(LIMITS.channels);
  });
});

describe("an empty channel that is remembered", () => {
  test("is no longer the one to forget once somebody is in it, or it is the server's", () => {
    const story = new Story();
    for (const channel of ["#a", "#b", "#c"]) {
      story.gather(channel, "alice");
      story.act("alice", { type: "part", channel });
    }
    expect([...story.state.empty]).toEqual(["#a", "#b", "#c"]);
    story.act("", { type: "start", name: "one", epoch: "e", channels: ["#b"] });
    story.gather("#a", "alice");
    expect([...story.state.empty]).toEqual(["#c"]);
    story.act("alice", { type: "part", channel: "#a" });
    expect([...story.state.empty]).toEqual(["#c", "#a"]);
  });
});

test("a channel that was forgotten is made again without its past", () => {
  const story = new Story();
  story.gather("#a", "alice");
  story.act("alice", { type: "part", channel: "#a" });
  for (let user = 0; story.state.channels.has("#a"); user++) {
    const name = `u${user}`;
    story.act(name, openAct(name));
    for (let i = 0; i < LIMITS.channelsPerUser; i++) story.act(name, join(`#${user}-${i}`));
  }
  story.act("u0", { type: "part", channel: "#0-0" });
  story.act("alice", join("#a"));
  expect(story.state.channels.get("#a")?.since).toBe(story.entries.length);
});

describe("leaving", () => {
  test("is told to those who stay and to all sessions of who left", () => {
    const story = new Story();
    story.gather("#a", "alice", "bob");
    const { id } = story.user("bob");
    expect(story.act("bob", { type: "part", channel: "#A", reason: "tea" })).toMatchObject({
      emissions: [
        { event: { type: "part", channel: "#a", reason: "tea" }, audience: { channels: ["#a"], users: [id] } },
      ],
    });
    expect(story.outcome("bob", { type: "part", channel: "#a" })).toBe("not-in-channel");
  });

  test("last leaves a channel that asks the same of those who join, and whose first is its operator", () => {
    const story = new Story();
    story.gather("#a", "alice");
    story.act("alice", { type: "topic", channel: "#a", topic: "tea" });
    for (const act of [set("k", "secret"), set("l", "5"), set("m"), set("b", "bob")]) story.act("alice", act);
    const [before, since] = [story.entries.length, story.state.channels.get("#a")?.since];
    story.act("carol", openAct("carol"));
    story.act("alice", { type: "invite", channel: "#a", nick: "carol" });
    story.act("alice", { type: "close", reason: "" });
    story.state = restore(snapshot(story.state));
    for (const nick of ["bob", "dave"]) story.act(nick, openAct(nick));
    expect(story.outcome("bob", join("#a", "secret"))).toBe("banned");
    expect(story.outcome("carol", join("#a"))).toBe("bad-key");
    expect(story.outcome("dave", join("#a", "secret"))).toHaveLength(1);
    const channel = story.state.channels.get("#a");
    expect(channel).toMatchObject({ flags: "mnt", limit: 5, topic: { text: "tea" } });
    expect(channel?.members.get(story.user("dave").id)).toBe("o");
    expect(channel?.since).toBe(since);
    expect(since).toBeLessThan(before);
  });

  test("last a channel that one must be invited to lets it begin anew, without its past", () => {
    const story = new Story();
    story.gather("#a", "alice");
    story.act("alice", { type: "topic", channel: "#a", topic: "a secret" });
    for (const act of [set("k", "secret"), set("l", "5"), set("b", "bob"), set("i")]) story.act("alice", act);
    story.act("alice", { type: "close", reason: "" });
    const emptied = story.entries.length;
    story.gather("#a", "bob");
    const channel = story.state.channels.get("#a");
    expect(channel).toMatchObject({ flags: "nt", since: emptied, lists: { b: [], e: [], I: [] } });
    expect([channel?.topic, channel?.key, channel?.limit]).toEqual([undefined, undefined, undefined]);
    expect(channel?.members.get(story.user("bob").id)).toBe("o");
  });

  test("is one line of bounded length", () => {
    const story = new Story();
    story.gather("#a", "alice");
    const part = (reason: string): Act => ({ type: "part", channel: "#a", reason });
    expect(story.outcome("alice", part("a\nb"))).toBe("bad-command");
    expect(story.outcome("alice", part("x".repeat(LIMITS.reasonBytes + 1)))).toBe("too-long");
  });
});

describe("kicking", () => {
  test("is for those of at least the same standing, and is told to the kicked as well", () => {
    const story = new Story();
    story.gather("#a", "op", "half", "bob");
    story.act("op", set("h", "half"));
    const kick = (nick: string): Act => ({ type: "kick", channel: "#a", nick });
    expect(story.outcome("bob", kick("half"))).toBe("not-operator");
    expect(story.outcome("half", kick("op"))).toBe("not-operator");
    expect(story.outcome("half", kick("nobody"))).toBe("no-such-nick");
    const { id } = story.user("bob");
    expect(story.act("half", kick("BOB"))).toMatchObject({
      emissions: [{ event: { type: "kick", nick: "bob" }, audience: { channels: ["#a"], users: [id] } }],
    });
    expect(story.outcome("half", kick("bob"))).toBe("user-not-in-channel");
  });
});

describe("inviting", () => {
  test("is told to who is invited, and again does not push others out of the list", () => {
    const story = new Story();
    story.gather("#a", "op");
    for (let i = 0; i < LIMITS.invitesPerChannel; i++) {
      story.act(`u${i}`, openAct(`u${i}`));
      story.act("op", { type: "invite", channel: "#a", nick: `u${i}` });
    }
    const invite = (nick: string): Act => ({ type: "invite", channel: "#a", nick });
    expect(story.act("op", invite("u5"))).toMatchObject({
      emissions: [
        { event: { nick: "u5" }, audience: { channels: [], users: [story.user("u5").id] }, passing: true },
        { event: { nick: "u5", seen: true }, audience: { channels: ["#a"], users: [] } },
      ],
    });
    expect(story.state.channels.get("#a")?.invited.has(story.user("u0").id)).toBe(true);
    story.act("late", openAct("late"));
    story.act("op", invite("late"));
    expect(story.state.channels.get("#a")?.invited.has(story.user("u0").id)).toBe(false);
    expect(story.state.channels.get("#a")?.invited.size).toBe(LIMITS.invitesPerChannel);
  });
});

describe("an invitation", () => {
  test("is seen by all members, and in a channel that asks for one by those who may give it", () => {
    const story = new Story();
    story.gather("#a", "op", "half", "bob");
    story.act("op", set("h", "half"));
    story.act("guest", openAct("guest"));
    const seenBy = (): unknown => {
      const outcome = story.act("op", { type: "invite", channel: "#a", nick: "guest" });
      return outcome.refusal ?? outcome.emissions.find(({ event }) => "seen" in event)?.audience;
    };
    expect(seenBy()).toEqual({ channels: ["#a"], users: [] });
    story.act("op", set("i"));
    expect(seenBy()).toEqual({ channels: [], users: [story.user("op").id, story.user("half").id] });
  });
});

describe("a channel for accounts only (mode R)", () => {
  test("lets in who is signed in, and who was invited", () => {
    const story = new Story();
    story.gather("#a", "op");
    story.act("op", set("R"));
    for (const nick of ["alice", "bob"]) story.act(nick, openAct(nick));
    expect(story.outcome("alice", join("#a"))).toBe("no-account");
    story.signIn("alice", "al");
    expect(story.outcome("alice", join("#a"))).toHaveLength(1);
    story.act("op", { type: "invite", channel: "#a", nick: "bob" });
    expect(story.outcome("bob", join("#a"))).toHaveLength(1);
  });
});

describe("a channel of the server's own", () => {
  const start = (...channels: string[]): Act => ({ type: "start", name: "one", epoch: "e", channels });

  test("is there without members, and nobody's to operate", () => {
    const story = new Story();
    story.act("", start("#lobby"));
    story.gather("#lobby", "alice");
    expect([...(story.state.channels.get("#lobby")?.members.values() ?? [])]).toEqual([""]);
    expect(story.outcome("alice", { type: "topic", channel: "#lobby", topic: "tea" })).toHaveLength(1);
    story.act("alice", { type: "part", channel: "#lobby" });
    expect(story.state.channels.get("#lobby")).toMatchObject({ kept: true, topic: { text: "tea" } });
  });

  test("that people had made before is open to all from then on", () => {
    const story = new Story();
    story.gather("#a", "op");
    for (const act of [set("k", "secret"), set("l", "1"), set("b", "bob"), set("i")]) story.act("op", act);
    story.act("", start("#A"));
    story.act("bob", openAct("bob"));
    expect(story.outcome("bob", join("#a"))).toHaveLength(1);
    expect(story.outcome("op", set("m"))).toBe("not-operator");
  });

  test("is open from its beginning; what people kept to themselves before it was the server's stays theirs", () => {
    const story = new Story();
    for (const channel of ["#a", "#b", "#c"]) story.gather(channel, "op");
    for (const [channel, mode] of [
      ["#a", "i"],
      ["#b", "k"],
    ] as const) {
      story.act("op", { type: "mode", channel, changes: [{ set: true, mode, parameter: "x" }] });
    }
    const made = story.state.channels.get("#c")?.since;
    story.act("", start("#a", "#b", "#c", "#new"));
    const now = story.entries.length;
    const since = (name: string): number | undefined => story.state.channels.get(name)?.since;
    expect(["#a", "#b", "#c", "#new"].map(since)).toEqual([now, now, made, 0]);
  });

  test("is none that could not be joined", () => {
    const story = new Story();
    story.act("", start("", "lobby", "#a b"));
    expect(story.state.channels.size).toBe(0);
  });
});
