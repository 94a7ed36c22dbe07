import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../core/limits.ts";
import { codes, createIrcWorld, type IrcWorld } from "../testing.ts";

/** A world that bob has left three times, each time called otherwise. */
function left(): IrcWorld {
  const irc = createIrcWorld();
  for (const name of ["one", "two", "three"]) {
    irc.connect().send("NICK bob", `USER ${name} 0 * :Bob ${name}`, "QUIT");
    irc.world.clock.advance(60_000);
  }
  return irc;
}

describe("WHOWAS", () => {
  it("tells about those who had a nick, the latest first, however it is written", () => {
    const alice = left().join("alice");
    const lines = alice.send("WHOWAS BOB");
    expect(codes(lines)).toEqual("314 312 314 312 314 312 369".split(" "));
    expect(lines[0]).toBe(":parley.test 314 alice bob ~three cloaked.test * :Bob three");
    expect(lines[1]).toMatch(/^:parley\.test 312 alice bob parley\.test :\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
    expect(lines[4]).toBe(":parley.test 314 alice bob ~one cloaked.test * :Bob one");
    expect(lines[6]).toBe(":parley.test 369 alice BOB :End of WHOWAS");
  });

  it.each([
    ["1", 1],
    ["2", 2],
    ["0", 3],
    ["-1", 3],
    ["many", 3],
    ["99999999999999999999", 3],
  ])("shows with the count %s %d of them", (count, shown) => {
    const lines = left().join("alice").send(`WHOWAS bob ${count}`);
    expect(lines.filter((line) => line.includes(" 314 "))).toHaveLength(shown);
    expect(lines[0]).toContain("~three");
  });

  it("finds who changed their nick, and nobody who is here", () => {
    const { join } = createIrcWorld();
    const bob = join("bob");
    bob.send("NICK robert");
    const alice = join("alice");
    expect(codes(alice.send("WHOWAS bob"))).toEqual(["314", "312", "369"]);
    expect(alice.send("WHOWAS robert")).toEqual([
      ":parley.test 406 alice robert :There was nobody of that nick",
      ":parley.test 369 alice robert :End of WHOWAS",
    ]);
  });

  it("needs a nick", () => {
    const { connect, join } = createIrcWorld();
    expect(join("alice").send("WHOWAS", "WHOWAS :")).toEqual([
      ":parley.test 431 alice :No nickname given",
      ":parley.test 431 alice :No nickname given",
    ]);
    expect(codes(connect().send("WHOWAS alice"))).toEqual(["451"]);
  });

  it("shows a bounded number", () => {
    const { connect, join } = createIrcWorld();
    for (let i = 0; i <= LIMITS.pastShown; i++) connect().send("NICK bob", "USER b 0 * :B", "QUIT");
    const lines = join("alice").send("WHOWAS bob");
    expect(lines.filter((line) => line.includes(" 314 "))).toHaveLength(LIMITS.pastShown);
  });
});
