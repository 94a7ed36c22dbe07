import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { batch, codes, NEWER, OLDER, plain } from "./metadata-testing.ts";
import { createIrcWorld, type TestClient } from "./testing.ts";

/** Only what is of metadata. */
function news(lines: readonly string[]): string[] {
  return plain(lines).filter((line) => /^(?:\| )?(?:BATCH|76[016]|774|METADATA|FAIL|WARN) /.test(line));
}

/** A client with as many keys as there may be, `k0` and so on. */
function fill(client: TestClient): void {
  client.send(...Array.from({ length: LIMITS.metadataKeys }, (_, i) => `METADATA * SET k${i} v`));
}

function subscribeAll(client: TestClient): void {
  for (let i = 0; i < LIMITS.metadataKeys; i++) client.send(`METADATA * SUB k${i}`);
}

describe("changes of metadata", () => {
  it("are told to who shares a channel and is subscribed, in the words of either draft", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", NEWER);
    const [newer, older, deaf, unaware, batchless, away] = [
      join("newer", NEWER),
      join("older", OLDER),
      join("deaf", NEWER),
      join("unaware", "batch"),
      join("batchless", "draft/metadata-3"),
      join("away", NEWER),
    ];
    for (const client of [alice, newer, older, deaf, unaware, batchless]) client.send("JOIN #a");
    for (const client of [alice, newer, older, unaware, batchless, away]) client.send("METADATA * SUB x");
    for (const client of [newer, older, deaf, unaware, batchless, away]) client.lines();
    expect(codes(alice.send("METADATA * SET x v w", "METADATA * SET other v", "METADATA * SET x"))).toEqual([
      "761",
      "761",
      "766",
    ]);
    expect(plain(newer.lines())).toEqual(["761 newer alice x * :v", "766 newer alice x :Key not set"]);
    expect(plain(older.lines())).toEqual(["METADATA alice x * :v", "METADATA alice x *"]);
    alice.send("METADATA #a SET x v");
    expect(plain(newer.lines())).toEqual(["761 newer #a x * :v"]);
    for (const client of [deaf, unaware, batchless, away]) expect(client.lines()).toEqual([]);
  });

  it("are told to who monitors the user, but not what the user tells of a channel", () => {
    const { join } = createIrcWorld();
    const [alice, bob] = [join("alice", NEWER), join("bob", NEWER)];
    bob.send("METADATA * SUB x", "MONITOR + alice");
    alice.send("JOIN #a", "METADATA #a SET x secret");
    expect(bob.lines()).toEqual([]);
    alice.send("METADATA * SET x v");
    expect(plain(bob.lines())).toEqual(["761 bob alice x * :v"]);
    bob.send("JOIN #a");
    alice.send("METADATA * SET x w");
    expect(plain(bob.lines())).toEqual(["761 bob alice x * :w"]);
  });
});

describe("coming into a channel", () => {
  it("shows what one is subscribed to, of the channel and of who is in it, at the end of it all", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", NEWER);
    alice.send("JOIN #a", "METADATA #a SET x channel", "METADATA * SET x user", "METADATA * SET y other");
    const newer = join("newer", NEWER);
    newer.send("METADATA * SUB x", "METADATA * SET x own");
    const lines = newer.send("JOIN #a");
    const shown = batch("#a", "761 newer #a x * :channel", "761 newer alice x * :user", "761 newer newer x * :own");
    expect(plain(lines).slice(-shown.length)).toEqual(shown);
    const older = join("older", `${OLDER} no-implicit-names`);
    older.send("METADATA * SUB x");
    expect(news(older.send("JOIN #a"))).toEqual(
      batch("#a", "METADATA #a x * :channel", "METADATA alice x * :user", "METADATA newer x * :own"),
    );
  });

  it("shows an empty batch to who is subscribed to nothing, and nothing to who knows of none", () => {
    const { join } = createIrcWorld();
    const [alice, bob, carol] = [join("alice", NEWER), join("bob", "draft/metadata-3"), join("carol")];
    alice.send("METADATA * SET x y");
    expect(news(alice.send("JOIN #a"))).toEqual(batch("#a"));
    bob.send("METADATA * SUB x");
    for (const client of [bob, carol]) expect(news(client.send("JOIN #a"))).toEqual([]);
  });

  it("tells to ask later where there is much, which is then answered", () => {
    const { join } = createIrcWorld();
    const many = Array.from({ length: Math.ceil(LIMITS.arrivalLines / LIMITS.metadataKeys) + 1 }, (_, i) =>
      join(`u${i}`),
    );
    for (const client of many) {
      client.send("JOIN #a");
      fill(client);
    }
    const [newer, older] = [join("newer", NEWER), join("older", OLDER)];
    for (const client of [newer, older]) subscribeAll(client);
    expect(news(newer.send("JOIN #a"))).toEqual(["774 newer #a 0 :Ask for it with METADATA SYNC"]);
    expect(news(older.send("JOIN #a"))).toEqual(["774 older #a"]);
    newer.lines();
    expect(newer.send("METADATA #a SYNC")).toHaveLength(many.length * LIMITS.metadataKeys + 2);
  });

  it("looks at nobody where many are, if one is subscribed to anything", () => {
    const { join } = createIrcWorld();
    const all = Array.from({ length: LIMITS.arrivalMembers }, (_, i) => join(`u${i}`));
    for (const client of all) client.connection.send("JOIN #a\r\n");
    const [subscribed, not] = [join("subscribed", NEWER), join("not", NEWER)];
    subscribed.send("METADATA * SUB x");
    expect(news(subscribed.send("JOIN #a"))).toEqual(["774 subscribed #a 0 :Ask for it with METADATA SYNC"]);
    expect(news(not.send("JOIN #a"))).toEqual(batch("#a"));
  });
});

