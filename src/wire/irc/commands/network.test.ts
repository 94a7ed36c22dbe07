import { describe, expect, it } from "vitest";
import { codes, createIrcWorld } from "../testing.ts";

describe("what is told of the network", () => {
  it("is one server, by LINKS for operators and by MAP for all", () => {
    const { join, operator } = createIrcWorld();
    expect(operator("root").send("LINKS a b")).toEqual([
      ":parley.test 364 root parley.test parley.test :0 A server for tests",
      ":parley.test 365 root * :End of /LINKS list",
    ]);
    const alice = join("alice");
    expect(alice.send("LINKS")).toEqual([":parley.test 365 alice * :End of /LINKS list"]);
    expect(alice.send("MAP")).toEqual([
      ":parley.test 015 alice :parley.test [2 users]",
      ":parley.test 017 alice :End of /MAP",
    ]);
  });

  it("is how long it has been up, by STATS u", () => {
    const { join, world } = createIrcWorld();
    const alice = join("alice");
    for (let hour = 0; hour < 27; hour++) {
      for (let i = 0; i < 60; i++) {
        world.clock.advance(60_000);
        alice.send("PONG x");
      }
    }
    world.clock.advance(62_000);
    expect(alice.send("STATS u")).toEqual([
      ":parley.test 242 alice :Server Up 1 days 03:01:02",
      ":parley.test 219 alice u :End of /STATS report",
    ]);
  });

  it("is nothing more, whatever the letter", () => {
    const { connect, join } = createIrcWorld();
    expect(join("alice").send("STATS", "STATS :", "STATS xyz", "STATS 😀", "STATS ::")).toEqual([
      ":parley.test 219 alice * :End of /STATS report",
      ":parley.test 219 alice * :End of /STATS report",
      ":parley.test 219 alice x :End of /STATS report",
      ":parley.test 219 alice 😀 :End of /STATS report",
      ":parley.test 219 alice * :End of /STATS report",
    ]);
    expect(codes(connect().send("STATS u", "LINKS", "MAP"))).toEqual(["451", "451", "451"]);
  });
});
