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

  it("are refused if with their author they are too long for a line, but for a NOTICE, which takes two", () => {
    const { alice, bob } = two();
    const room = 510 - `${ALICE} PRIVMSG bob :`.length;
    const fitting = "é".repeat(Math.floor(room / 2));
    expect(alice.send(`PRIVMSG bob :${fitting}`)).toEqual([]);
    expect(bob.lines().map((line) => line.replace(/^@\S+ /, ""))).toEqual([`${ALICE} PRIVMSG bob :${fitting}`]);
    const tooLong = "y".repeat(room + 1);
    expect(
      [
        `PRIVMSG bob :${tooLong}`,
        `PRIVMSG b,bob :${tooLong}`,
        `PRIVMSG bob :\x01ACTION ${tooLong.slice(9)}\x01`,
      ].flatMap((line) => alice.send(line).map(code)),
    ).toEqual(["417", "417", "417"]);
    expect(bob.lines()).toEqual([]);
    expect(alice.send(`NOTICE bob :${tooLong}`)).toEqual([]);
    expect(
      bob
        .lines()
        .map((line) => line.split(" :").at(-1))
        .join(""),
    ).toBe(tooLong);
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

describe("what is said to those of a standing", () => {
  /** Alice, who operates #a; Bob with a voice; and Carol, who has none. */
  function three(caps?: string): readonly [TestClient, TestClient, TestClient] {
    const { join } = createIrcWorld();
    const [alice, bob, carol] = [join("alice"), join("bob"), join("carol", caps)];
    for (const client of [alice, bob, carol]) client.send("JOIN #a");
    alice.send("MODE #a +v bob");
    for (const client of [alice, bob, carol]) client.lines();
    return [alice, bob, carol];
  }

  it("reaches them and those above, under the name that they know it by", () => {
    const [alice, bob, carol] = three();
    expect(carol.send("PRIVMSG @#A :help", "NOTICE +#a :psst")).toEqual([]);
    const from = ":carol!~carol@cloaked.test";
    expect(alice.lines()).toEqual([`${from} PRIVMSG @#a :help`, `${from} NOTICE +#a :psst`]);
    expect(bob.lines()).toEqual([`${from} NOTICE +#a :psst`]);
    expect(alice.send("PRIVMSG ~#a :nobody")).toEqual([]);
    expect([...bob.lines(), ...carol.lines()]).toEqual([]);
  });

  it("is echoed to who asked for echoes", () => {
    const [alice, , carol] = three("echo-message");
    expect(carol.send("PRIVMSG @#a :help")).toEqual([":carol!~carol@cloaked.test PRIVMSG @#a :help"]);
    alice.send("PRIVMSG @#a :ours");
    expect(carol.lines()).toEqual([]);
  });

  it("is for who may speak in the channel", () => {
    const [alice, , carol] = three();
    alice.send("MODE #a +m");
    carol.lines();
    expect(carol.send("PRIVMSG @#a :help", "PRIVMSG @#none :x", "PRIVMSG @a :x", "PRIVMSG @@#a :x").map(code)).toEqual([
      "404",
      "403",
      "401",
      "401",
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
