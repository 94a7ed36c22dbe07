import { describe, expect, it } from "vitest";
import { codes, createIrcWorld, type IrcWorld, type TestClient } from "../testing.ts";

const ALICE = ":alice!~alice@cloaked.test";
const BOB = ":bob!~bob@cloaked.test";

interface Two extends IrcWorld {
  readonly alice: TestClient;
  readonly bob: TestClient;
}

/** Alice, who operates #a and has set these modes, and Bob, who is not in it yet. */
function two(...modes: string[]): Two {
  const irc = createIrcWorld();
  const alice = irc.join("alice");
  alice.send("JOIN #a", ...modes.map((mode) => `MODE #a ${mode}`));
  return { ...irc, alice, bob: irc.join("bob") };
}

/** Gives a user an account, as long as there is no way to sign in. */
function signIn({ world }: IrcWorld, nick: string, account: string): void {
  for (const user of world.hub.state.users.values()) if (user.nick === nick) Object.assign(user, { account });
}

describe("mode C", () => {
  it("lets actions through, and no other CTCP", () => {
    const { alice, bob } = two("+C");
    bob.send("JOIN #a");
    alice.lines();
    expect(
      bob.send("PRIVMSG #a :\x01ACTION waves\x01", "PRIVMSG #a :\x01PING 1\x01", "NOTICE #a :\x01PING 1\x01"),
    ).toEqual([":parley.test 404 bob #a :That channel takes no CTCP."]);
    expect(alice.lines()).toEqual([`${BOB} PRIVMSG #a :\x01ACTION waves\x01`]);
    expect(codes(alice.send("PRIVMSG #a :\x01VERSION\x01"))).toEqual(["404"]);
  });
});

describe("mode M", () => {
  it("lets only those with a voice or an account speak", () => {
    const irc = two("+M");
    const { alice, bob } = irc;
    bob.send("JOIN #a");
    expect(bob.send("PRIVMSG #a :hi")).toEqual([
      ":parley.test 404 bob #a :Only those with a voice or an account may speak in that channel.",
    ]);
    alice.send("MODE #a +v bob");
    bob.lines();
    expect(bob.send("PRIVMSG #a :hi")).toEqual([]);
    const carol = irc.join("carol");
    signIn(irc, "carol", "carol");
    carol.send("JOIN #a");
    expect(carol.send("PRIVMSG #a :hi")).toEqual([]);
  });
});

describe("mode R", () => {
  it("lets only those with an account in, or who are invited", () => {
    const irc = two("+R");
    const { alice, bob } = irc;
    expect(bob.send("JOIN #a")).toEqual([":parley.test 477 bob #a :Only who is signed in to an account may do that."]);
    signIn(irc, "bob", "robert");
    expect(codes(bob.send("JOIN #a"))).toEqual(["JOIN", "353", "366"]);
    const carol = irc.join("carol");
    alice.send("INVITE carol #a");
    carol.lines();
    expect(codes(carol.send("JOIN #a"))).toEqual(["JOIN", "353", "366"]);
  });
});

