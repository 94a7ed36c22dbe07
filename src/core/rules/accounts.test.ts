import { describe, expect, test } from "vitest";
import type { Register } from "../account-commands.ts";
import type { Act, Open } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { restore, snapshot } from "../snapshot.ts";
import { accountByName, identityOf, markersOf } from "../state.ts";
import { openAct, Story } from "../testing.ts";

const verifier = { salt: "c2FsdA==", iterations: 4096, storedKey: "c3RvcmVk", serverKey: "c2VydmVy" };
const register = (account: string): Register => ({ type: "register", account, verifier });
const signedIn = (nick: string, account = nick): Open => openAct(nick, { account });
const nick = (name: string): Act => ({ type: "nick", nick: name });

/** Alice has an account, and is there with it in `#a` as the operator. */
function withAlice(): Story {
  const story = new Story();
  story.act("early", register("alice"));
  story.act("alice", signedIn("alice"));
  story.act("alice", { type: "join", channel: "#a" });
  return story;
}

describe("registering", () => {
  test("makes an account and signs in who is there; its name is nobody else's, however it is written", () => {
    const story = new Story();
    story.gather("#a", "alice", "bob");
    expect(story.act("alice", register("alice"))).toMatchObject({
      emissions: [{ event: { type: "account", account: "alice" }, audience: { channels: ["#a"] } }],
    });
    expect(story.user("alice").account).toBe("alice");
    for (const other of ["ALICE", "аlice"]) expect(story.outcome("bob", register(other))).toBe("account-exists");
    expect(story.outcome("alice", register("bob"))).toBe("nick-in-use");
    expect(story.outcome("alice", register("no nick"))).toBe("bad-nick");
  });

  test("works before one is somebody, and tells nobody", () => {
    const story = new Story();
    expect(story.outcome("early", register("alice"))).toEqual([]);
    expect(story.outcome("early", signedIn("alice"))).toHaveLength(1);
    expect(story.user("alice").account).toBe("alice");
  });

  test("is refused when there are as many accounts as are kept", () => {
    const story = withAlice();
    const alice = accountByName(story.state, "alice");
    for (let i = 0; alice && i < LIMITS.accounts; i++) {
      story.state.accounts.set(`a${i}`, { ...alice, name: `a${i}` });
    }
    expect(story.outcome("late", register("bob"))).toBe("server-full");
  });
});

describe("signing in", () => {
  test("later is told to those who share a channel, again is nothing, and out is told too", () => {
    const story = withAlice();
    story.gather("#b", "bob", "carol");
    expect(story.outcome("bob", { type: "login", account: "ALICE" })).toMatchObject([{ account: "alice" }]);
    expect(story.outcome("bob", { type: "login", account: "alice" })).toEqual([]);
    expect(story.act("bob", { type: "logout" })).toMatchObject({
      emissions: [{ event: { type: "account", from: { account: "alice" } }, audience: { channels: ["#b"] } }],
    });
    expect(story.user("bob").account).toBeUndefined();
    expect(story.outcome("bob", { type: "login", account: "nobody" })).toBe("no-such-account");
    expect(story.outcome("x", signedIn("x", "nobody"))).toBe("no-such-account");
  });

  test("is who one is for good", () => {
    const story = withAlice();
    story.gather("#b", "bob");
    expect(identityOf(story.user("alice"))).toBe("alice");
    expect(identityOf(story.user("bob"))).toBe(`~${story.user("bob").id}`);
  });
});

describe("several clients of one account", () => {
  test("have refs of their own, and each of them is told again what it has said, whichever dialect came first", () => {
    const story = withAlice();
    story.act("web", openAct("alice", { account: "alice", key: "web" }));
    story.act("phone", openAct("alice", { account: "alice", key: "phone" }));
    const say = (text: string): Act => ({ type: "say", to: "#a", text, ref: "1" });
    expect(story.outcome("web", say("one"))).toMatchObject([{ text: "one" }]);
    const { seq } = story.state;
    expect(story.outcome("phone", say("two"))).toMatchObject([{ text: "two" }]);
    story.act("web", { type: "close", reason: "" });
    story.act("web2", openAct("alice", { account: "alice", key: "web" }));
    expect(story.act("web2", say("one"))).toEqual({ emissions: [], repeats: seq });
    story.act("other", register("bob"));
    story.act("other", signedIn("bob"));
    story.act("bobs", openAct("bob", { account: "bob", key: "web" }));
    story.act("bobs", { type: "join", channel: "#a" });
    expect(story.outcome("bobs", say("mine"))).toMatchObject([{ text: "mine" }]);
  });
});

