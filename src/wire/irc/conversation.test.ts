import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { createIrcWorld } from "./testing.ts";

describe("an IRC connection", () => {
  it("names unknown commands and missing parameters, in their turn", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    alice.lines();
    expect(alice.send("JOIN #a", "NoNsense x", "kick #a", "").slice(3)).toEqual([
      ":parley.test 421 alice NoNsense :Unknown command",
      ":parley.test 461 alice KICK :Not enough parameters",
    ]);
  });

  it("answers questions after everything that was asked before", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    alice.lines();
    expect(alice.send("JOIN #a", "TOPIC #a :tea", "NAMES #a", "PART #a", "PING x").slice(3)).toEqual([
      ":alice!~alice@cloaked.test TOPIC #a :tea",
      ":parley.test 353 alice = #a :@alice",
      ":parley.test 366 alice #a :End of /NAMES list",
      ":alice!~alice@cloaked.test PART #a",
      ":parley.test PONG parley.test :x",
    ]);
  });

  it("goes on after a line that is too long, or not UTF-8", () => {
    const { join, world } = createIrcWorld();
    const alice = join("alice");
    alice.lines();
    expect(alice.send(`PING ${"x".repeat(506)}`, `PING ${"x".repeat(9000)}`, "PING y")).toEqual([
      ":parley.test 417 alice :That line is longer than the server takes",
      ":parley.test 417 alice :That line is longer than the server takes",
      ":parley.test PONG parley.test :y",
    ]);
    expect(alice.send(`@+a=${"x".repeat(4092)} PING y`)).toEqual([
      ":parley.test 417 alice :That line is longer than the server takes",
    ]);
    expect(alice.send(`@+a=${"x".repeat(4091)} PING ${"y".repeat(505)}`)[0]).toMatch(/PONG/);
    alice.connection.send(new Uint8Array([80, 73, 78, 71, 32, 0xff, 10]));
    world.commit();
    expect(alice.lines()).toEqual([":parley.test FAIL PING INVALID_UTF8 :That line is not UTF-8, and was left out"]);
  });

  it("says which command was not UTF-8, as far as that can be read, with its label", () => {
    const { join, world } = createIrcWorld();
    const alice = join("alice", "labeled-response batch message-tags");
    alice.lines();
    const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
    alice.connection.send(bytes("@label=xyz;+a=b privmsg #a :hi\xaa\r\nP\xe9NG x\r\n@+a=\xe9\r\n:\xff\r\n"));
    world.commit();
    expect(alice.lines()).toEqual([
      "@label=xyz :parley.test FAIL PRIVMSG INVALID_UTF8 :That line is not UTF-8, and was left out",
      ":parley.test FAIL * INVALID_UTF8 :That line is not UTF-8, and was left out",
      ":parley.test FAIL * INVALID_UTF8 :That line is not UTF-8, and was left out",
      ":parley.test FAIL * INVALID_UTF8 :That line is not UTF-8, and was left out",
    ]);
    expect(alice.send("PING x")).toEqual([":parley.test PONG parley.test :x"]);
  });

  it("says so before registration too, which goes on", () => {
    const { connect, world } = createIrcWorld();
    const client = connect();
    client.send("NICK alice");
    client.connection.send(Uint8Array.from("USER \xe8 0 * :A\r\n", (character) => character.charCodeAt(0)));
    world.commit();
    expect(client.lines()).toEqual([":parley.test FAIL USER INVALID_UTF8 :That line is not UTF-8, and was left out"]);
    expect(client.send("USER a 0 * :A")[0]).toContain(" 001 alice ");
  });

  it("says ERROR to who quits, after the answers to what came before, and hears nothing after it", () => {
    const { join } = createIrcWorld();
    const [alice, bob] = [join("alice"), join("bob")];
    bob.send("JOIN #a");
    alice.send("JOIN #a");
    bob.lines();
    const lines = alice.send("PRIVMSG #a :last", "TOPIC #a", "QUIT :tea time", "PRIVMSG #a :more");
    expect(lines).toEqual([
      ":parley.test 331 alice #a :No topic is set",
      "ERROR :Closing link: cloaked.test (Quit: tea time)",
    ]);
    expect(alice.connection.closed).toBe(true);
    expect(bob.lines()).toEqual([
      ":alice!~alice@cloaked.test PRIVMSG #a :last",
      ":alice!~alice@cloaked.test QUIT :Quit: tea time",
    ]);
  });

  it("answers what was asked before the client said its last", () => {
    const { join, world } = createIrcWorld();
    const alice = join("alice");
    alice.lines();
    alice.connection.send("JOIN #a\nPING x");
    alice.connection.end();
    world.commit();
    expect(alice.lines().at(-1)).toBe(":parley.test PONG parley.test :x");
    expect(alice.connection.closed).toBe(true);
  });

  it("asks a silent client whether it is there, and gives it up", () => {
    const { join, world } = createIrcWorld();
    const [alice, bob] = [join("alice"), join("bob")];
    bob.lines();
    alice.lines();
    world.clock.advance(LIMITS.pingAfterMs);
    expect(alice.lines()).toEqual(["PING :parley.test"]);
    expect(bob.send("PONG parley.test")).toEqual(["PING :parley.test"]);
    world.clock.advance(LIMITS.pingAfterMs);
    expect(alice.lines()).toEqual(["ERROR :Nothing was heard from this client for too long."]);
    expect(alice.connection.closed).toBe(true);
    expect(bob.connection.closed).toBe(false);
  });

  it("shows what others do only as far as a client asked for it", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    const plain = join("bob");
    const rich = join("carol", "message-tags server-time away-notify extended-join");
    for (const client of [alice, plain, rich]) client.send("JOIN #a");
    for (const client of [plain, rich]) client.lines();
    alice.send("AWAY :tea", "PRIVMSG #a :hi");
    expect(plain.lines()).toEqual([":alice!~alice@cloaked.test PRIVMSG #a :hi"]);
    const tags = /^@msgid=\S+;time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z :alice!~alice@cloaked\.test /;
    const [away = "", message = ""] = rich.lines();
    expect(away).toMatch(tags);
    expect(away).toMatch(/ AWAY :tea$/);
    expect(message).toMatch(tags);
  });

  it("labels answers", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", "labeled-response batch");
    alice.lines();
    expect(alice.send("@label=l1 PING x")).toEqual(["@label=l1 :parley.test PONG parley.test :x"]);
    expect(alice.send("@label=l2 JOIN #a,#b,nope")).toEqual([
      "@label=l2 :parley.test BATCH +b1 labeled-response",
      "@batch=b1 :alice!~alice@cloaked.test JOIN #a",
      "@batch=b1 :parley.test 353 alice = #a :@alice",
      "@batch=b1 :parley.test 366 alice #a :End of /NAMES list",
      "@batch=b1 :alice!~alice@cloaked.test JOIN #b",
      "@batch=b1 :parley.test 353 alice = #b :@alice",
      "@batch=b1 :parley.test 366 alice #b :End of /NAMES list",
      expect.stringMatching(/^@batch=b1 :parley\.test 403 alice nope :/),
      ":parley.test BATCH -b1",
    ]);
    expect(alice.send("@label=l3 PRIVMSG #a :hi", "@label=l4 NONSENSE")).toEqual([
      "@label=l3 :parley.test ACK",
      "@label=l4 :parley.test 421 alice NONSENSE :Unknown command",
    ]);
  });

  it("comes to the same however the bytes are cut, and never throws", () => {
    const line = fc.oneof(
      fc.constantFrom(
        "JOIN #a",
        "PRIVMSG #a :hü ✓",
        "PRIVMSG bob,#a hi",
        "MODE #a +bk-o x y alice",
        "NAMES #a",
        "WHO *",
      ),
      fc.constantFrom("NICK é", "LIST >0,!x", "WHOIS alice", "KICK #a bob", "INVITE bob #a", "AWAY :x", "CAP LS 302"),
      fc.string({ unit: "binary", maxLength: 80 }).map((text) => text.replaceAll("\n", "")),
      fc
        .tuple(
          fc.constantFrom("MODE", "JOIN", "TOPIC", "WHO", "LIST", "CAP", "USERHOST", "TAGMSG", "NAMES", "PING"),
          fc.string(),
        )
        .map((words) => words.join(" ").replaceAll("\n", "")),
    );
    const run = (pieces: readonly Uint8Array[]): string => {
      const { join, world } = createIrcWorld();
      join("bob");
      const alice = join("alice", "message-tags labeled-response batch echo-message");
      for (const piece of pieces) alice.connection.send(piece);
      world.commit();
      return alice.lines().join("\n");
    };
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (lines, size) => {
        const bytes = new TextEncoder().encode(lines.map((text) => `${text}\r\n`).join(""));
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
        expect(run(pieces)).toBe(run([bytes]));
      }),
    );
  });
});
