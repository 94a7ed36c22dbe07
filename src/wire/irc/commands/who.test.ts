import { describe, expect, it } from "vitest";
import { codes, createIrcWorld, type IrcWorld, type TestClient } from "../testing.ts";

const SEEN = "~alice cloaked.test parley.test alice";

/** Alice, who operates #a and the server, is away and a bot; and Bob, who is in #a too. */
function two(caps?: string): IrcWorld & { readonly alice: TestClient; readonly bob: TestClient } {
  const irc = createIrcWorld();
  const alice = irc.operator("alice");
  alice.send("JOIN #a", "MODE #a +v alice", "MODE alice +B", "AWAY :tea");
  const bob = irc.join("bob", caps);
  bob.send("JOIN #a");
  alice.lines();
  return { ...irc, alice, bob };
}

describe("WHO", () => {
  it("shows whether somebody is here, an operator of the server, a bot, and the sign in the channel", () => {
    const { bob } = two();
    expect(bob.send("WHO #A")).toEqual([
      `:parley.test 352 bob #a ${SEEN} G*B@ :0 alice of Test`,
      ":parley.test 352 bob #a ~bob cloaked.test parley.test bob H :0 bob of Test",
      ":parley.test 315 bob #A :End of WHO list",
    ]);
    const { bob: full } = two("multi-prefix");
    expect(full.send("WHO #a")[0]).toContain(" alice G*B@+ :0");
  });

  it("shows who is asked for by nick in a channel that both may see, by mask in none", () => {
    const { bob, alice } = two();
    expect(bob.send("WHO alice")[0]).toBe(`:parley.test 352 bob #a ${SEEN} G*B@ :0 alice of Test`);
    expect(bob.send("WHO al*")[0]).toBe(`:parley.test 352 bob * ${SEEN} G*B :0 alice of Test`);
    alice.send("PART #a", "JOIN #s", "MODE #s +s");
    expect(bob.send("WHO alice").at(-2)).toBe(`:parley.test 352 bob * ${SEEN} G*B :0 alice of Test`);
  });

  it("finds by username, host, real name and server, by masks that hold spaces too", () => {
    const { bob } = two();
    for (const mask of ["~ali*", "cloaked.t?st", ":alice of*", "parley.test"]) {
      expect(bob.send(`WHO ${mask}`).some((line) => line.includes(SEEN))).toBe(true);
    }
    expect(codes(bob.send("WHO nobody", "WHO #none", "WHO :"))).toEqual(["315", "315", "352", "352", "315"]);
  });

  it("leaves out with o who is no operator of the server", () => {
    const { bob } = two();
    expect(codes(bob.send("WHO #a o"))).toEqual(["352", "315"]);
    expect(codes(bob.send("WHO * o"))).toEqual(["352", "315"]);
    expect(codes(bob.send("WHO bob o"))).toEqual(["315"]);
  });

  it("is for users", () => {
    expect(codes(createIrcWorld().connect().send("WHO *"))).toEqual(["451"]);
  });
});

describe("WHO with fields (whox)", () => {
  it("answers with all of them in their order, whatever order they were asked for in", () => {
    const { alice, bob, world } = two();
    alice.send("PRIVMSG #a :hi");
    world.clock.advance(7_500);
    const all = ":parley.test 354 bob 42 #a ~alice 255.255.255.255 cloaked.test parley.test alice G*B@ 0 7 0 n/a";
    expect(bob.send("WHO alice %tcuihsnfdlaor,42").slice(-2)).toEqual([
      `${all} :alice of Test`,
      ":parley.test 315 bob alice :End of WHO list",
    ]);
    expect(bob.send("WHO alice %roaldfnshiuct,42")[0]).toBe(`${all} :alice of Test`);
  });

  it("answers with some of them, with an account that there is", () => {
    const { bob, world } = two();
    const user = [...world.hub.state.users.values()].find(({ nick }) => nick === "alice");
    Object.assign(user ?? {}, { account: "al" });
    expect(bob.send("WHO #a %na")).toEqual([
      ":parley.test 354 bob alice al",
      ":parley.test 354 bob bob 0",
      ":parley.test 315 bob #a :End of WHO list",
    ]);
    expect(bob.send("WHO al* %c")[0]).toBe(":parley.test 354 bob *");
    expect(bob.send("WHO #a o%n")).toHaveLength(2);
  });

  it("knows a token of up to three digits, and leaves out fields that it does not know", () => {
    const { bob } = two();
    expect(bob.send("WHO alice %tn,999")[0]).toBe(":parley.test 354 bob 999 alice");
    for (const token of ["", ",", ",1234", ",abc", ",-1"]) {
      expect(bob.send(`WHO alice %tn${token}`)[0]).toBe(":parley.test 354 bob 0 alice");
    }
    expect(bob.send("WHO alice %nZ%9", "WHO alice %").filter((line) => line.includes(" 354 "))).toEqual([
      ":parley.test 354 bob alice",
      ":parley.test 354 bob",
    ]);
  });
});
