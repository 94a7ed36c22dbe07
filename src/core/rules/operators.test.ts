import { describe, expect, test } from "vitest";
import type { Act } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { openAct, Story } from "../testing.ts";
import { fits } from "../utf8.ts";

const usermode = (set: boolean, mode: string): Act => ({ type: "usermode", changes: [{ set, mode }] });
const kill = (nick: string, reason = "spam"): Act => ({ type: "kill", nick, reason });
const wallops = (text: string): Act => ({ type: "wallops", text });
const chghost = (nick: string, ident: string, host: string): Act => ({ type: "chghost", nick, ident, host });

/** An operator of the server, and two users who share a channel. */
function withRoot(): Story {
  const story = new Story();
  story.act("root", openAct("root"));
  story.act("root", { type: "oper", name: "boss" });
  story.gather("#a", "alice", "bob");
  return story;
}

describe("an operator of the server", () => {
  test("is made by proof alone, which the user's own sessions are told of", () => {
    const story = new Story();
    story.act("root", openAct("root"));
    expect(story.outcome("root", usermode(true, "o"))).toBe("not-server-operator");
    const { id } = story.user("root");
    expect(story.act("root", { type: "oper", name: "boss" })).toMatchObject({
      emissions: [
        { event: { changes: [{ set: true, mode: "o" }] }, audience: { channels: [], users: [id] }, passing: true },
      ],
    });
    expect(story.user("root")).toMatchObject({ operator: "boss", modes: "o" });
    expect(story.outcome("root", { type: "oper", name: "other" })).toEqual([]);
    expect(story.user("root").operator).toBe("other");
    expect(story.outcome("root", { type: "oper", name: "x".repeat(LIMITS.operatorBytes + 1) })).toBe("too-long");
  });

  test("lays it down, and then is none", () => {
    const story = withRoot();
    expect(story.outcome("root", usermode(false, "o"))).toMatchObject([{ changes: [{ set: false, mode: "o" }] }]);
    expect(story.user("root")).not.toHaveProperty("operator");
    for (const act of [kill("bob"), wallops("x"), chghost("bob", "i", "h")]) {
      expect(story.outcome("root", act), act.type).toBe("not-server-operator");
    }
  });
});

describe("killing", () => {
  test("ends all sessions of a user on whatever nodes, and those who shared a channel are told once", () => {
    const story = withRoot();
    for (const [id, node] of [
      ["x1", "n1"],
      ["x2", "n2"],
    ] as const)
      story.act(id, openAct("mallory", { key: "m" }), node);
    story.act("x1", { type: "join", channel: "#a" });
    const reason = "Killed (root (spam))";
    expect(story.act("root", kill("MALLORY"))).toMatchObject({
      emissions: [
        { event: { type: "quit", from: { nick: "mallory" }, reason }, audience: { channels: ["#a"], users: [] } },
      ],
      ended: { sessions: ["x1", "x2"], code: "killed", reason },
    });
    expect(story.channel("#a").members.size).toBe(2);
    for (const id of ["x1", "x2"]) expect(story.outcome(id, { type: "close", reason: "" })).toBe("not-open");
    expect(story.outcome("x1", openAct("mallory", { key: "m" }))).toHaveLength(1);
  });

  test("may end one's own sessions", () => {
    const story = withRoot();
    expect(story.act("root", kill("root"))).toMatchObject({ ended: { sessions: ["root"] } });
    expect(story.state.sessions.has("root")).toBe(false);
  });

  test("names who is here, with a reason of one line, and what others see of it is bounded", () => {
    const story = withRoot();
    expect(story.outcome("alice", kill("bob"))).toBe("not-server-operator");
    expect(story.outcome("root", kill("nobody"))).toBe("no-such-nick");
    expect(story.outcome("root", kill("bob", "a\nb"))).toBe("bad-command");
    expect(story.outcome("root", kill("bob", "x".repeat(LIMITS.reasonBytes + 1)))).toBe("too-long");
    const [quit] = story.emissions("root", kill("bob", "x".repeat(LIMITS.reasonBytes)));
    expect(quit?.event.type === "quit" && fits(quit.event.reason, LIMITS.reasonBytes)).toBe(true);
  });
});

describe("wallops", () => {
  test("are told to users of mode w, and only to those", () => {
    const story = withRoot();
    story.act("bob", usermode(true, "w"));
    const { id } = story.user("bob");
    expect(story.emissions("root", wallops("hello"))).toMatchObject([
      { event: { type: "wallops", text: "hello" }, audience: { channels: [], users: [id] } },
    ]);
    expect(story.outcome("root", wallops(""))).toBe("no-text");
    expect(story.outcome("root", wallops("a\nb"))).toBe("bad-command");
    expect(story.outcome("bob", wallops("hello"))).toBe("not-server-operator");
  });
});

describe("another host", () => {
  test("is told from the old one, and holds for what follows", () => {
    const story = withRoot();
    const { id } = story.user("bob");
    expect(story.emissions("root", chghost("BOB", "~b", "staff/bob"))).toMatchObject([
      {
        event: { type: "chghost", from: { nick: "bob", user: "user", host: "host" }, user: "~b", host: "staff/bob" },
        audience: { channels: ["#a"], users: [id] },
      },
    ]);
    expect(story.outcome("bob", { type: "say", to: "#a", text: "x" })).toMatchObject([
      { from: { user: "~b", host: "staff/bob" } },
    ]);
    expect(story.emissions("root", chghost("bob", "~b", "staff/bob"))).toEqual([]);
  });

  test("is matched by bans from then on", () => {
    const story = withRoot();
    story.act("alice", { type: "mode", channel: "#a", changes: [{ set: true, mode: "b", parameter: "*!*@bad.host" }] });
    expect(story.outcome("bob", { type: "say", to: "#a", text: "x" })).toHaveLength(1);
    story.act("root", chghost("bob", "b", "bad.host"));
    expect(story.outcome("bob", { type: "say", to: "#a", text: "x" })).toBe("cannot-send");
  });

  test.each([
    ["", "h"],
    ["i", ""],
    ["a b", "h"],
    ["a@b", "h"],
    ["i", "a b"],
    ["i", ":h"],
    ["i", "a@b"],
    ["i".repeat(LIMITS.identBytes + 1), "h"],
    ["i", "h".repeat(LIMITS.hostBytes + 1)],
  ])("is not %j at %j", (ident, host) => {
    expect(withRoot().outcome("root", chghost("bob", ident, host))).toBe("bad-command");
  });

  test("is for operators of the server to give, to somebody who is here", () => {
    const story = withRoot();
    expect(story.outcome("alice", chghost("alice", "i", "h"))).toBe("not-server-operator");
    expect(story.outcome("root", chghost("nobody", "i", "h"))).toBe("no-such-nick");
  });
});