describe("the nick of an account", () => {
  test("is for those who are signed in to it, and guests get a spare", () => {
    const story = withAlice();
    story.act("alice", { type: "close", reason: "" });
    story.gather("#b", "bob");
    expect(story.outcome("x", openAct("Alice"))).toBe("nick-in-use");
    expect(story.outcome("bob", nick("alice"))).toBe("nick-in-use");
    story.act("made", openAct("alice", { made: true }));
    expect(story.user("alice2").account).toBeUndefined();
    expect(story.outcome("y", signedIn("Alice", "alice"))).toHaveLength(2);
    story.act("bob", { type: "login", account: "alice" });
    expect(story.outcome("bob", nick("alice"))).toBe("nick-in-use");
  });

  test("stays the one of the user who is there: another session joins them, whatever nick it brings", () => {
    const story = withAlice();
    story.act("early", register("zoe"));
    story.gather("#b", "bob");
    const brought = ["ALICE", "alice_phone", "bob", "zoe", "no nick"];
    for (const [i, nick] of brought.entries()) {
      expect(story.outcome(`s${i}`, signedIn(nick, "alice")), nick).toEqual([]);
    }
    expect([...story.user("alice").sessions]).toEqual(["alice", "s0", "s1", "s2", "s3", "s4"]);
    expect(story.user("alice").nick).toBe("alice");
    expect([...story.user("bob").sessions]).toEqual(["bob"]);
    expect(story.state.users.size).toBe(2);
  });

  test("says which user is joined if some of the account's were guests before; else it is the first of them", () => {
    const story = withAlice();
    story.act("phone", openAct("alice_phone"));
    story.act("phone", { type: "login", account: "alice" });
    const brought: Open[] = [
      signedIn("Alice_Phone", "alice"),
      signedIn("alice_web", "alice"),
      openAct("alice_phone", { account: "alice", made: true }),
    ];
    for (const [i, open] of brought.entries()) expect(story.outcome(`s${i}`, open)).toEqual([]);
    expect([...story.user("alice").sessions]).toEqual(["alice", "s1", "s2"]);
    expect([...story.user("alice_phone").sessions]).toEqual(["phone", "s0"]);
  });

  test("is given back by who has it and is not signed in to it", () => {
    const story = withAlice();
    story.act("early", register("bob"));
    story.gather("#a", "bobby");
    story.act("alice", { type: "logout" });
    story.gather("#a", "alice");
    expect(story.act("owner", signedIn("alice"))).toMatchObject({
      emissions: [{ event: { type: "nick", from: { nick: "alice" }, nick: "alice2" } }, { event: { type: "arrive" } }],
    });
    expect(story.user("alice").account).toBe("alice");
    expect(story.user("alice2").sessions.has("alice")).toBe(true);
    expect(story.outcome("bobby", nick("alice"))).toBe("nick-in-use");
  });

  test("is not shared by what only one of a user's sessions has proved", () => {
    const story = withAlice();
    story.act("early", register("zed"));
    story.act("alice", { type: "oper", name: "root" });
    expect(story.outcome("second", signedIn("alice"))).toMatchObject([{ changes: [{ set: false, mode: "o" }] }]);
    expect(story.user("alice").operator).toBeUndefined();
    expect(story.outcome("second", { type: "login", account: "zed" })).toBe("not-yours");
    expect(story.outcome("second", { type: "login", account: "alice" })).toEqual([]);
  });

  test("may be written differently by who has it", () => {
    const story = withAlice();
    expect(story.outcome("alice", nick("Alice"))).toHaveLength(1);
    story.act("alice", { type: "logout" });
    expect(story.outcome("alice", nick("ALICE"))).toHaveLength(1);
  });
});

