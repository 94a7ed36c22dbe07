import { describe, expect, it } from "vitest";
import { createIrcWorld, type TestClient } from "../testing.ts";

const ALICE = ":alice!~alice@cloaked.test";

function two(caps?: string): { readonly alice: TestClient; readonly bob: TestClient } {
  const { join } = createIrcWorld();
  const alice = join("alice", caps);
  const bob = join("bob", "message-tags");
  for (const client of [alice, bob]) client.send("JOIN #a");
  alice.lines();
  return { alice, bob };
}

/** A line without the tag that is different every time. */
function withoutId(line: string): string {
  return line.replace(/msgid=[^; ]+/, "msgid=ID");
}

describe("PRIVMSG and NOTICE", () => {
  it("reach a channel and a nick, and show their author nothing", () => {
    const { alice, bob } = two();
    expect(alice.send("PRIVMSG #A :hi there", "privmsg BOB hi", "NOTICE #a :so")).toEqual([]);
    expect(bob.lines().map(withoutId)).toEqual([
      `@msgid=ID ${ALICE} PRIVMSG #a :hi there`,
      `@msgid=ID ${ALICE} PRIVMSG bob :hi`,
      `@msgid=ID ${ALICE} NOTICE #a :so`,
    ]);
  });

  it("reach up to four targets at once", () => {
    const { alice, bob } = two();
    expect(alice.send("PRIVMSG #a,bob,#a,bob,#a :hi")).toEqual([
      ":parley.test 407 alice #a :Too many targets; 4 at a time",
    ]);
    expect(bob.lines()).toHaveLength(4);
  });

  it("arrive whole, in two lines if with their author they are too long for one", () => {
    const { alice, bob } = two();
    const room = 510 - `${ALICE} PRIVMSG bob :`.length;
    const fitting = "x".repeat(room);
    const longest = "y".repeat(510 - "PRIVMSG bob :".length);
    expect(alice.send(`PRIVMSG bob :${fitting}`, `PRIVMSG bob :${longest}`)).toEqual([]);
    const lines = bob.lines().map((line) => line.replace(/^@\S+ /, ""));
    expect(lines).toEqual([
      `${ALICE} PRIVMSG bob :${fitting}`,
      `${ALICE} PRIVMSG bob :${longest.slice(0, room)}`,
      `${ALICE} PRIVMSG bob :${longest.slice(room)}`,
    ]);
    alice.send(`PRIVMSG bob :\x01ACTION ${longest.slice(9)}\x01`);
    expect(
      bob
        .lines()
        .map((line) => line.split(" :\x01ACTION ")[1]?.slice(0, -1))
        .join(""),
    ).toBe(longest.slice(9));
  });

  it("carry actions as such, and other CTCP as it is", () => {
    const { alice, bob } = two();
    alice.send("PRIVMSG bob :\x01ACTION waves\x01", "PRIVMSG bob :\x01VERSION\x01");
    expect(bob.lines().map(withoutId)).toEqual([
      `@msgid=ID ${ALICE} PRIVMSG bob :\x01ACTION waves\x01`,
      `@msgid=ID ${ALICE} PRIVMSG bob :\x01VERSION\x01`,
    ]);
  });

  it("say what is wrong, but for a NOTICE", () => {
    const { alice } = two();
    expect(
      alice.send("PRIVMSG", "PRIVMSG #a", "PRIVMSG #a :", "PRIVMSG nobody :x", "PRIVMSG #none :x").map(code),
    ).toEqual(["411", "412", "412", "401", "403"]);
    expect(alice.send("NOTICE", "NOTICE #a", "NOTICE nobody :x", "NOTICE #none :x")).toEqual([]);
  });

  it("tell that the other one is away", () => {
    const { alice, bob } = two();
    bob.send("AWAY :at tea");
    expect(alice.send("PRIVMSG bob :hi", "NOTICE bob :hi", "PRIVMSG #a :hi")).toEqual([
      ":parley.test 301 alice bob :at tea",
    ]);
  });

  it("are echoed to who asked for echoes, with the label of the command", () => {
    const { alice } = two("echo-message labeled-response batch message-tags");
    expect(alice.send("@label=x;+reply=y PRIVMSG #a :hi").map(withoutId)).toEqual([
      `@label=x;msgid=ID;+reply=y ${ALICE} PRIVMSG #a :hi`,
    ]);
  });

  it("come to oneself as from anybody, and labelled once", () => {
    const { alice } = two();
    expect(alice.send("PRIVMSG alice :note")).toEqual([`${ALICE} PRIVMSG alice :note`]);
    const { alice: echoed } = two("echo-message labeled-response batch");
    expect(echoed.send("@label=x PRIVMSG alice :note")).toEqual([
      `${ALICE} PRIVMSG alice :note`,
      `@label=x ${ALICE} PRIVMSG alice :note`,
    ]);
  });
});

describe("TAGMSG", () => {
  it("carries client tags to those who take them", () => {
    const { alice, bob } = two("message-tags");
    expect(alice.send("@+react=:);other=x TAGMSG #a", "TAGMSG #a", "@other=x TAGMSG #a")).toEqual([]);
    expect(bob.lines().map(withoutId)).toEqual([`@msgid=ID;+react=:) ${ALICE} TAGMSG #a`]);
  });

  it("says that somebody is typing, which is not kept", () => {
    const { alice, bob } = two("message-tags echo-message");
    expect(alice.send("@+typing=active TAGMSG #a")).toEqual([`@+typing=active ${ALICE} TAGMSG #a`]);
    expect(bob.lines()).toEqual([`@+typing=active ${ALICE} TAGMSG #a`]);
  });

  it("does nothing for a client without tags", () => {
    const { alice, bob } = two();
    expect(alice.send("@+react=x TAGMSG #a", "@+reply=x PRIVMSG #a :hi")).toEqual([]);
    expect(bob.lines().map(withoutId)).toEqual([`@msgid=ID ${ALICE} PRIVMSG #a :hi`]);
  });
});

function code(line: string): string | undefined {
  return line.split(" ")[1];
}
