import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../core/limits.ts";
import { batch, codes, NEWER, OLDER, plain } from "../metadata-testing.ts";
import { createIrcWorld } from "../testing.ts";

describe("METADATA SET, GET and LIST", () => {
  it("set what is told of oneself, and show it to anybody", () => {
    const { join } = createIrcWorld();
    const [alice, bob] = [join("alice", NEWER), join("bob", NEWER)];
    bob.lines();
    expect(plain(alice.send("METADATA * SET url :http://a b"))).toEqual(["761 alice alice url * :http://a b"]);
    expect(plain(alice.send("METADATA ALICE SET x y"))).toEqual(["761 alice alice x * :y"]);
    expect(plain(bob.send("METADATA Alice GET url none B"))).toEqual(
      batch(
        "alice",
        "761 bob alice url * :http://a b",
        "766 bob alice none :Key not set",
        "WARN METADATA INVALID_KEY B :A key is 1 to 64 of the characters a-z, 0-9, and _./-",
      ),
    );
    expect(plain(bob.send("METADATA alice LIST"))).toEqual(
      batch("alice", "761 bob alice url * :http://a b", "761 bob alice x * :y"),
    );
    expect(plain(bob.send("METADATA * LIST"))).toEqual(batch("bob"));
  });

  it("remove a key without a value, or by the newer draft with an empty one", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", NEWER);
    alice.lines();
    for (const nothing of ["", " :"]) {
      alice.send("METADATA * SET x y");
      expect(plain(alice.send(`METADATA * SET x${nothing}`))).toEqual(["766 alice alice x :Key not set"]);
      expect(plain(alice.send("METADATA * LIST"))).toEqual(batch("alice"));
    }
    expect(plain(alice.send("METADATA * SET x"))).toEqual(["766 alice alice x :Key not set"]);
  });

  it("keep an empty value by the older draft, to which it is a mistake to remove what is not there", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", OLDER);
    alice.lines();
    expect(plain(alice.send("METADATA * SET x :"))).toEqual(["761 alice alice x * :"]);
    expect(plain(alice.send("METADATA * SET x"))).toEqual(["766 alice alice x :Key not set"]);
    expect(plain(alice.send("METADATA * SET x"))).toEqual(["FAIL METADATA KEY_NOT_SET alice x :That key is not set"]);
  });

  it("are answered without a batch to who knows of none", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    expect(plain(alice.send("METADATA * SET x y", "METADATA * LIST")).slice(-2)).toEqual([
      "761 alice alice x * :y",
      "761 alice alice x * :y",
    ]);
    expect(codes(alice.send("JOIN #a", "WHOIS alice"))).not.toContain("760");
  });

  it("set what is told of a channel only for its operators, and show it to its members", () => {
    const { join } = createIrcWorld();
    const [alice, bob] = [join("alice", NEWER), join("bob", NEWER)];
    alice.send("JOIN #a");
    bob.send("JOIN #a");
    expect(plain(alice.send("METADATA #A SET url x"))).toContain("761 alice #a url * :x");
    bob.lines();
    expect(plain(bob.send("METADATA #a SET url y", "METADATA #a CLEAR", "METADATA alice SET url y"))).toEqual([
      "FAIL METADATA KEY_NO_PERMISSION #a url :That is not yours to change",
      "FAIL METADATA KEY_NO_PERMISSION #a * :That is not yours to change",
      "FAIL METADATA KEY_NO_PERMISSION alice url :That is not yours to change",
    ]);
    expect(plain(bob.send("METADATA #a GET url"))).toEqual(batch("#a", "761 bob #a url * :x"));
  });

  it.each(["+s", "+i"])("tell outsiders nothing of a channel that is %s", (modes) => {
    const { join } = createIrcWorld();
    const [alice, bob] = [join("alice", NEWER), join("bob", NEWER)];
    alice.send("JOIN #a", "METADATA #a SET url x");
    bob.send("METADATA * SUB url");
    expect(plain(bob.send("METADATA #a GET url", "METADATA #a SYNC"))).toEqual([
      ...batch("#a", "761 bob #a url * :x"),
      ...batch("#a", "761 bob #a url * :x"),
    ]);
    alice.send(`MODE #a ${modes}`);
    const unknown = "FAIL METADATA INVALID_TARGET #a :There is no such user or channel, or none that you may ask about";
    const asked = ["GET url", "LIST", "SYNC", "CLEAR"].map((rest) => `METADATA #a ${rest}`);
    expect(plain(bob.send(...asked))).toEqual(asked.map(() => unknown));
    const [set = ""] = plain(bob.send("METADATA #a SET url y"));
    expect(set).toMatch(modes === "+s" ? "INVALID_TARGET #a" : "KEY_NO_PERMISSION #a url");
  });

  it("say what is wrong in the words of either draft", () => {
    const { join } = createIrcWorld();
    const long = "v".repeat(LIMITS.metadataValueBytes + 1);
    const wrong = [`x ${long}`, "X y", `${"k".repeat(LIMITS.metadataKeyBytes + 1)} y`].map(
      (rest) => `METADATA * SET ${rest}`,
    );
    wrong.push("METADATA nobody SET x y", "METADATA #none LIST", "METADATA * sneeze", "METADATA * GET", "METADATA *");
    const code = (line: string): string => line.split(" ").slice(0, 3).join(" ");
    const newer = join("newer", NEWER);
    newer.lines();
    expect(plain(newer.send(...wrong)).map(code)).toEqual([
      "FAIL METADATA INVALID_VALUE",
      "FAIL METADATA INVALID_KEY",
      "FAIL METADATA INVALID_KEY",
      "FAIL METADATA INVALID_TARGET",
      "FAIL METADATA INVALID_TARGET",
      "FAIL METADATA INVALID_PARAMS",
      "461 newer METADATA",
      "461 newer METADATA",
    ]);
    const older = join("older", OLDER);
    older.lines();
    expect(plain(older.send(...wrong)).map(code)).toEqual([
      "FAIL METADATA VALUE_INVALID",
      "FAIL METADATA KEY_INVALID",
      "FAIL METADATA KEY_INVALID",
      "FAIL METADATA INVALID_TARGET",
      "FAIL METADATA INVALID_TARGET",
      "FAIL METADATA SUBCOMMAND_INVALID",
      "461 older METADATA",
      "461 older METADATA",
    ]);
  });

  it("take so many keys and no more", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", NEWER);
    const keys = Array.from({ length: LIMITS.metadataKeys }, (_, i) => `k${i}`);
    alice.send(...keys.map((key) => `METADATA * SET ${key} v`));
    expect(plain(alice.send("METADATA * SET more v"))).toEqual([
      `FAIL METADATA LIMIT_REACHED * ${LIMITS.metadataKeys} :There are as many keys as there may be`,
    ]);
    expect(plain(alice.send("METADATA * SET k0 w"))).toEqual(["761 alice alice k0 * :w"]);
  });

  it("show the longest value of the longest key whole", () => {
    const nick = "n".repeat(LIMITS.nickBytes);
    const server = `${"s".repeat(58)}.test`;
    const client = createIrcWorld("#lobby", { server }).join(nick, NEWER);
    const value = "v".repeat(LIMITS.metadataValueBytes);
    const key = "k".repeat(LIMITS.metadataKeyBytes);
    client.lines();
    expect(client.send(`METADATA * SET ${key} ${value}`)).toEqual([
      `:${server} 761 ${nick} ${nick} ${key} * :${value}`,
    ]);
  });
});