describe("mode f", () => {
  it("sends who may not come in on to the other channel, and says so first", () => {
    const { alice, bob } = two("+i");
    alice.send("JOIN #b", "MODE #a +f #b");
    expect(alice.send("MODE #a")[0]).toBe(":parley.test 324 alice #a +intf #b");
    expect(bob.send("JOIN #a")).toEqual([
      expect.stringMatching(/^:parley\.test 470 bob #a #b :/),
      `${BOB} JOIN #b`,
      ":parley.test 353 bob = #b :@alice bob",
      ":parley.test 366 bob #b :End of /NAMES list",
    ]);
  });
});

describe("mode U", () => {
  it("shows what those without a voice say to half-operators and above only", () => {
    const { alice, bob, join } = two("+U");
    const carol = join("carol");
    for (const client of [bob, carol]) client.send("JOIN #a");
    alice.lines();
    bob.lines();
    carol.send("PRIVMSG #a :help");
    expect(alice.lines()).toEqual([":carol!~carol@cloaked.test PRIVMSG #a :help"]);
    expect(bob.lines()).toEqual([]);
    alice.send("PRIVMSG #a :here");
    expect(bob.lines()).toEqual([`${ALICE} PRIVMSG #a :here`]);
  });
});

describe("extended bans", () => {
  it("are listed as they were set, but for what was left out of a mask", () => {
    const { alice } = two();
    expect(alice.send("MODE #a +bbbb m:bob a:Evil r:*spam* m:r:*eggs*")).toEqual([
      `${ALICE} MODE #a +bbbb m:bob!*@* a:Evil r:*spam* m:r:*eggs*`,
    ]);
    expect(alice.send("MODE #a b").map((line) => line.split(" ")[4])).toEqual([
      "m:bob!*@*",
      "a:Evil",
      "r:*spam*",
      "m:r:*eggs*",
      ":End",
    ]);
    expect(alice.send("MODE #a -b M:BOB!*@*")).toEqual([expect.stringContaining(" MODE #a -b m:bob!*@*")]);
  });

  it("keep an account out, and nobody who has none", () => {
    const irc = two("+b a:*");
    expect(codes(irc.bob.send("JOIN #a"))).toContain("JOIN");
    const carol = irc.join("carol");
    signIn(irc, "carol", "evil");
    expect(codes(carol.send("JOIN #a"))).toEqual(["474"]);
    irc.alice.send("MODE #a +e a:EVIL");
    expect(codes(carol.send("JOIN #a"))).toContain("JOIN");
  });

  it("keep a real name out, also after it has changed", () => {
    const { bob } = two("+b r:*spam*");
    bob.send("SETNAME :Buy Spam here");
    expect(codes(bob.send("JOIN #a"))).toEqual(["474"]);
    bob.send("SETNAME :Bob");
    expect(codes(bob.send("JOIN #a"))).toContain("JOIN");
  });

  it("keep somebody from speaking only, unless they have a voice or an exception", () => {
    const { alice, bob } = two("+b m:bob!*@*");
    expect(codes(bob.send("JOIN #a"))).toContain("JOIN");
    expect(codes(bob.send("PRIVMSG #a :hi", "@+react=x TAGMSG #a", "NOTICE #a :x"))).toEqual(["404"]);
    alice.send("MODE #a +v bob");
    bob.lines();
    expect(bob.send("PRIVMSG #a :hi")).toEqual([]);
    alice.send("MODE #a -v bob", "MODE #a +e m:*!~bob@*");
    bob.lines();
    expect(bob.send("PRIVMSG #a :hi")).toEqual([]);
  });

  it("let an account in where an invitation is needed", () => {
    const irc = two("+i", "+I a:robert");
    expect(codes(irc.bob.send("JOIN #a"))).toEqual(["473"]);
    signIn(irc, "bob", "Robert");
    expect(codes(irc.bob.send("JOIN #a"))).toContain("JOIN");
  });
});

describe("delayed joins, mode D", () => {
  /** Alice, who operates #a; Bob, who has joined and not spoken; and Carol, who was there before. */
  function three(): Two & { readonly carol: TestClient } {
    const irc = two();
    const carol = irc.join("carol");
    carol.send("JOIN #a");
    irc.alice.send("MODE #a +D");
    carol.lines();
    irc.bob.send("JOIN #a");
    return { ...irc, carol };
  }

  it("show who has joined to themselves only", () => {
    const { alice, bob, carol } = three();
    expect([...alice.lines(), ...carol.lines()]).toEqual([]);
    const names = (client: TestClient): string | undefined => client.send("NAMES #a")[0];
    expect(names(bob)).toBe(":parley.test 353 bob = #a :@alice carol bob");
    expect(names(carol)).toBe(":parley.test 353 carol = #a :@alice carol");
    expect(codes(carol.send("WHO #a"))).toEqual(["352", "352", "315"]);
    expect(carol.send("WHO bob")[0]).toContain(" 352 carol * ~bob ");
    expect(codes(carol.send("WHOIS bob"))).not.toContain("319");
    expect(codes(bob.send("WHOIS bob"))).toContain("319");
  });

  it.each([
    ["speaks", "PRIVMSG #a :hi", ["JOIN", "PRIVMSG"]],
    ["sends tags", "@+react=x TAGMSG #a", ["JOIN"]],
    ["notes", "NOTICE #a :hi", ["JOIN", "NOTICE"]],
  ])("show who %s, just before that", (_what, line, seen) => {
    const { bob, carol } = three();
    bob.send("CAP REQ message-tags");
    expect(codes(bob.send(line))).toEqual([]);
    expect(codes(carol.lines())).toEqual(seen);
    expect(carol.send("NAMES #a")[0]).toContain(":@alice carol bob");
    expect(codes(bob.send("PRIVMSG #a :more"))).toEqual([]);
    expect(codes(carol.lines())).toEqual(["PRIVMSG"]);
  });

  it("show who sets the topic, is given a standing, or is kicked", () => {
    const { alice, bob, carol } = three();
    alice.send("MODE #a -t");
    carol.lines();
    bob.send("TOPIC #a :tea");
    expect(codes(carol.lines())).toEqual(["JOIN", "TOPIC"]);
    bob.send("PART #a", "JOIN #a");
    carol.lines();
    alice.send("MODE #a +v bob");
    expect(carol.lines()).toEqual([`${BOB} JOIN #a`, `${ALICE} MODE #a +v bob`]);
    expect(bob.lines()).toEqual([`${ALICE} MODE #a +v bob`]);
    bob.send("PART #a", "JOIN #a");
    carol.lines();
    expect(alice.send("KICK #a bob :so").slice(-2)).toEqual([`${BOB} JOIN #a`, `${ALICE} KICK #a bob :so`]);
    expect(carol.lines()).toEqual([`${BOB} JOIN #a`, `${ALICE} KICK #a bob :so`]);
  });

  it.each(["PART #a :bye", "QUIT :bye", "NICK robert", "AWAY :tea", "SETNAME :Robert"])(
    "show nothing of %s of who was never shown",
    (line) => {
      const { bob, carol } = three();
      carol.send("CAP REQ :away-notify setname");
      bob.send(line);
      expect(carol.lines()).toEqual([]);
    },
  );

  it("show a PART to who leaves, and a QUIT of who was shown", () => {
    const { bob, carol } = three();
    expect(bob.send("PART #a")).toEqual([`${BOB} PART #a`]);
    bob.send("JOIN #a", "PRIVMSG #a :hi");
    carol.lines();
    bob.send("QUIT");
    expect(carol.lines()).toEqual([`${BOB} QUIT :Quit`]);
  });
});
