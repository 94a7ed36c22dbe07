import { describe, expect, it } from "vitest";
import { createIrcWorld, type TestClient, untagged } from "../testing.ts";
import { ask, FULL, textsIn } from "./chathistory-testing.ts";

describe("CHATHISTORY of a talk", () => {
  it("is what two said to each other, for these two only, whatever they are called now", async () => {
    const irc = createIrcWorld();
    const [alice, bob, eve] = [irc.join("alice", FULL), irc.join("bob", FULL), irc.join("eve", FULL)];
    alice.send("PRIVMSG bob :one");
    bob.send("PRIVMSG ALICE :two");
    alice.send("PRIVMSG eve :other");
    bob.send("NICK robert");
    for (const client of [alice, bob, eve]) client.lines();
    const seen = await ask(irc, alice, "CHATHISTORY LATEST robert * 9");
    expect(seen[0]).toBe(":parley.test BATCH +b1 chathistory robert");
    expect(textsIn(seen)).toBe("one two");
    expect(textsIn(await ask(irc, bob, "CHATHISTORY LATEST Alice * 9"))).toBe("one two");
    expect(textsIn(await ask(irc, eve, "CHATHISTORY LATEST alice * 9"))).toBe("other");
    expect(textsIn(await ask(irc, eve, "CHATHISTORY LATEST robert * 9"))).toBe("");
    expect(await ask(irc, alice, "CHATHISTORY LATEST bob * 9")).toEqual([
      ":parley.test FAIL CHATHISTORY INVALID_TARGET LATEST bob :Messages could not be retrieved",
    ]);
  });

  it("has what one said to oneself once", async () => {
    const irc = createIrcWorld();
    const alice = irc.join("alice", FULL);
    alice.send("PRIVMSG alice :a note");
    expect(textsIn(await ask(irc, alice, "CHATHISTORY LATEST alice * 9"))).toBe("a note");
  });

  it("is not that of whoever had the nick before", async () => {
    const irc = createIrcWorld();
    const [alice, bob] = [irc.join("alice", FULL), irc.join("bob", FULL)];
    alice.send("PRIVMSG bob :between us");
    bob.send("QUIT");
    const other = irc.join("bob", FULL);
    expect(textsIn(await ask(irc, other, "CHATHISTORY LATEST alice * 9"))).toBe("");
    alice.lines();
    expect(textsIn(await ask(irc, alice, "CHATHISTORY LATEST bob * 9"))).toBe("");
  });
});

describe("CHATHISTORY TARGETS", () => {
  it("lists channels and talks by their latest messages, between two times", async () => {
    const irc = createIrcWorld();
    const [alice, bob, carol] = [irc.join("alice", FULL), irc.join("bob", FULL), irc.join("carol", FULL)];
    alice.send("JOIN #tea", "JOIN #cake", "JOIN #silent");
    carol.send("JOIN #closed", "PRIVMSG #closed :not yours");
    const say = (client: TestClient, to: string): string => {
      irc.world.clock.advance(10);
      const line = client.send(`PRIVMSG ${to} hi`).at(-1);
      return /time=([^; ]+)/.exec(line ?? "")?.[1] ?? "";
    };
    const times = [say(alice, "bob"), say(alice, "#tea"), say(carol, "alice"), say(alice, "#cake")];
    const latest = say(bob, "alice");
    alice.lines();
    carol.send("NICK caroline");
    const [all, open] = ["timestamp=2000-01-01T00:00:00.000Z", "timestamp=2099-01-01T00:00:00.000Z"];
    const targets = async (...range: string[]): Promise<string[]> => {
      const lines = await ask(irc, alice, `CHATHISTORY TARGETS ${range.join(" ")}`);
      expect(lines[0]).toMatch(/^:parley\.test BATCH \+b\d+ draft\/chathistory-targets$/);
      return untagged(lines)
        .slice(1, -1)
        .map((line) => line.replace(":parley.test CHATHISTORY TARGETS ", ""));
    };
    const [tea, carols, cake, bobs] = [
      `#tea ${times[1]}`,
      `caroline ${times[2]}`,
      `#cake ${times[3]}`,
      `bob ${latest}`,
    ];
    expect(await targets(all, open, "50")).toEqual([tea, carols, cake, bobs]);
    expect(await targets(open, all, "50")).toEqual([tea, carols, cake, bobs]);
    expect(await targets(all, open, "2")).toEqual([tea, carols]);
    expect(await targets(open, all, "2")).toEqual([cake, bobs]);
    expect(await targets(`timestamp=${times[1]}`, `timestamp=${latest}`, "50")).toEqual([carols, cake]);
    carol.send("QUIT");
    bob.send("QUIT");
    expect(await targets(all, open, "50")).toEqual([tea, cake]);
  });
});
