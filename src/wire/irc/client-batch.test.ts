import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { createIrcWorld, type IrcWorld, type TestClient } from "./testing.ts";

const ALICE = ":alice!~alice@cloaked.test";
const CAPS = "message-tags batch draft/multiline";

interface Scene extends IrcWorld {
  readonly alice: TestClient;
  /** Reads batches. */
  readonly bob: TestClient;
  /** Reads plain IRC. */
  readonly carol: TestClient;
}

function scene(caps = `${CAPS} echo-message labeled-response`): Scene {
  const world = createIrcWorld();
  const [alice, bob, carol] = [world.join("alice", caps), world.join("bob", CAPS), world.join("carol")];
  for (const client of [alice, bob, carol]) client.send("JOIN #a");
  for (const client of [alice, bob]) client.lines();
  return { ...world, alice, bob, carol };
}

/** Lines without what is different every time: the id of a message, and what its batch is called. */
function plain(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/msgid=[^; ]+/, "msgid=ID").replace(/(batch=|BATCH [+-])m\d+/, "$1REF"));
}

function fail(code: string): unknown {
  return expect.stringMatching(new RegExp(`^:parley\\.test FAIL BATCH ${code} :`));
}

describe("a message of several lines", () => {
  it("comes as a batch to who takes batches, and as messages without blank lines to others", () => {
    const { alice, bob, carol } = scene();
    const echo = alice.send(
      "@label=xyz;+reply=r BATCH +123 draft/multiline #A",
      "@batch=123 PRIVMSG #a :hello",
      "@batch=123 PRIVMSG #a :",
      "@batch=123 privmsg #a :how is ",
      "@batch=123;draft/multiline-concat PRIVMSG #a :everyone?",
      "BATCH -123",
    );
    const shown = [
      `@batch=REF ${ALICE} PRIVMSG #a :hello`,
      `@batch=REF ${ALICE} PRIVMSG #a :`,
      `@batch=REF ${ALICE} PRIVMSG #a :how is `,
      `@batch=REF;draft/multiline-concat ${ALICE} PRIVMSG #a :everyone?`,
      `${ALICE} BATCH -REF`,
    ];
    expect(plain(echo)).toEqual([`@label=xyz;msgid=ID;+reply=r ${ALICE} BATCH +REF draft/multiline #a`, ...shown]);
    expect(plain(bob.lines())).toEqual([`@msgid=ID;+reply=r ${ALICE} BATCH +REF draft/multiline #a`, ...shown]);
    expect(carol.lines()).toEqual([
      `${ALICE} PRIVMSG #a :hello`,
      `${ALICE} PRIVMSG #a :how is `,
      `${ALICE} PRIVMSG #a :everyone?`,
    ]);
  });

  it("may be a notice, an action or a private message", () => {
    const { alice, bob, carol } = scene(CAPS);
    alice.send(
      "BATCH +n draft/multiline bob",
      "@batch=n NOTICE bob :one",
      "@batch=n NOTICE bob :two",
      "BATCH -n",
      "BATCH +a draft/multiline #a",
      "@batch=a PRIVMSG #a :\x01ACTION one",
      "@batch=a PRIVMSG #a :two\x01",
      "BATCH -a",
    );
    expect(plain(bob.lines())).toEqual([
      `@msgid=ID ${ALICE} BATCH +REF draft/multiline bob`,
      `@batch=REF ${ALICE} NOTICE bob :one`,
      `@batch=REF ${ALICE} NOTICE bob :two`,
      `${ALICE} BATCH -REF`,
      `@msgid=ID ${ALICE} PRIVMSG #a :\x01ACTION one\x01`,
      `${ALICE} PRIVMSG #a :\x01ACTION two\x01`,
    ]);
    expect(carol.lines()).toHaveLength(2);
  });

  it("answers what it is refused for with the label of the batch, and a notice with nothing", () => {
    const { alice } = scene();
    expect(alice.send("@label=x BATCH +1 draft/multiline nobody", "@batch=1 PRIVMSG nobody :x", "BATCH -1")).toEqual([
      expect.stringMatching(/^@label=x :parley\.test 401 alice nobody :/),
    ]);
    expect(alice.send("@label=y BATCH +1 draft/multiline nobody", "@batch=1 NOTICE nobody :x", "BATCH -1")).toEqual([
      "@label=y :parley.test ACK",
    ]);
  });

  it("lets other commands come in between", () => {
    const { alice, bob } = scene();
    const lines = alice.send(
      "BATCH +1 draft/multiline #a",
      "@batch=1 PRIVMSG #a :one",
      "PING x",
      "PRIVMSG #a :between",
      "@batch=1 PRIVMSG #a :two",
      "BATCH -1",
    );
    expect(plain(lines).slice(0, 2)).toEqual([
      ":parley.test PONG parley.test :x",
      `@msgid=ID ${ALICE} PRIVMSG #a :between`,
    ]);
    expect(plain(bob.lines()).at(1)).toBe(`@msgid=ID ${ALICE} BATCH +REF draft/multiline #a`);
  });
});

