import { describe, expect, test } from "vitest";
import type { BanTarget } from "../account-commands.ts";
import type { Act } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { openAct, Story } from "../testing.ts";
import { banOf } from "./bans.ts";

const account = (name: string): BanTarget => ({ kind: "account", name });
const mask = (name: string): BanTarget => ({ kind: "mask", name });
const ban = (target: BanTarget, more: { readonly mutes?: boolean; readonly until?: number } = {}): Act => ({
  type: "ban-add",
  target,
  mutes: false,
  reason: "spam",
  ...more,
});
const mute = (target: BanTarget, until?: number): Act => ban(target, { mutes: true, ...(until && { until }) });
const lift = (target: BanTarget, mutes = false): Act => ({ type: "ban-remove", target, mutes });
const say: Act = { type: "say", to: "#a", text: "hello" };

/** Alice is signed in, bob is a guest; both are in `#a`, with root, who is an owner of the server. */
function withPeople(): Story {
  const story = new Story();
  for (const name of ["alice", "zoe"]) story.act("", { type: "register", account: name });
  story.act("", { type: "register", account: "root", role: "owner" });
  story.act("root", openAct("root", { account: "root" }));
  story.act("alice", openAct("alice", { account: "alice" }));
  story.gather("#a", "root", "alice", "bob");
  return story;
}

describe("a mute of the server", () => {
  test("is not got round by what one brings, by the modes of a channel, or by signing out", () => {
    const story = withPeople();
    story.act("alice", { type: "join", channel: "#own" });
    story.act("", mute(account("alice")));
    const modes = { type: "mode", channel: "#own", changes: [{ set: true, mode: "k", parameter: "rude" }] } as const;
    expect(story.outcome("alice", modes)).toBe("muted");
    expect(story.outcome("alice", { type: "logout" })).toBe("muted");
    story.act("alice", { type: "close", reason: "" });
    story.act("alice", openAct("alice", { account: "alice", realname: "rude words", away: "rude words" }));
    expect(story.user("alice")).toMatchObject({ realname: "alice" });
    expect(story.user("alice").away).toBeUndefined();
    story.act("ron", openAct("ron", { guests: "read", realname: "rude words", away: "rude words" }));
    expect(story.user("ron")).toMatchObject({ realname: "ron" });
    expect(story.user("ron").away).toBeUndefined();
  });
});

describe("a ban of the server", () => {
  test("by mask is for nicks that look the same, too", () => {
    const story = withPeople();
    story.act("", ban(mask("eve!*@*")));
    expect(story.outcome("x", openAct("еvе"))).toBe("server-banned");
  });

  test("of very many addresses is for owners", () => {
    const story = withPeople();
    story.act("", { type: "register", account: "ann", role: "admin" });
    story.act("ann", openAct("ann", { account: "ann" }));
    const range = (name: string): Act => ban({ kind: "range", name });
    expect(["0.0.0.0/0", "::/0", "10.0.0.0/8"].map((name) => story.outcome("ann", range(name)))).toEqual([
      "not-yours",
      "not-yours",
      [],
    ]);
    expect(story.outcome("root", range("0.0.0.0/0"))).toEqual([]);
  });

  test("by account ends all sessions of its users, who are told why, and whom others see leave", () => {
    const story = withPeople();
    story.act("phone", openAct("alice_phone"));
    story.act("phone", { type: "login", account: "alice" });
    expect(story.act("", ban(account("ALICE")))).toMatchObject({
      emissions: [
        { event: { type: "quit", from: { nick: "alice" }, reason: "Banned: spam" }, audience: { channels: ["#a"] } },
        { event: { type: "quit", from: { nick: "alice_phone" } }, audience: { channels: [] } },
      ],
      ended: { sessions: ["alice", "phone"], code: "banned", reason: "spam" },
    });
    expect(story.outcome("alice", openAct("alice", { account: "alice" }))).toBe("server-banned");
    expect(story.outcome("bob", { type: "login", account: "alice" })).toBe("server-banned");
    story.act("", lift(account("alice")));
    expect(story.outcome("bob", { type: "login", account: "alice" })).toHaveLength(1);
  });

  test("by account is not got around by making it anew, or first", () => {
    const story = withPeople();
    story.act("", ban(account("carl")));
    expect(story.outcome("bob", { type: "register", account: "Carl" })).toBe("server-banned");
    story.act("", { type: "register", account: "carl" });
    expect(story.outcome("carl", openAct("carl", { account: "carl" }))).toBe("server-banned");
  });

  test("by mask keeps out whoever matches it as they would be seen, and nobody who keeps order", () => {
    const story = withPeople();
    expect(story.act("root", ban(mask("*!*@host")))).toMatchObject({ ended: { sessions: ["alice", "bob"] } });
    expect(story.outcome("x", openAct("x"))).toBe("server-banned");
    expect(story.outcome("x", openAct("x", { host: "elsewhere" }))).toHaveLength(1);
    expect(story.outcome("second", openAct("root", { account: "root" }))).toEqual([]);
  });

  test("by mask is not got around by the nick that an account brings, nor by another nick later", () => {
    const story = withPeople();
    story.act("root", ban(mask("zoe")));
    expect(story.outcome("zoe", openAct("web", { made: true, account: "zoe" }))).toBe("server-banned");
    story.act("zed", openAct("zed", { account: "zoe" }));
    expect(story.outcome("zed", { type: "nick", nick: "ZOE" })).toBe("bad-nick");
    expect(story.outcome("bob", { type: "nick", nick: "zoey" })).toHaveLength(1);
    story.act("root", ban(mask("chief!*@*")));
    expect(story.outcome("root", { type: "nick", nick: "chief" })).toHaveLength(1);
  });

  test("holds for an absent user too, who leaves for good", () => {
    const story = withPeople();
    story.act("alice", { type: "alwayson", account: "alice", on: true });
    story.act("alice", { type: "close", reason: "" });
    const outcome = story.act("", ban(account("alice")));
    expect(outcome).toMatchObject({ emissions: [{ event: { type: "quit" } }] });
    expect(outcome).not.toHaveProperty("ended");
    expect(story.state.nicks.has("alice")).toBe(false);
  });

  test("is over by the time that it names: for who asks then, and whatever time it is here", () => {
    const story = withPeople();
    const until = (story.state.seq + 4) * 1000;
    story.act("root", ban(account("zoe"), { until }));
    expect(story.outcome("zoe", openAct("zoe", { account: "zoe" }))).toBe("server-banned");
    const [its] = story.state.bans.values();
    expect(its).toMatchObject({ by: "root", until });
    expect(banOf(story.state, { nick: "z", ident: "", host: "", account: "zoe" }, until - 1)).toBe(its);
    expect(banOf(story.state, { nick: "z", ident: "", host: "", account: "zoe" }, until)).toBeUndefined();
    story.act("bob", { type: "away" });
    expect(story.outcome("zoe", openAct("zoe", { account: "zoe" }))).toHaveLength(1);
    expect(story.outcome("root", ban(account("zoe"), { until: story.state.at }))).toBe("bad-command");
  });

  test("set again is another one: each thing is banned once, however it is written", () => {
    const story = withPeople();
    story.act("root", ban(mask("EVE")));
    story.act("root", { type: "ban-add", target: mask("eve!*@*"), mutes: false, reason: "other" });
    expect([...story.state.bans.values()]).toMatchObject([{ target: { name: "eve!*@*" }, reason: "other" }]);
    story.act("root", lift(mask("Eve!*@*")));
    expect(story.state.bans.size).toBe(0);
    expect(story.outcome("root", lift(mask("eve")))).toBe("no-such-ban");
  });

  test("makes room of those that are over, and is refused when all are good", () => {
    const story = withPeople();
    const until = (story.state.seq + 2) * 1000;
    story.act("root", ban(account("nobody"), { until }));
    const [[key, one] = ["", undefined]] = story.state.bans;
    for (let i = 1; one && i < LIMITS.serverBans; i++) story.state.bans.set(`${key}${i}`, { ...one, until: until * 2 });
    expect(story.outcome("root", ban(account("late")))).toEqual([]);
    expect(story.state.bans.size).toBe(LIMITS.serverBans);
    expect(story.outcome("root", ban(account("later")))).toBe("server-full");
    expect(story.outcome("root", ban(account("late")))).toEqual([]);
  });

  test.each<[BanTarget["kind"], string]>([
    ["account", ""],
    ["account", "a b"],
    ["account", "x".repeat(LIMITS.nickBytes + 1)],
    ["range", "10.0.0.0"],
    ["range", "anywhere/8"],
    ["mask", "a b"],
    ["mask", ""],
  ])("is not about the %s %j", (kind, name) => {
    expect(withPeople().outcome("root", ban({ kind, name }))).toBe("bad-ban");
  });
});