describe("coming back", () => {
  test("brings the account's user into the channels they were in, unless banned there, and shows it", () => {
    const story = withAlice();
    story.gather("#b", "op", "alice");
    story.gather("#c", "op", "alice");
    story.act("alice", { type: "part", channel: "#a" });
    story.act("alice", { type: "close", reason: "" });
    story.act("op", { type: "mode", channel: "#c", changes: [{ set: true, mode: "b", parameter: "alice!*@*" }] });
    story.act("op", { type: "mode", channel: "#b", changes: [{ set: true, mode: "m" }] });
    expect(story.act("back", signedIn("alice"))).toMatchObject({
      emissions: [
        { event: { type: "arrive" } },
        { event: { type: "join", channel: "#b" }, audience: { channels: ["#b"] } },
      ],
    });
    expect([...story.user("alice").channels.keys()]).toEqual(["#b"]);
    expect(story.channel("#b").members.get(story.user("alice").id)).toBe("");
  });

  test("is not for those without a standing once the channel closes to who is not there", () => {
    for (const change of [{ mode: "i" }, { mode: "R" }, { mode: "k", parameter: "secret" }]) {
      const story = withAlice();
      story.gather("#b", "op", "alice");
      story.act("early", register("carol"));
      story.act("carol", signedIn("carol"));
      story.act("carol", { type: "join", channel: "#b" });
      story.act("op", { type: "mode", channel: "#b", changes: [{ set: true, mode: "v", parameter: "carol" }] });
      for (const nick of ["alice", "carol"]) story.act(nick, { type: "close", reason: "" });
      story.act("op", { type: "mode", channel: "#b", changes: [{ set: true, ...change }] });
      for (const nick of ["alice", "carol"]) story.act(`${nick} again`, signedIn(nick));
      expect(story.user("alice").channels.has("#b")).toBe(false);
      expect(story.channel("#b").members.get(story.user("carol").id)).toBe("v");
    }
  });

  test("gives back what standing they had, and keeps a channel of regulars what it is while nobody is in it", () => {
    const story = withAlice();
    story.act("early", register("carol"));
    story.act("carol", signedIn("carol"));
    story.act("carol", { type: "join", channel: "#a" });
    story.act("alice", { type: "mode", channel: "#a", changes: [{ set: true, mode: "i" }] });
    const { since } = story.channel("#a");
    for (const nick of ["alice", "carol"]) story.act(nick, { type: "close", reason: "" });
    story.state = restore(snapshot(story.state));
    story.act("bob", openAct("bob"));
    expect(story.outcome("bob", { type: "join", channel: "#a" })).toBe("invite-only");
    for (const nick of ["carol", "alice"]) story.act(`${nick} again`, signedIn(nick));
    const channel = story.channel("#a");
    expect([...channel.members.values()]).toEqual(["", "o"]);
    expect(channel).toMatchObject({ since, flags: "int" });
  });

  test("finds an invite-only channel as it was left, for the only one who comes back too", () => {
    const story = withAlice();
    story.act("alice", { type: "topic", channel: "#a", topic: "tea" });
    story.act("alice", { type: "mode", channel: "#a", changes: [{ set: true, mode: "i" }] });
    const { since } = story.channel("#a");
    story.act("alice", { type: "close", reason: "" });
    story.act("back", signedIn("alice"));
    const channel = story.channel("#a");
    expect(channel).toMatchObject({ since, flags: "int", topic: { text: "tea" } });
    expect([...channel.members]).toEqual([[story.user("alice").id, "o"]]);
  });

  test("goes by the channel and not by its name, and ends with leaving it or being made to", () => {
    const story = withAlice();
    story.gather("#b", "op", "alice");
    story.gather("#c", "op", "alice");
    story.gather("#d", "op", "alice");
    story.act("alice", { type: "part", channel: "#c" });
    story.act("op", { type: "kick", channel: "#d", nick: "alice" });
    story.act("alice", { type: "close", reason: "" });
    story.act("op", { type: "rename", channel: "#b", name: "#new" });
    story.gather("#b", "stranger");
    story.act("back", signedIn("alice"));
    expect([...story.user("alice").channels.keys()]).toEqual(["#a", "#new"]);
  });

  test("is forgotten after a month, and then whoever comes first operates the channel", () => {
    const story = withAlice();
    story.act("alice", { type: "close", reason: "" });
    const [regular] = story.channel("#a").regulars.entries();
    if (regular) story.channel("#a").regulars.set(regular[0], { ...regular[1], at: -LIMITS.regularMs });
    story.gather("#a", "bob");
    expect(story.channel("#a").members.get(story.user("bob").id)).toBe("o");
    expect(story.state.regulars).toBe(0);
  });

  test("of all regulars to an invite-only channel is not waited for longer than that: it begins anew", () => {
    const story = withAlice();
    story.act("alice", { type: "mode", channel: "#a", changes: [{ set: true, mode: "i" }] });
    story.act("alice", { type: "close", reason: "" });
    story.act("bob", openAct("bob"));
    expect(story.outcome("bob", { type: "join", channel: "#a" })).toBe("invite-only");
    const [regular] = story.channel("#a").regulars.entries();
    if (regular) story.channel("#a").regulars.set(regular[0], { ...regular[1], at: -LIMITS.regularMs });
    const { seq } = story.state;
    expect(story.outcome("bob", { type: "join", channel: "#a" })).toHaveLength(1);
    expect(story.channel("#a")).toMatchObject({ flags: "nt", since: seq + 1 });
    expect(story.channel("#a").members.get(story.user("bob").id)).toBe("o");
  });

  test("finds the read markers again, which all users of the account share", () => {
    const story = withAlice();
    story.act("alice", { type: "markread", to: "#a", at: 1000 });
    story.act("other", openAct("alice_phone"));
    story.act("other", { type: "login", account: "alice" });
    expect(markersOf(story.state, story.user("alice_phone")).get("#a")).toBe(1000);
    for (const session of ["alice", "other"]) story.act(session, { type: "close", reason: "" });
    story.state = restore(snapshot(story.state));
    story.act("back", signedIn("alice"));
    expect(markersOf(story.state, story.user("alice")).get("#a")).toBe(1000);
    expect(story.state.markers).toBe(1);
  });
});
