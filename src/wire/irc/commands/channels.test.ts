import { describe, expect, it } from "vitest";
import { createIrcWorld, type TestClient } from "../testing.ts";

const ALICE = ":alice!~alice@cloaked.test";
const BOB = ":bob!~bob@cloaked.test";

/** Alice, who operates #a, and Bob, who is in it too. */
function two(caps?: string): { readonly alice: TestClient; readonly bob: TestClient } {
  const { join } = createIrcWorld();
  const alice = join("alice");
  alice.send("JOIN #a");
  const bob = join("bob", caps);
  bob.lines();
  return { alice, bob };
}

function codes(lines: readonly string[]): (string | undefined)[] {
  return lines.map((line) => line.split(" ")[1]);
}

describe("JOIN", () => {
  it("shows the topic and who is there, and tells the others", () => {
    const { alice, bob } = two();
    alice.send("TOPIC #a :tea at four");
    expect(bob.send("JOIN #A")).toEqual([
      `${BOB} JOIN #a`,
      ":parley.test 332 bob #a :tea at four",
      expect.stringMatching(/^:parley\.test 333 bob #a alice \d{10}$/),
      ":parley.test 353 bob = #a :@alice bob",
      ":parley.test 366 bob #a :End of /NAMES list",
    ]);
    expect(alice.lines()).toEqual([`${BOB} JOIN #a`]);
    expect(bob.send("JOIN #a")).toEqual([]);
  });

  it("takes keys, and says what keeps somebody out", () => {
    const { alice, bob } = two();
    alice.send("MODE #a +k secret");
    expect(codes(bob.send("JOIN #a", "JOIN a", "JOIN #a,#b secret"))).toEqual(
      "475 403 JOIN 353 366 JOIN 353 366".split(" "),
    );
    alice.send("JOIN #c", "MODE #c +i", "JOIN #d", "MODE #d +l 1", "JOIN #e", "MODE #e +b bob");
    expect(codes(bob.send("JOIN #c,#d,#e"))).toEqual(["473", "471", "474"]);
  });

  it("leaves all channels with 0", () => {
    const { bob } = two();
    bob.send("JOIN #a,#b");
    expect(bob.send("JOIN 0")).toEqual([`${BOB} PART #a`, `${BOB} PART #b`]);
  });

  it("shows names as the client asked for them", () => {
    const { alice, bob } = two("multi-prefix userhost-in-names");
    alice.send("MODE #a +v alice");
    expect(bob.send("JOIN #a")[1]).toBe(":parley.test 353 bob = #a :@+alice!~alice@cloaked.test bob!~bob@cloaked.test");
    expect(two("no-implicit-names").bob.send("JOIN #a")).toEqual([`${BOB} JOIN #a`]);
  });

  it("packs names into lines of at most 512 bytes", () => {
    const { join } = createIrcWorld();
    const nicks = Array.from({ length: 40 }, (_, i) => `n${i}${"x".repeat(30)}`);
    for (const nick of nicks) join(nick).send("JOIN #a");
    const lines = join("alice")
      .send("NAMES #a")
      .filter((line) => line.includes(" 353 "));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(510);
    expect(lines.flatMap((line) => line.slice(line.indexOf(" :") + 2).split(" "))).toEqual([
      `@${nicks[0]}`,
      ...nicks.slice(1),
    ]);
  });
});

describe("PART, KICK, INVITE and TOPIC", () => {
  it("leaves with a reason", () => {
    const { alice, bob } = two();
    bob.send("JOIN #a");
    alice.lines();
    expect(bob.send("PART #a,#none :tea time")).toEqual([
      `${BOB} PART #a :tea time`,
      expect.stringMatching(/^:parley\.test 403 bob #none :/),
    ]);
    expect(alice.lines()).toEqual([`${BOB} PART #a :tea time`]);
    expect(codes(bob.send("PART #a"))).toEqual(["442"]);
  });

  it("kicks several at once", () => {
    const { alice, bob } = two();
    bob.send("JOIN #a");
    alice.lines();
    expect(codes(bob.send("KICK #a alice", "KICK #none alice"))).toEqual(["482", "403"]);
    expect(alice.send("KICK #a bob,nobody :so long")).toEqual([
      `${ALICE} KICK #a bob :so long`,
      expect.stringMatching(/^:parley\.test 401 alice nobody :/),
    ]);
    expect(bob.lines()).toEqual([`${ALICE} KICK #a bob :so long`]);
    expect(alice.send("KICK #a bob")).toEqual([expect.stringMatching(/^:parley\.test 441 alice bob #a :/)]);
  });

  it("invites", () => {
    const { alice, bob } = two();
    alice.send("MODE #a +i");
    expect(alice.send("INVITE bob #a")).toEqual([":parley.test 341 alice bob #a"]);
    expect(bob.lines()).toEqual([`${ALICE} INVITE bob #a`]);
    expect(bob.send("INVITE")).toEqual([":parley.test 336 bob #a", ":parley.test 337 bob :End of /INVITE list"]);
    expect(codes(bob.send("JOIN #a"))).toEqual(["JOIN", "353", "366"]);
    expect(alice.send("INVITE bob #a").at(-1)).toMatch(/ 443 alice bob #a :/);
    expect(codes(alice.send("INVITE bob", "INVITE nobody #a"))).toEqual(["461", "401"]);
  });

  it("shows, sets and takes away the topic", () => {
    const { alice, bob } = two();
    bob.send("JOIN #a");
    alice.lines();
    expect(codes(alice.send("TOPIC #a", "TOPIC #a :tea", "TOPIC #a", "TOPIC #a :", "TOPIC #a"))).toEqual(
      "331 TOPIC 332 333 TOPIC 331".split(" "),
    );
    expect(codes(bob.send("TOPIC #a :mine", "TOPIC #none")).slice(2)).toEqual(["482", "403"]);
  });
});

describe("NAMES and LIST", () => {
  it("end with what was asked for", () => {
    const { bob } = two();
    expect(bob.send("NAMES #none,nope", "NAMES")).toEqual([
      ":parley.test 366 bob #none,nope :End of /NAMES list",
      ":parley.test 366 bob * :End of /NAMES list",
    ]);
  });

  it("list channels by name, mask, members and age", () => {
    const { world, join } = createIrcWorld();
    const alice = join("alice");
    alice.send("JOIN #chan1", "TOPIC #chan1 :tea");
    for (let minute = 0; minute < 5; minute++) {
      world.clock.advance(60_000);
      alice.send("PONG x");
    }
    alice.send("JOIN #chan2,#secret", "MODE #secret +s");
    const bob = join("bob");
    bob.send("JOIN #chan2");
    const list = (what: string): string[] =>
      bob.send(`LIST ${what}`).flatMap((line) => /^:parley\.test 322 bob (.*)/.exec(line)?.[1] ?? []);
    expect(list("")).toEqual(["#lobby 0 :", "#chan1 1 :tea", "#chan2 2 :"]);
    expect(list("#CHAN1,#none")).toEqual(["#chan1 1 :tea"]);
    expect(list("*an2")).toEqual(["#chan2 2 :"]);
    expect(list("!#c*")).toEqual(["#lobby 0 :"]);
    expect(list(">1")).toEqual(["#chan2 2 :"]);
    expect(list("#c*,<2")).toEqual(["#chan1 1 :tea"]);
    expect(list("#c*,C>4")).toEqual(["#chan1 1 :tea"]);
    expect(list("C<4")).toEqual(["#chan2 2 :"]);
    expect(list("T>4")).toEqual(["#chan1 1 :tea"]);
  });

  it("count invisible members, and name them only to those who are with them", () => {
    const { alice, bob } = two();
    alice.send("MODE alice +i");
    expect(bob.send("LIST #a")[1]).toBe(":parley.test 322 bob #a 1 :");
    expect(codes(bob.send("NAMES #a"))).toEqual(["366"]);
    bob.send("JOIN #a");
    expect(bob.send("NAMES #a")[0]).toBe(":parley.test 353 bob = #a :@alice bob");
  });
});

describe("MODE", () => {
  it("changes what may be changed, and says what may not", () => {
    const { alice, bob } = two();
    bob.send("JOIN #a");
    alice.lines();
    expect(alice.send("MODE #a +vmX-t+l bob 0")).toEqual([
      `${ALICE} MODE #a +vm-t bob`,
      expect.stringMatching(/^:parley\.test 472 alice X :/),
      expect.stringMatching(/^:parley\.test 696 alice #a l 0 :/),
    ]);
    expect(bob.lines()).toContain(`${ALICE} MODE #a +vm-t bob`);
    expect(codes(bob.send("MODE #a +i", "MODE #none +i", "MODE #none"))).toEqual(["482", "403", "403"]);
    expect(codes(alice.send("MODE #a +o nobody", "MODE #a +k :a b", "MODE #a +o"))).toEqual(["401", "696", "696"]);
  });

  it("shows modes, with the key to members only", () => {
    const { alice, bob } = two();
    alice.send("MODE #a +kl secret 9");
    expect(alice.send("MODE #a")[0]).toBe(":parley.test 324 alice #a +ntkl secret 9");
    expect(bob.send("MODE #a")).toEqual([
      ":parley.test 324 bob #a +ntkl * 9",
      expect.stringMatching(/^:parley\.test 329 bob #a \d{10}$/),
    ]);
  });

  it.each([
    ["b", "367", "368"],
    ["e", "348", "349"],
    ["I", "346", "347"],
  ])("adds to, shows and takes from the list %s", (letter, entry, end) => {
    const { alice } = two();
    expect(alice.send(`MODE #a +${letter} bob`)).toEqual([`${ALICE} MODE #a +${letter} bob!*@*`]);
    expect(alice.send(`MODE #a ${letter}`)).toEqual([
      expect.stringMatching(new RegExp(`^:parley\\.test ${entry} alice #a bob!\\*@\\* alice \\d{10}$`)),
      expect.stringMatching(new RegExp(`^:parley\\.test ${end} alice #a :`)),
    ]);
    alice.send(`MODE #a -${letter} BOB!*@*`);
    expect(codes(alice.send(`MODE #a +${letter}`))).toEqual([end]);
  });

  it("shows and changes one's own modes", () => {
    const { alice } = two();
    expect(alice.send("MODE alice", "MODE alice +iZ", "MODE ALICE")).toEqual([
      ":parley.test 221 alice +",
      ":parley.test 501 alice :There is no user mode of that letter",
      `${ALICE} MODE alice +i`,
      ":parley.test 221 alice +i",
    ]);
    expect(codes(alice.send("MODE bob", "MODE nobody +i"))).toEqual(["502", "401"]);
  });
});