describe("a batch with something wrong in it", () => {
  it.each<[string, string, string[]]>([
    ["another batch's line", "MULTILINE_INVALID", ["@batch=2 PRIVMSG #a :x"]],
    ["a line for somebody else", "MULTILINE_INVALID_TARGET #a #b", ["@batch=1 PRIVMSG #b :x"]],
    ["another command", "MULTILINE_INVALID", ["@batch=1 TOPIC #a :x"]],
    ["a batch", "MULTILINE_INVALID", ["@batch=1 BATCH +2 draft/multiline #a"]],
    ["too many lines", "MULTILINE_MAX_LINES 100", Array.from({ length: 100 }, () => "@batch=1 PRIVMSG #a x")],
    ["a line that is too long", "MULTILINE_INVALID", [`@batch=1 PRIVMSG #a :${"x".repeat(500)}`]],
    ["the end of another one", "MULTILINE_INVALID", ["BATCH -2"]],
  ])("is given up for %s, which is said once", (_name, code, lines) => {
    const { alice, bob } = scene();
    const answers = alice
      .send("@label=x BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :first", ...lines)
      .filter((line) => !line.includes(" 417 "));
    expect(answers).toEqual([expect.stringMatching(new RegExp(`^@label=x :parley\\.test FAIL BATCH ${code} :`))]);
    expect(alice.send(...lines.slice(0, 1).filter((line) => line.startsWith("@batch=1") && line.length < 500))).toEqual(
      [],
    );
    expect(bob.lines()).toEqual([]);
    if (!lines.some((line) => line.startsWith("BATCH"))) expect(alice.send("BATCH -1")).toEqual([]);
    expect(plain(alice.send("PRIVMSG #a :after"))).toEqual([`@msgid=ID ${ALICE} PRIVMSG #a :after`]);
    expect(bob.lines()).toHaveLength(1);
  });

  it("is told by its end if it has no text", () => {
    const { alice } = scene();
    expect(alice.send("BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :", "BATCH -1")).toEqual([
      fail("MULTILINE_INVALID"),
    ]);
    expect(alice.send("BATCH +1 draft/multiline #a", "BATCH -1")).toEqual([fail("MULTILINE_INVALID")]);
  });

  it("is refused at once for its name, its type, or want of a target", () => {
    const { alice, bob } = scene();
    expect(
      alice.send(
        "BATCH +a_b draft/multiline #a",
        "@batch=a_b PRIVMSG #a :x",
        "BATCH -a_b",
        "BATCH +1 netsplit a b",
        "BATCH -1",
        "BATCH +1 draft/multiline",
        "BATCH -1",
        "BATCH 1 draft/multiline #a",
        "BATCH -1",
        "BATCH -1",
      ),
    ).toEqual([
      fail("INVALID_REFTAG a_b"),
      fail("UNKNOWN_TYPE 1 netsplit"),
      fail("MULTILINE_INVALID"),
      fail("INVALID_REFTAG \\*"),
      fail("MULTILINE_INVALID"),
    ]);
    expect(bob.lines()).toEqual([]);
  });

  it("gives way to another one", () => {
    const { alice, bob } = scene(CAPS);
    expect(
      alice.send(
        "BATCH +1 draft/multiline #a",
        "@batch=1 PRIVMSG #a :one",
        "BATCH +2 draft/multiline #a",
        "@batch=2 PRIVMSG #a :two",
        "BATCH -2",
      ),
    ).toEqual([fail("MULTILINE_INVALID")]);
    expect(plain(bob.lines())).toEqual([`@msgid=ID ${ALICE} PRIVMSG #a :two`]);
  });

  it("is given up if its end does not come", () => {
    const { alice, world } = scene();
    alice.send("@label=x BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :one");
    world.clock.advance(LIMITS.ircBatchMs);
    expect(alice.lines()).toEqual([expect.stringMatching(/^@label=x :parley\.test FAIL BATCH TIMEOUT 1 :/)]);
    expect(alice.send("@batch=1 PRIVMSG #a :two", "BATCH -1")).toEqual([]);
  });

  it("is not given up once it is over", () => {
    const { alice, world } = scene(CAPS);
    alice.send("BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :one", "BATCH -1");
    world.clock.advance(LIMITS.ircBatchMs - 1);
    alice.send("BATCH +2 draft/multiline #a", "@batch=2 PRIVMSG #a :two");
    world.clock.advance(LIMITS.ircBatchMs - 1);
    expect(alice.lines()).toEqual([]);
  });
});

describe("a batch of a client that may not send any", () => {
  it("is refused before registration", () => {
    const { connect } = createIrcWorld();
    const lines = connect().send("CAP REQ :draft/multiline", "BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :x");
    expect(lines.slice(1).map((line) => line.split(" ")[1])).toEqual(["451", "451"]);
  });

  it("is of a type that is not known without the capability, and the tag says nothing", () => {
    const { alice, bob } = scene("message-tags batch");
    expect(alice.send("BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :x")).toEqual([
      fail("UNKNOWN_TYPE 1 draft/multiline"),
    ]);
    expect(plain(bob.lines())).toEqual([`@msgid=ID ${ALICE} PRIVMSG #a :x`]);
  });
});
