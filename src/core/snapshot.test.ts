import { expect, test } from "vitest";
import { restore, snapshot } from "./snapshot.ts";
import { readableFrom } from "./state.ts";
import { openAct, Story } from "./testing.ts";

const VERIFIER = { salt: "", iterations: 4096, storedKey: "", serverKey: "" };

test("a snapshot holds all that users and channels have", () => {
  const story = new Story();
  story.gather("#a", "op");
  story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "D" }] });
  story.gather("#a", "bob");
  story.act("op", { type: "oper", name: "boss" });
  story.act("op", { type: "markread", to: "#a", at: 1 });
  story.act("op", { type: "metadata", to: "*", key: "k", value: "v" });
  story.act("op", { type: "metadata", to: "#a", key: "k", value: "v" });
  story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "b", parameter: "m:eve" }] });
  story.act("op", { type: "rename", channel: "#a", name: "#b" });
  story.act("bob", { type: "nick", nick: "robert" });
  const restored = restore(snapshot(story.state));
  expect(restored).toEqual(story.state);
  expect(restored.masks).toBe(1);
  expect(restored.past).toHaveLength(1);
  expect(restored.channels.get("#b")?.quiet.size).toBe(1);
});

test("a snapshot holds since when members and regulars belong to their channels", () => {
  const story = new Story();
  story.gather("#a", "op");
  story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "H" }] });
  story.gather("#a", "bob");
  const joined = story.state.seq;
  story.act("bob", { type: "register", account: "bob", verifier: VERIFIER });
  story.act("bob", { type: "login", account: "bob" });
  expect(restore(snapshot(story.state)).users.get(story.user("bob").id)?.channels).toEqual(new Map([["#a", joined]]));
  story.act("bob", { type: "close", reason: "" });
  story.state = restore(snapshot(story.state));
  expect(story.channel("#a").regulars.get("bob")).toMatchObject({ since: joined });
  expect(story.state.regulars).toBe(1);
  story.act("bob again", openAct("bob", { account: "bob" }));
  expect(readableFrom(story.channel("#a"), story.user("bob"))).toBe(joined);
});

test("whoever was in a channel, or a regular, of a snapshot of version 3 has been there from the beginning", () => {
  const story = new Story();
  story.gather("#a", "op", "bob");
  story.act("bob", { type: "register", account: "bob", verifier: VERIFIER });
  story.act("bob", { type: "login", account: "bob" });
  story.act("bob", { type: "close", reason: "" });
  const now = JSON.parse(snapshot(story.state));
  const text = JSON.stringify({
    ...now,
    version: 3,
    users: now.users.map((user: { channels: [string, number][] }) => ({
      ...user,
      channels: user.channels.map(([name]) => name),
    })),
    channels: now.channels.map((channel: { regulars: [string, { modes: string; at: number }][] }) => ({
      ...channel,
      regulars: channel.regulars.map(([account, { modes, at }]) => [account, { modes, at }]),
    })),
  });
  expect(text).toContain('"channels":["#a"]');
  story.state = restore(text);
  story.act("bob again", openAct("bob", { account: "bob" }));
  story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "H" }] });
  const channel = story.channel("#a");
  for (const nick of ["op", "bob"]) expect(readableFrom(channel, story.user(nick))).toBe(channel.since);
  story.gather("#a", "late");
  expect(readableFrom(channel, story.user("late"))).toBe(story.state.seq);
});

test("a snapshot of version 2, which knew less, is read: what it did not know is empty", () => {
  const lists = { b: [{ mask: "eve!*@*", by: "alice", at: 20 }], e: [], I: [] };
  const channel = { created: 10, since: 2, flags: "nt", invited: [], lists, kept: false };
  const text = JSON.stringify({
    version: 2,
    seq: 9,
    at: 90,
    epoch: "e",
    nodes: [["one", "one-1"]],
    sessions: [{ id: "s", node: "one-1", user: 1, dialect: "irc", since: 10 }],
    users: [
      {
        id: 1,
        nick: "Alice",
        ident: "a",
        realname: "Alice",
        host: "h",
        key: "k",
        since: 10,
        modes: "",
        sessions: ["s"],
        channels: ["#a"],
      },
    ],
    channels: [
      { ...channel, name: "#A", members: [[1, "o"]] },
      { ...channel, name: "#left", lists: { b: [], e: [], I: [] }, members: [] },
    ],
    channelKeys: ["#a", "#left"],
    refs: [["k", [["r", 5]]]],
  });
  const state = restore(text);
  const [user] = state.users.values();
  expect(user).toMatchObject({ spoke: 10, markers: new Map(), metadata: new Map(), channels: new Map([["#a", 0]]) });
  expect(user).not.toHaveProperty("operator");
  expect(state.channels.get("#a")).toMatchObject({ id: "#a", quiet: new Set(), metadata: new Map(), since: 2 });
  expect([state.masks, state.past, [...state.empty]]).toEqual([1, [], ["#left"]]);
  expect([state.nicks.get("alice"), state.keys.get("k"), state.refs.get("k")?.get("r")]).toEqual([1, 1, 5]);
  expect(restore(snapshot(state))).toEqual(state);
});