describe("METADATA CLEAR", () => {
  it("removes every key, and shows which", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", NEWER);
    alice.send("JOIN #a", "METADATA #a SET x 1", "METADATA #a SET y 2");
    expect(plain(alice.send("METADATA #a CLEAR"))).toEqual(
      batch("#a", "766 alice #a x :Key not set", "766 alice #a y :Key not set"),
    );
    expect(plain(alice.send("METADATA #a LIST", "METADATA #a CLEAR"))).toEqual([...batch("#a"), ...batch("#a")]);
  });

  it("is one labelled answer", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", `${NEWER} labeled-response`);
    alice.send("METADATA * SET x 1", "METADATA * SET y 2");
    const lines = alice.send("@label=l METADATA * CLEAR");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^@label=l :parley\.test BATCH \+\S+ metadata alice$/);
  });
});

describe("METADATA SUB, UNSUB and SUBS", () => {
  it("choose keys, each once, and say where to find what they have", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", NEWER);
    alice.lines();
    expect(plain(alice.send("METADATA * SUB a b $ a"))).toEqual([
      "770 alice a b a",
      "WARN METADATA INVALID_KEY $ :A key is 1 to 64 of the characters a-z, 0-9, and _./-",
      "774 alice *ALL 0 :Ask for it with METADATA SYNC",
    ]);
    expect(plain(alice.send("METADATA alice SUB b"))).toEqual(["770 alice b"]);
    expect(plain(alice.send("METADATA * SUBS"))).toEqual(["BATCH + metadata-subs", "| 772 alice a b", "BATCH -"]);
    expect(codes(alice.send("METADATA * UNSUB a none $"))).toEqual(["771", "WARN"]);
    expect(plain(alice.send("METADATA * SUBS"))).toEqual(["BATCH + metadata-subs", "| 772 alice b", "BATCH -"]);
    expect(codes(alice.send("METADATA bob SUB a", "METADATA #lobby SUBS"))).toEqual(["FAIL", "FAIL"]);
  });

  it("have an end, behind which nothing is looked at", () => {
    const { join } = createIrcWorld();
    const [newer, older] = [join("newer", NEWER), join("older", OLDER)];
    const keys = Array.from({ length: LIMITS.metadataSubs - 1 }, (_, i) => `k${i}`);
    for (const client of [newer, older]) {
      for (let i = 0; i < keys.length; i += 10) client.send(`METADATA * SUB ${keys.slice(i, i + 10).join(" ")}`);
    }
    expect(plain(newer.send("METADATA * SUB k0 $ last more k1 $"))).toEqual([
      "770 newer k0 last",
      "WARN METADATA INVALID_KEY $ :A key is 1 to 64 of the characters a-z, 0-9, and _./-",
      `FAIL METADATA LIMIT_REACHED more ${LIMITS.metadataSubs} :You are subscribed to as many keys as you may be`,
      "774 newer *ALL 0 :Ask for it with METADATA SYNC",
    ]);
    expect(plain(older.send("METADATA * SUB last more"))).toEqual([
      "770 older last",
      "FAIL METADATA TOO_MANY_SUBS more :You are subscribed to as many keys as you may be",
    ]);
    const subs = plain(newer.send("METADATA * SUBS")).slice(1, -1);
    expect(subs.flatMap((line) => line.split(" ").slice(3))).toEqual([...keys, "last"]);
    for (const line of subs) expect(line.split(" ").length).toBeLessThanOrEqual(15);
  });

  it("are forgotten with the capability", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", NEWER);
    alice.send("METADATA * SUB a", `CAP REQ :draft/metadata-2 -draft/metadata-3`);
    expect(codes(alice.send("METADATA * SUBS"))).toEqual(["BATCH", "772", "BATCH"]);
    expect(codes(alice.send("CAP REQ -draft/metadata-2", "METADATA * SUBS"))).toEqual(["CAP", "BATCH", "BATCH"]);
  });

  it("tell of the older draft's channels and nicks one by one", () => {
    const { join } = createIrcWorld();
    join("bob");
    const alice = join("alice", OLDER);
    alice.send("JOIN #a,#b", "MONITOR + bob,nobody");
    expect(plain(alice.send("METADATA * SUB x"))).toEqual([
      "770 alice x",
      "774 alice #a",
      "774 alice #b",
      "774 alice bob",
    ]);
  });
});
