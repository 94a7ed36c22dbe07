import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../core/limits.ts";
import { codes, createIrcWorld, type IrcWorld, type TestClient, untagged } from "../testing.ts";

const ALICE = ":alice!~alice@cloaked.test";
const BOB = ":bob!~bob@cloaked.test";

interface Two extends IrcWorld {
  readonly alice: TestClient;
  readonly bob: TestClient;
}

/** Alice, who operates #a, and Bob, who is in it too. */
function two(aliceCaps?: string, bobCaps?: string): Two {
  const irc = createIrcWorld();
  const alice = irc.join("alice", aliceCaps);
  const bob = irc.join("bob", bobCaps);
  for (const client of [alice, bob]) client.send("JOIN #a");
  alice.lines();
  return { ...irc, alice, bob };
}

describe("SETNAME", () => {
  it("is confirmed and told to those who know of it, and holds", () => {
    const { alice, bob, join } = two("setname", "setname");
    const plain = join("plain");
    plain.send("JOIN #a");
    for (const client of [alice, bob]) client.lines();
    expect(alice.send("SETNAME :Alice B. C.")).toEqual([`${ALICE} SETNAME :Alice B. C.`]);
    expect(bob.lines()).toEqual([`${ALICE} SETNAME :Alice B. C.`]);
    expect(plain.lines()).toEqual([]);
    expect(bob.send("WHOIS alice")[0]).toBe(":parley.test 311 bob alice ~alice cloaked.test * :Alice B. C.");
  });

  it("works in silence for who does not know of it", () => {
    const { alice } = two("labeled-response");
    expect(alice.send("@label=x SETNAME :Other")).toEqual(["@label=x :parley.test ACK"]);
    expect(alice.send("WHOIS alice")[0]).toMatch(/ :Other$/);
  });

  it("refuses what is too long or empty", () => {
    const { alice } = two("setname");
    expect(alice.send("SETNAME :", `SETNAME :${"é".repeat(LIMITS.realnameBytes / 2)}x`)).toEqual([
      ":parley.test FAIL SETNAME INVALID_REALNAME :That cannot be a real name",
      ":parley.test FAIL SETNAME INVALID_REALNAME :That cannot be a real name",
    ]);
    expect(codes(alice.send("SETNAME"))).toEqual(["461"]);
    expect(codes(alice.send(`SETNAME :${"é".repeat(LIMITS.realnameBytes / 2)}`))).toEqual(["SETNAME"]);
  });
});