describe("a mute", () => {
  test("keeps somebody from saying anything in words, wherever, and from nothing else", () => {
    const story = withPeople();
    story.act("root", mute(account("alice")));
    const words: Act[] = [
      say,
      { type: "say", to: "bob", text: "hello" },
      { type: "topic", channel: "#a", topic: "x" },
      { type: "away", text: "x" },
      { type: "nick", nick: "shout" },
      { type: "setname", realname: "shout" },
      { type: "metadata", to: "*", key: "k", value: "shout" },
    ];
    for (const act of words) expect(story.outcome("alice", act), act.type).toBe("muted");
    expect(story.outcome("alice", { type: "join", channel: "#b" })).toHaveLength(1);
    expect(story.outcome("bob", say)).toHaveLength(1);
    story.act("root", lift(account("alice"), true));
    expect(story.outcome("alice", say)).toHaveLength(1);
  });

  test("leaves out the reasons that somebody would be seen to give", () => {
    const story = withPeople();
    story.act("root", mute(mask("bob")));
    const [part] = story.emissions("bob", { type: "part", channel: "#a", reason: "shout" });
    expect(part?.event).not.toHaveProperty("reason");
    story.act("bob", { type: "join", channel: "#a" });
    expect(story.outcome("bob", { type: "close", reason: "shout" })).toMatchObject([{ type: "quit", reason: "" }]);
  });

  test("goes with the nick or the account that it is about, and ends by its time", () => {
    const story = withPeople();
    const until = (story.state.seq + 4) * 1000;
    story.act("root", mute(mask("bob"), until));
    expect(story.outcome("bob", say)).toBe("muted");
    expect(story.outcome("alice", say)).toHaveLength(1);
    expect(story.outcome("bob", say)).toHaveLength(1);
  });

  test("is not for who keeps order, nor of addresses", () => {
    const story = withPeople();
    story.act("root", mute(mask("*!*@*")));
    expect(story.outcome("root", say)).toHaveLength(1);
    expect(story.outcome("bob", say)).toBe("muted");
    expect(story.outcome("root", mute({ kind: "range", name: "10.0.0.0/8" }))).toBe("bad-ban");
  });

  test("does not hide from a client that it has said something before", () => {
    const story = withPeople();
    story.act("carl", openAct("carl", { key: "k" }));
    story.act("carl", { type: "join", channel: "#a" });
    story.act("carl", { ...say, ref: "r" });
    const said = story.state.seq;
    story.act("root", mute(mask("carl")));
    expect(story.act("carl", { ...say, ref: "r" })).toMatchObject({ repeats: said });
    expect(story.outcome("carl", { ...say, ref: "other" })).toBe("muted");
  });
});
