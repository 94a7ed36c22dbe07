import { describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { isNick } from "../names.ts";
import { openAct, Story } from "../testing.ts";

describe("a session", () => {
  test("makes its user, whose nick is theirs alone however it is written", () => {
    const story = new Story();
    story.act("a", openAct("alice"));
    expect(story.outcome("b", openAct("ＡLICE"))).toBe("nick-in-use");
    expect(story.outcome("a", openAct("other"))).toBe("already-open");
    story.act("b", openAct("bob"));
    expect(story.outcome("b", { type: "nick", nick: "Alice" })).toBe("nick-in-use");
    expect(story.outcome("a", { type: "nick", nick: "ALICE" })).toMatchObject([
      { from: { nick: "alice" }, nick: "ALICE" },
    ]);
    expect(story.outcome("a", { type: "nick", nick: "ALICE" })).toEqual([]);
  });

  test("that brings the key of a user who is here speaks for that user", () => {
    const story = new Story();
    story.act("a", openAct("alice", { key: "k" }));
    story.act("b", openAct("another", { key: "k" }));
    expect([...story.user("alice").sessions]).toEqual(["a", "b"]);
    expect(story.state.users.size).toBe(1);
    for (let i = 2; i < LIMITS.sessionsPerUser; i++) story.act(`s${i}`, openAct("x", { key: "k" }));
    expect(story.outcome("late", openAct("x", { key: "k" }))).toBe("too-many-sessions");
  });

  test("that is a user's last takes the user along, and those who shared a channel are told once", () => {
    const story = new Story();
    story.act("a", openAct("alice", { key: "k" }));
    story.act("b", openAct("alice", { key: "k" }));
    for (const channel of ["#a", "#b"]) story.act("a", { type: "join", channel });
    expect(story.outcome("a", { type: "close", reason: "tea" })).toEqual([]);
    expect(story.act("b", { type: "close", reason: "tea" })).toMatchObject({
      emissions: [{ event: { type: "quit", reason: "tea" }, audience: { channels: ["#a", "#b"], users: [] } }],
    });
    expect([story.state.users.size, story.state.nicks.size, story.state.keys.size]).toEqual([0, 0, 0]);
    expect(story.outcome("b", { type: "close", reason: "" })).toBe("not-open");
  });

  test("shows others texts of bounded length, and single lines", () => {
    const story = new Story();
    const long = "x".repeat(1_000);
    for (const more of [{ ident: long }, { realname: long }, { host: long }, { key: long }]) {
      expect(story.outcome("a", openAct("alice", more))).toBe("too-long");
    }
    for (const more of [{ ident: "a\n" }, { realname: "a\r\nQUIT" }, { host: "a\0" }]) {
      expect(story.outcome("a", openAct("alice", more))).toBe("bad-command");
    }
  });
});

describe("a client's key", () => {
  test("does not bring somebody who has signed in to the user of another account, or of none", () => {
    const story = new Story();
    for (const account of ["alice", "zoe"]) story.act("", { type: "register", account });
    story.act("a", openAct("alice", { key: "k", account: "alice" }));
    expect(story.outcome("x", openAct("x", { key: "k" }))).toBe("account-needed");
    expect(story.outcome("b", openAct("alice", { key: "k", account: "ALICE" }))).toEqual([]);
    expect(story.outcome("z", openAct("zoe", { key: "k", account: "zoe" }))).toHaveLength(1);
    expect(story.user("zoe")).not.toHaveProperty("key");
    story.act("z", { type: "close", reason: "" });
    expect(story.state.keys.get("k")).toBe(story.user("alice").id);
  });
});

test("nobody is the server itself", () => {
  expect(new Story().outcome("", openAct("alice"))).toBe("already-open");
});

describe("a nick that a dialect made", () => {
  test("gives way to one that is taken", () => {
    const story = new Story();
    for (const id of ["a", "b", "c"]) story.act(id, openAct("guest", { made: true }));
    expect([...story.state.users.values()].map(({ nick }) => nick)).toEqual(["guest", "guest2", "guest3"]);
  });

  test("is valid and free however odd it is, and whoever took the spares", () => {
    const story = new Story();
    const odd = `${"𐐀".repeat(15)}𐐨`;
    for (let i = 0; i < 30; i++) story.act(`s${i}`, openAct(odd, { made: true }));
    expect(story.state.nicks.size).toBe(30);
    for (const { nick } of story.state.users.values()) expect(isNick(nick), nick).toBe(true);
  });

  test("is found at once even among thousands of its kind", () => {
    const story = new Story();
    for (let i = 0; i < 3_000; i++) story.act(`s${i}`, openAct("guest", { made: true }));
    // What the next would be called, were it by its place in the log alone.
    for (let i = 0; i < 5; i++) story.act(`t${i}`, openAct(`guest${100 + story.entries.length + 6}`));
    for (let i = 0; i < 5; i++) story.act(`u${i}`, openAct("guest", { made: true }));
    expect(story.state.users.size).toBe(story.state.nicks.size);
    expect(story.state.sessions.size).toBe(story.state.users.size);
  });

  test("is shown with the address, until its owner chooses another", () => {
    const story = new Story();
    const address = { host: "127.0.0.1", port: 1 };
    story.act("a", openAct("guest", { made: true, address }));
    story.act("a", { type: "join", channel: "#a" });
    expect(story.outcome("a", { type: "say", to: "#a", text: "x" })).toMatchObject([{ from: { address } }]);
    expect(story.outcome("a", { type: "nick", nick: "alice" })).toMatchObject([{ from: { address } }]);
    const [event] = story.outcome("a", { type: "say", to: "#a", text: "x" });
    expect(event).not.toHaveProperty("from.address");
  });
});

describe("being away", () => {
  test("is told to those who share a channel, once", () => {
    const story = new Story();
    story.gather("#a", "alice");
    const { id } = story.user("alice");
    expect(story.act("alice", { type: "away", text: "tea" })).toMatchObject({
      emissions: [{ event: { text: "tea" }, audience: { channels: ["#a"], users: [id] } }],
    });
    expect(story.outcome("alice", { type: "away", text: "tea" })).toEqual([]);
    expect(story.outcome("alice", { type: "away", text: "" })).toHaveLength(1);
    expect(story.outcome("alice", { type: "away" })).toEqual([]);
    expect(story.outcome("alice", { type: "away", text: "a\nb" })).toBe("bad-command");
    expect(story.outcome("alice", { type: "away", text: "x".repeat(LIMITS.awayBytes + 1) })).toBe("too-long");
  });
});

describe("a node that starts again", () => {
  const start = (name: string) => ({ type: "start", name, epoch: `epoch of ${name}`, channels: [] }) as const;

  test("clears away what its earlier run left, with an id for every event, and nothing else", () => {
    const story = new Story();
    story.act("", start("one"), "one-1");
    story.act("", start("two"), "two-1");
    expect(story.state.epoch).toBe("epoch of one");
    for (const [id, node] of [
      ["a", "one-1"],
      ["b", "one-1"],
      ["c", "two-1"],
    ] as const) {
      story.act(id, openAct(id), node);
      story.act(id, { type: "join", channel: "#a" }, node);
    }
    const outcome = story.act("", start("one"), "one-2");
    if (outcome.refusal) throw new Error(outcome.refusal.text);
    expect(outcome.emissions.map(({ event }) => [event.type, event.from.nick])).toEqual([
      ["quit", "a"],
      ["quit", "b"],
    ]);
    expect(new Set(outcome.emissions.map(({ event }) => event.id)).size).toBe(2);
    expect([...story.state.sessions.keys()]).toEqual(["c"]);
  });
});

describe("who was known by a nick and is not any more", () => {
  test("is remembered as they were, after a change and after they left, the latest last", () => {
    const story = new Story();
    story.gather("#a", "alice");
    story.signIn("alice", "al");
    story.act("alice", { type: "nick", nick: "alicia" });
    story.act("alice", { type: "close", reason: "" });
    const known = { ident: "user", host: "host", realname: "Somebody", account: "al" };
    expect(story.state.past).toEqual([
      { ...known, nick: "alice", key: "alice", at: 3_000 },
      { ...known, nick: "alicia", key: "alicia", at: 4_000 },
    ]);
  });

  test("is not remembered for ever", () => {
    const story = new Story();
    story.act("a", openAct("alice"));
    for (let i = 0; i <= LIMITS.past; i++) story.act("a", { type: "nick", nick: `n${i}` });
    expect(story.state.past).toHaveLength(LIMITS.past);
    expect(story.state.past[0]?.nick).toBe("n0");
  });
});

test("a user arrives once, whom only watchers are told of", () => {
  const story = new Story();
  expect(story.act("a", openAct("alice", { key: "k", away: "tea" }))).toMatchObject({
    emissions: [{ event: { type: "arrive" }, audience: { channels: [], users: [] }, passing: true }],
  });
  expect(story.user("alice").away).toBe("tea");
  expect(story.outcome("b", openAct("alice", { key: "k" }))).toEqual([]);
});