describe("RENAME", () => {
  it("is told to those who know of it, with a reason that may be empty", () => {
    const { alice, bob } = two("draft/channel-rename", "draft/channel-rename");
    expect(alice.send("RENAME #a #b :Typo fix", "RENAME #B #c")).toEqual([
      `${ALICE} RENAME #a #b :Typo fix`,
      `${ALICE} RENAME #b #c :`,
    ]);
    expect(codes(bob.lines())).toEqual(["RENAME", "RENAME"]);
    bob.send("PRIVMSG #c :hi");
    expect(alice.lines()).toEqual([`${BOB} PRIVMSG #c :hi`]);
    expect(codes(bob.send("PRIVMSG #a :hi"))).toEqual(["403"]);
  });

  it("is a PART and a JOIN with all that belongs to it for others", () => {
    const { alice, bob } = two(undefined, "extended-join draft/read-marker userhost-in-names");
    alice.send("TOPIC #a :tea");
    bob.lines();
    expect(alice.send("RENAME #a #b :Typo fix")).toEqual([
      `${ALICE} PART #a :Typo fix`,
      `${ALICE} JOIN #b`,
      ":parley.test 332 alice #b :tea",
      expect.stringMatching(/^:parley\.test 333 alice #b alice \d{10}$/),
      ":parley.test 353 alice = #b :@alice bob",
      ":parley.test 366 alice #b :End of /NAMES list",
    ]);
    expect(bob.lines()).toEqual([
      `${BOB} PART #a :Typo fix`,
      `${BOB} JOIN #b * :bob of Test`,
      ":parley.test 332 bob #b :tea",
      expect.stringMatching(/^:parley\.test 333 bob #b alice \d{10}$/),
      ":parley.test MARKREAD #b *",
      ":parley.test 353 bob = #b :@alice!~alice@cloaked.test bob!~bob@cloaked.test",
      ":parley.test 366 bob #b :End of /NAMES list",
    ]);
    expect(alice.send("RENAME #b #c")[0]).toBe(`${ALICE} PART #b`);
  });

  it("leaves out the names for who asked for that", () => {
    const { alice, bob } = two(undefined, "no-implicit-names");
    alice.send("RENAME #a #b");
    expect(codes(bob.lines())).toEqual(["PART", "JOIN"]);
  });

  it("shows others nothing if only capitals change", () => {
    const { alice, bob, join } = two("draft/channel-rename");
    expect(alice.send("RENAME #a #A")).toEqual([`${ALICE} RENAME #a #A :`]);
    expect(bob.lines()).toEqual([]);
    expect(join("carol").send("JOIN #a")[0]).toBe(":carol!~carol@cloaked.test JOIN #A");
  });

  it("says what is wrong", () => {
    const { alice, bob } = two("draft/channel-rename");
    bob.send("JOIN #taken");
    expect(alice.send("RENAME #a #taken", "RENAME #a a", "RENAME #a :#a b")).toEqual([
      ":parley.test FAIL RENAME CHANNEL_NAME_IN_USE #a #taken :There is a channel of that name already.",
      expect.stringMatching(/^:parley\.test FAIL RENAME CANNOT_RENAME #a a :A channel's name /),
      expect.stringMatching(/^:parley\.test FAIL RENAME CANNOT_RENAME #a \* :A channel's name /),
    ]);
    expect(codes(alice.send("RENAME", "RENAME #a", "RENAME #none #b", "RENAME #taken #b"))).toEqual([
      "461",
      "461",
      "403",
      "442",
    ]);
    expect(bob.send("RENAME #a #b")).toEqual([expect.stringMatching(/^:parley\.test 482 bob #a :/)]);
    alice.send("JOIN #lobby");
    expect(codes(alice.send("RENAME #lobby #b"))).toEqual(["482"]);
  });
});

describe("REDACT", () => {
  const CAPS = "draft/message-redaction message-tags echo-message batch labeled-response";

  /** Says something, and gives back its id. */
  function said(client: TestClient, line: string): string {
    const [echo = ""] = client.send(line);
    return /msgid=([^; ]+)/.exec(echo)?.[1] ?? "";
  }

  async function redact({ world }: IrcWorld, client: TestClient, line: string): Promise<readonly string[]> {
    const lines = client.send(line);
    await world.settle();
    return untagged([...lines, ...client.lines()]);
  }

  it("takes back one's own message, which is told to those who know of it only", async () => {
    const irc = two(CAPS, CAPS);
    const { alice, bob, join } = irc;
    const plain = join("plain", "message-tags");
    plain.send("JOIN #a");
    for (const client of [alice, bob]) client.lines();
    const id = said(bob, "PRIVMSG #a :oops");
    for (const client of [alice, plain]) client.lines();
    expect(await redact(irc, bob, `REDACT #a ${id}`)).toEqual([`${BOB} REDACT #a ${id}`]);
    expect(untagged(alice.lines())).toEqual([`${BOB} REDACT #a ${id}`]);
    expect(plain.lines()).toEqual([]);
  });

  it.each(["NOTICE #a :x", "@+react=x TAGMSG #a"])("takes back a %s too", async (line) => {
    const irc = two(CAPS, CAPS);
    const id = said(irc.bob, line);
    expect(await redact(irc, irc.bob, `REDACT #A ${id} :by mistake`)).toEqual([`${BOB} REDACT #a ${id} :by mistake`]);
  });

  it("takes back what others said in a channel, for its operators", async () => {
    const irc = two(CAPS, CAPS);
    const { alice, bob } = irc;
    const [hers, his] = [said(alice, "PRIVMSG #a :hi"), said(bob, "PRIVMSG #a :spam")];
    for (const client of [alice, bob]) client.lines();
    expect(await redact(irc, bob, `REDACT #a ${hers}`)).toEqual([
      `:parley.test FAIL REDACT REDACT_FORBIDDEN #a ${hers} :That is not yours to change.`,
    ]);
    expect(alice.lines()).toEqual([]);
    expect(await redact(irc, alice, `REDACT #a ${his} :spam`)).toEqual([`${ALICE} REDACT #a ${his} :spam`]);
    expect(untagged(bob.lines())).toEqual([`${ALICE} REDACT #a ${his} :spam`]);
  });

  it("takes back what was said to somebody, for who said it", async () => {
    const irc = two(CAPS, CAPS);
    const { alice, bob } = irc;
    const id = said(alice, "PRIVMSG bob :hi");
    bob.lines();
    expect(await redact(irc, bob, `REDACT alice ${id}`)).toEqual([
      expect.stringMatching(`^:parley.test FAIL REDACT UNKNOWN_MSGID alice ${id} :`),
    ]);
    expect(await redact(irc, alice, `REDACT bob ${id}`)).toEqual([`${ALICE} REDACT bob ${id}`]);
    expect(untagged(bob.lines())).toEqual([`${ALICE} REDACT bob ${id}`]);
  });

  it("knows no message that was said elsewhere, is gone, or never was", async () => {
    const irc = two(CAPS, CAPS);
    const { alice } = irc;
    alice.send("JOIN #b");
    const id = said(alice, "PRIVMSG #b :hi");
    const unknown = (to: string, what: string): string =>
      `:parley.test FAIL REDACT UNKNOWN_MSGID ${to} ${what} :There is no message of that id that you could see.`;
    expect(await redact(irc, alice, `REDACT #a ${id}`)).toEqual([unknown("#a", id)]);
    expect(await redact(irc, alice, "REDACT #a nonsense")).toEqual([unknown("#a", "nonsense")]);
    expect(await redact(irc, alice, "REDACT #a :")).toEqual([unknown("#a", "*")]);
    await redact(irc, alice, `REDACT #b ${id}`);
    expect(await redact(irc, alice, `REDACT #b ${id}`)).toEqual([unknown("#b", id)]);
  });

  it("is for a channel that one is in, or somebody who is here", async () => {
    const irc = two(CAPS, CAPS);
    const { alice, bob } = irc;
    bob.send("JOIN #b");
    for (const target of ["#none", "#b", "nobody"]) {
      expect(await redact(irc, alice, `REDACT ${target} x`)).toEqual([
        expect.stringMatching(`^:parley.test FAIL REDACT INVALID_TARGET ${target} :`),
      ]);
    }
    expect(codes(alice.send("REDACT", "REDACT #a"))).toEqual(["461", "461"]);
  });

  it("is answered with its label", async () => {
    const irc = two(CAPS, CAPS);
    const { alice, world } = irc;
    const id = said(alice, "PRIVMSG #a :oops");
    alice.send(`@label=l1 REDACT #a ${id}`, `@label=l2 REDACT #none ${id}`);
    await world.settle();
    expect(alice.lines()).toEqual([
      expect.stringMatching(`^@label=l1;\\S+ ${ALICE} REDACT #a ${id}$`),
      expect.stringMatching(`^@label=l2 :parley.test FAIL REDACT INVALID_TARGET #none :`),
    ]);
  });
});
