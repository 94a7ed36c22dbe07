import { expect, test } from "vitest";
import { restore, snapshot } from "./snapshot.ts";
import { identityOf, readableFrom } from "./state.ts";
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

test("a snapshot of version 4, whose accounts were names with passwords alone, is read", () => {
  const lists = { b: [], e: [], I: [] };
  const text = `{
    "version": 4, "seq": 9, "at": 90, "epoch": "e", "nodes": [["one", "one-1"]],
    "sessions": [{ "id": "s", "node": "one-1", "user": 3, "dialect": "irc", "since": 10 }],
    "users": [{
      "id": 3, "nick": "Al", "ident": "a", "realname": "Alice", "host": "h", "account": "Alice", "since": 10, "spoke": 20,
      "modes": "i", "sessions": ["s"], "channels": [["#a", 4]], "metadata": [["k", "v"]], "markers": []
    }],
    "accounts": [{
      "name": "Alice", "created": 10, "markers": [["#a", 50]],
      "verifier": { "salt": "c2FsdA==", "iterations": 4096, "storedKey": "c3RvcmVk", "serverKey": "c2VydmVy" }
    }],
    "channels": [{
      "id": "#a 3", "name": "#a", "created": 10, "since": 4, "kept": false, "flags": "nt",
      "members": [[3, "o"]], "quiet": [], "lists": ${JSON.stringify(lists)}, "invited": [],
      "regulars": [["bob", { "modes": "v", "at": 5, "since": 2 }]], "metadata": []
    }],
    "channelKeys": ["#a"], "past": [], "redacted": [7], "refs": []
  }`;
  const story = new Story();
  story.state = restore(text);
  expect(story.state.accounts.get("alice")).toEqual({
    name: "Alice",
    created: 10,
    renewed: 0,
    verifier: { salt: "c2FsdA==", iterations: 4096, storedKey: "c3RvcmVk", serverKey: "c2VydmVy" },
    markers: new Map([["#a", 50]]),
    devices: new Map(),
    certificates: new Set(),
    subjects: new Set(),
    pushes: new Map(),
    users: new Set([3]),
  });
  expect([story.state.markers, story.state.regulars, story.state.standings]).toEqual([1, 1, 0]);
  expect(identityOf(story.user("al"))).toBe("alice");
  expect(story.outcome("s", { type: "mode", channel: "#a", changes: [{ set: true, mode: "r" }] })).toHaveLength(1);
  expect(restore(snapshot(story.state))).toEqual(story.state);
});

test("a snapshot holds in which order users signed in to an account, so that all nodes go on in the same one", () => {
  const story = new Story();
  story.act("", { type: "register", account: "alice" });
  for (const nick of ["first", "second"]) story.act(nick, openAct(nick));
  for (const nick of ["second", "first"]) story.act(nick, { type: "login", account: "alice" });
  const restored = restore(snapshot(story.state));
  expect([...(restored.accounts.get("alice")?.users ?? [])]).toEqual([3, 2]);
});

test("a snapshot holds accounts with all that proves them, ways in, bans and registered channels", () => {
  const story = new Story();
  const digest = "d".repeat(22);
  story.act("", { type: "register", account: "gone" });
  story.act("", { type: "unregister", account: "gone" });
  const device = { id: "d", name: "phone", digest };
  story.act("", {
    type: "register",
    account: "alice",
    verifier: VERIFIER,
    role: "owner",
    device,
    subject: "issuer me",
  });
  story.act("", { type: "certificate-add", account: "alice", fingerprint: "f".repeat(64) });
  story.act("s", openAct("alice", { account: "alice", device: "d", guests: "none" }));
  story.gather("#a", "s");
  story.act("s", { type: "mode", channel: "#a", changes: [{ set: true, mode: "r" }] });
  story.act("s", { type: "invite-add", id: "i", digest, uses: 3, until: 99_000, role: "admin", channel: "#a" });
  for (const mutes of [false, true]) {
    story.act("s", { type: "ban-add", target: { kind: "mask", name: "eve" }, mutes, reason: "spam", until: 99_000 });
  }
  story.act("s", { type: "alwayson", account: "alice", on: true });
  const browser = { endpoint: "https://push.example/1", p256dh: `B${"p".repeat(86)}`, auth: "a".repeat(22) };
  story.act("s", { type: "push-add", account: "alice", ...browser });
  story.act("s", { type: "close", reason: "" });
  const restored = restore(snapshot(story.state));
  expect([...restored.endpoints]).toEqual([[browser.endpoint, "alice"]]);
  expect(restored).toEqual(story.state);
  expect(snapshot(restored)).toBe(snapshot(story.state));
  expect([...restored.proofs.values()]).toEqual(["alice", "alice", "alice"]);
  expect([restored.invites.size, restored.bans.size, restored.mutes.size, restored.standings]).toEqual([1, 1, 1, 1]);
  expect([restored.empty.size, restored.users.size, restored.hasRemovedAccounts]).toEqual([0, 1, true]);
});