describe("METADATA SYNC", () => {
  it("shows what one is subscribed to of a user, oneself, or all that one is told of, each once", () => {
    const { join } = createIrcWorld();
    const [alice, bob, carol] = [join("alice", NEWER), join("bob"), join("carol")];
    for (const client of [alice, bob]) client.send("JOIN #a,#b");
    for (const client of [bob, carol]) client.send("METADATA * SET x v", "METADATA * SET y w");
    alice.send("METADATA #a SET x a", "METADATA * SUB x", "MONITOR + bob,carol", "METADATA * SET x own");
    expect(plain(alice.send("METADATA carol SYNC"))).toEqual(batch("carol", "761 alice carol x * :v"));
    expect(plain(alice.send("METADATA * SYNC"))).toEqual(batch("alice", "761 alice alice x * :own"));
    expect(plain(alice.send("METADATA *ALL SYNC"))).toEqual(
      batch(
        "*ALL",
        "761 alice alice x * :own",
        "761 alice #a x * :a",
        "761 alice bob x * :v",
        "761 alice carol x * :v",
      ),
    );
    expect(codes(alice.send("METADATA nobody SYNC", "METADATA #none SYNC"))).toEqual(["FAIL", "FAIL"]);
  });

  it("says where it stops", () => {
    const { join } = createIrcWorld();
    const many = Array.from({ length: Math.ceil(LIMITS.ircAnswerLines / LIMITS.metadataKeys) + 1 }, (_, i) =>
      join(`u${i}`),
    );
    for (const client of many) {
      client.send("JOIN #a");
      fill(client);
    }
    const [newer, older] = [join("newer", NEWER), join("older", OLDER)];
    for (const client of [newer, older]) subscribeAll(client);
    const said = `METADATA LIMIT_REACHED #a ${LIMITS.ircAnswerLines} :There is more, which does not fit in one answer`;
    for (const [client, verb] of [
      [newer, "WARN"],
      [older, "FAIL"],
    ] as const) {
      const lines = plain(client.send("METADATA #a SYNC"));
      expect(lines).toHaveLength(LIMITS.ircAnswerLines + 3);
      expect(lines.at(-2)).toBe(`| ${verb} ${said}`);
    }
  });
});

describe("monitoring", () => {
  it("shows what one is subscribed to of who is here, and of who comes", () => {
    const { connect, join } = createIrcWorld();
    const [alice, bob] = [join("alice", NEWER), join("bob", OLDER)];
    join("carol").send("METADATA * SET x v", "METADATA * SET y w");
    for (const client of [alice, bob]) client.send("METADATA * SUB x");
    expect(plain(alice.send("MONITOR + carol,dave"))).toEqual([
      "730 alice :carol!~carol@cloaked.test",
      "731 alice :dave",
      ...batch("carol", "761 alice carol x * :v"),
    ]);
    expect(news(bob.send("MONITOR + dave,carol"))).toEqual(batch("carol", "METADATA carol x * :v"));
    const dave = connect();
    dave.send(
      "CAP LS 302",
      "CAP REQ :draft/metadata-3",
      "METADATA * SET x first",
      "NICK dave",
      "USER d 0 * :D",
      "CAP END",
    );
    expect(plain(alice.lines())).toEqual([
      "730 alice :dave!~d@cloaked.test",
      ...batch("dave"),
      "761 alice dave x * :first",
    ]);
    expect(news(bob.lines())).toEqual([...batch("dave"), "METADATA dave x * :first"]);
    dave.send("NICK other");
    alice.lines();
    dave.send("NICK dave");
    expect(plain(alice.lines())).toEqual([
      "730 alice :dave!~d@cloaked.test",
      ...batch("dave", "761 alice dave x * :first"),
    ]);
  });
});

