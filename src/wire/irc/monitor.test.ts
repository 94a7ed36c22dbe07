import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { codes, createIrcWorld } from "./testing.ts";

describe("MONITOR", () => {
  it("says who of the nicks is here, and then who comes and goes", () => {
    const { join, world } = createIrcWorld();
    const alice = join("alice");
    const bob = join("bob");
    expect(alice.send("MONITOR + bob,carol,BOB")).toEqual([
      ":parley.test 730 alice :bob!~bob@cloaked.test,bob!~bob@cloaked.test",
      ":parley.test 731 alice :carol",
    ]);
    const carol = join("carol");
    expect(alice.lines()).toEqual([":parley.test 730 alice :carol!~carol@cloaked.test"]);
    carol.send("QUIT");
    bob.connection.drop();
    world.commit();
    expect(alice.lines()).toEqual([":parley.test 731 alice :carol", ":parley.test 731 alice :bob"]);
  });

  it("takes a change of nick for going and coming, but not another way to write it", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    const bob = join("bob");
    alice.send("MONITOR + bob,rob");
    bob.send("NICK Bob");
    expect(alice.lines()).toEqual([]);
    bob.send("NICK rob");
    expect(alice.lines()).toEqual([":parley.test 731 alice :Bob", ":parley.test 730 alice :rob!~bob@cloaked.test"]);
    bob.send("NICK other");
    expect(alice.lines()).toEqual([":parley.test 731 alice :rob"]);
  });

  it("lists, shows and clears what was added, and forgets what was taken away", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    alice.send("MONITOR + bob,carol", "MONITOR + BOB");
    expect(alice.send("MONITOR L")).toEqual([
      ":parley.test 732 alice :bob,carol",
      ":parley.test 733 alice :End of MONITOR list",
    ]);
    expect(alice.send("MONITOR - BOB,nobody", "MONITOR l").at(0)).toBe(":parley.test 732 alice :carol");
    join("bob");
    expect(alice.lines()).toEqual([]);
    join("carol");
    expect(alice.lines()).toHaveLength(1);
    expect(alice.send("MONITOR S")).toEqual([":parley.test 730 alice :carol!~carol@cloaked.test"]);
    expect(codes(alice.send("MONITOR C", "MONITOR S", "MONITOR L"))).toEqual(["733"]);
    join("dave").send("NICK bob");
    expect(alice.lines()).toEqual([]);
  });

  it("counts two nicks that look the same as one", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    alice.send("MONITOR + bob,bоb", "MONITOR - bоb");
    expect(codes(alice.send("MONITOR L"))).toEqual(["733"]);
    join("bob");
    expect(alice.lines()).toEqual([]);
  });

  it("takes nicks only, and nothing behind the one for which there is no room", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    expect(alice.send("MONITOR + *!*@host,bob,1")).toEqual([
      ":parley.test 432 alice *!*@host :That is no nick",
      ":parley.test 432 alice 1 :That is no nick",
      ":parley.test 731 alice :bob",
    ]);
    const nicks = Array.from({ length: LIMITS.watchesPerSession - 2 }, (_, i) => `n${i}`);
    for (let i = 0; i < nicks.length; i += 50) alice.send(`MONITOR + ${nicks.slice(i, i + 50).join(",")}`);
    expect(alice.send("MONITOR + last,full,more")).toEqual([
      ":parley.test 731 alice :last",
      `:parley.test 734 alice ${LIMITS.watchesPerSession} full,more :Monitor list is full`,
    ]);
    expect(alice.send("MONITOR + bob,full").at(-1)).toContain(" 734 alice 100 full :");
  });

  it("packs long lists into lines of at most 512 bytes", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    const nicks = Array.from({ length: 30 }, (_, i) => `n${i}${"x".repeat(40)}`);
    for (const nick of nicks) alice.send(`MONITOR + ${nick}`);
    const lines = alice.send("MONITOR L").slice(0, -1);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(510);
    expect(lines.flatMap((line) => line.slice(line.indexOf(" :") + 2).split(","))).toEqual(nicks);
  });

  it("is for users who say what they want", () => {
    const { connect, join } = createIrcWorld();
    expect(codes(connect().send("MONITOR L"))).toEqual(["451"]);
    const alice = join("alice");
    expect(codes(alice.send("MONITOR", "MONITOR X", "MONITOR :"))).toEqual(["461", "400", "400"]);
    expect(alice.send("MONITOR +", "MONITOR + ,,", "MONITOR -")).toEqual([]);
  });
});

describe("extended-monitor", () => {
  const CAPS = "extended-monitor away-notify setname chghost";

  it("shows what else becomes of somebody without a channel in common", () => {
    const { join, operator } = createIrcWorld();
    const [alice, bob, root] = [join("alice", CAPS), join("bob"), operator("root")];
    alice.send("MONITOR + bob");
    bob.send("AWAY :tea", "AWAY", "SETNAME :Bob B");
    root.send("CHGHOST bob b host.test");
    expect(alice.lines()).toEqual([
      ":bob!~bob@cloaked.test AWAY :tea",
      ":bob!~bob@cloaked.test AWAY",
      ":bob!~bob@cloaked.test SETNAME :Bob B",
      ":bob!~bob@cloaked.test CHGHOST b host.test",
    ]);
  });

  it("shows it once to who shares a channel", () => {
    const { join } = createIrcWorld();
    const [alice, bob] = [join("alice", CAPS), join("bob")];
    alice.send("MONITOR + bob", "JOIN #a");
    bob.send("JOIN #a", "AWAY :tea");
    expect(codes(alice.lines())).toEqual(["JOIN", "AWAY"]);
  });

  it.each(["away-notify setname chghost", "extended-monitor"])("shows nothing to who has only %s", (caps) => {
    const { join } = createIrcWorld();
    const [alice, bob] = [join("alice", caps), join("bob")];
    alice.send("MONITOR + bob");
    bob.send("AWAY :tea", "SETNAME :Bob B");
    expect(alice.lines()).toEqual([]);
  });
});