describe("WHOIS", () => {
  it("shows what somebody tells of themselves to who knows of metadata", () => {
    const { join } = createIrcWorld();
    const [alice, bob] = [join("alice", NEWER), join("bob")];
    bob.send("METADATA * SET x v");
    expect(news(alice.send("WHOIS bob"))).toEqual(["760 alice bob x * :v"]);
    expect(news(bob.send("WHOIS bob"))).toEqual([]);
  });
});

describe("METADATA before registration", () => {
  it("is held, and done before anything else that comes", () => {
    const { connect, join } = createIrcWorld();
    const alice = connect();
    expect(codes(alice.send("METADATA * SET x v"))).toEqual(["451"]);
    alice.send("CAP LS 302", `CAP REQ :${NEWER}`);
    expect(
      plain(alice.send("METADATA * SUB x", "METADATA * SET x v", "METADATA * SET y w", "METADATA * SET y")),
    ).toEqual(["770 * x", "761 * * x * :v", "761 * * y * :w", "766 * * y :Key not set"]);
    expect(plain(alice.send("METADATA * LIST"))).toEqual(batch("*", "761 * * x * :v"));
    expect(plain(alice.send("METADATA * SYNC", "METADATA *ALL SYNC"))).toEqual([
      ...batch("*", "761 * * x * :v"),
      "FAIL METADATA INVALID_TARGET *ALL :There is no such user or channel, or none that you may ask about",
    ]);
    const burst = alice.send("NICK alice", "USER a 0 * :A", "CAP END", "METADATA * LIST");
    expect(news(burst)).toEqual([
      ...batch("alice", "761 alice alice x * :v"),
      ...batch("alice", "761 alice alice x * :v"),
    ]);
    const order = codes(burst).filter((code) => ["001", "266", "BATCH", "375", "376"].includes(code ?? ""));
    expect(order).toEqual(["001", "266", "BATCH", "BATCH", "375", "376", "BATCH", "BATCH"]);
    expect(plain(join("bob", NEWER).send("METADATA alice LIST"))).toContain("| 761 bob alice x * :v");
  });

  it("is told as the older draft has it, and shown even where there is nothing", () => {
    const { connect, join } = createIrcWorld();
    const alice = connect();
    alice.send("CAP LS 302", `CAP REQ :${OLDER}`, "METADATA * SET x v");
    expect(news(alice.send("NICK alice", "USER a 0 * :A", "CAP END"))).toEqual(batch("alice", "METADATA alice x * :v"));
    const bob = connect();
    bob.send(`CAP REQ :${NEWER}`);
    expect(news(bob.send("NICK bob", "USER b 0 * :B", "CAP END"))).toEqual(batch("bob"));
    expect(news(join("carol").lines())).toEqual([]);
  });

  it("is checked and bounded, and is for oneself", () => {
    const { connect } = createIrcWorld();
    const alice = connect();
    alice.send(`CAP REQ :${NEWER}`);
    const long = "v".repeat(LIMITS.metadataValueBytes + 1);
    const code = (line: string): string => line.split(" ").slice(0, 3).join(" ");
    const wrong = alice.send(
      `METADATA * SET x ${long}`,
      "METADATA * SET X y",
      "METADATA alice SET x y",
      "METADATA #lobby LIST",
    );
    expect(plain(wrong).map(code)).toEqual([
      "FAIL METADATA INVALID_VALUE",
      "FAIL METADATA INVALID_KEY",
      "FAIL METADATA INVALID_TARGET",
      "FAIL METADATA INVALID_TARGET",
    ]);
    fill(alice);
    expect(plain(alice.send("METADATA * SET more v")).map(code)).toEqual(["FAIL METADATA LIMIT_REACHED"]);
    expect(alice.send("METADATA * CLEAR")).toHaveLength(LIMITS.metadataKeys + 2);
    expect(plain(alice.send("METADATA * LIST"))).toEqual(batch("*"));
  });

  it("outlives a nick that somebody else had first", () => {
    const { connect, world } = createIrcWorld();
    const [alice, other] = [connect(), connect()];
    alice.send(`CAP REQ :${NEWER}`, "METADATA * SET x v", "USER a 0 * :A", "NICK same");
    other.connection.send("NICK same\r\nUSER o 0 * :O\r\n");
    alice.connection.send("CAP END\r\n");
    world.commit();
    expect(codes(alice.lines())).toEqual(["433"]);
    expect(news(alice.send("NICK alice"))).toEqual(batch("alice", "761 alice alice x * :v"));
  });
});
