import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../core/limits.ts";
import { utf8Length } from "../../../core/utf8.ts";
import { codes, createIrcWorld, type IrcWorld, type TestClient } from "../testing.ts";
import { ask, FULL, textsIn } from "./chathistory-testing.ts";

/** In #tea somebody has said these; what stands together was said in one millisecond. */
function said(...times: readonly string[]): { readonly irc: IrcWorld; readonly alice: TestClient } {
  const irc = createIrcWorld();
  const alice = irc.join("alice", FULL);
  alice.send("JOIN #tea");
  for (const texts of times) {
    irc.world.clock.advance(1);
    alice.send(...texts.split(" ").map((text) => `PRIVMSG #tea :${text}`));
  }
  return { irc, alice };
}

const timeOf = (line: string | undefined): string => `timestamp=${/time=([^; ]+)/.exec(line ?? "")?.[1]}`;
const idOf = (line: string | undefined): string => `msgid=${/msgid=([^; ]+)/.exec(line ?? "")?.[1]}`;

describe("CHATHISTORY, page by page", () => {
  it("loses nothing by timestamps, however many messages are of one millisecond", async () => {
    const { irc, alice } = said("0", "1 2 3 4 5", "6 7", "8", "9 10 11");
    const back: string[] = [];
    for (let command = "LATEST #tea *"; ; ) {
      const lines = await ask(irc, alice, `CHATHISTORY ${command} 2`);
      if (lines.length === 2) break;
      back.unshift(textsIn(lines));
      command = `BEFORE #tea ${timeOf(lines[1])}`;
    }
    expect(back).toEqual(["0", "1 2 3 4 5", "6 7 8", "9 10 11"]);
    const on: string[] = [];
    for (let time = "timestamp=2000-01-01T00:00:00.000Z"; ; ) {
      const lines = await ask(irc, alice, `CHATHISTORY AFTER #tea ${time} 2`);
      if (lines.length === 2) break;
      on.push(textsIn(lines));
      time = timeOf(lines.at(-2));
    }
    expect(on).toEqual(["0 1 2 3 4 5", "6 7", "8 9 10 11"]);
  });

  it("keeps to the limit by message ids", async () => {
    const { irc, alice } = said("0", "1 2 3 4 5", "6");
    const lines = await ask(irc, alice, "CHATHISTORY LATEST #tea * 1");
    const page = await ask(irc, alice, `CHATHISTORY BEFORE #tea ${idOf(lines[1])} 2`);
    expect(textsIn(page)).toBe("4 5");
    expect(textsIn(await ask(irc, alice, `CHATHISTORY AROUND #tea ${idOf(page[1])} 3`))).toBe("3 4 5");
  });

  it("has whole milliseconds at both ends around a time", async () => {
    const { irc, alice } = said("0", "1 2 3", "4", "5 6 7", "8");
    const lines = await ask(irc, alice, "CHATHISTORY LATEST #tea * 5");
    expect(textsIn(lines)).toBe("4 5 6 7 8");
    expect(textsIn(await ask(irc, alice, `CHATHISTORY AROUND #tea ${timeOf(lines[1])} 3`))).toBe("1 2 3 4 5 6 7");
    expect(textsIn(await ask(irc, alice, `CHATHISTORY AROUND #tea ${timeOf(lines[1])} 1`))).toBe("4");
  });

  it("is as many bytes as fit in one answer, and up to twice that to end with a millisecond", async () => {
    const irc = createIrcWorld();
    const alice = irc.join("alice", FULL);
    alice.send("JOIN #tea");
    const lines = Array.from({ length: 90 }, () => "€".repeat(100)).join("\n");
    for (let i = 0; i < 90; i++) {
      alice.connection.session.submit({ type: "say", to: "#tea", text: lines }, () => {});
      if (i % 30 === 0) irc.world.clock.advance(1);
      if (i % 30 === 29) irc.world.commit();
    }
    const bytesOf = async (command: string): Promise<number> => {
      const found = await ask(irc, alice, `CHATHISTORY ${command} 1000`);
      expect(codes(found).at(-1)).toBe("BATCH");
      return utf8Length(found.join("\r\n")) / LIMITS.ircHistoryBytes;
    };
    const byTime = await bytesOf("LATEST #tea *");
    expect(byTime).toBeGreaterThan(1.2);
    expect(byTime).toBeLessThan(2.1);
    const byId = await bytesOf("AFTER #tea msgid=test-1");
    expect(byId).toBeGreaterThan(0.9);
    expect(byId).toBeLessThan(1.1);
  });

  it("waits with a page until the one before has gone out, and with what was asked behind it", async () => {
    const { irc, alice } = said("0", "1");
    const drain = alice.connection.stall();
    const targets = "CHATHISTORY TARGETS timestamp=2000-01-01T00:00:00.000Z timestamp=2099-01-01T00:00:00.000Z 5";
    expect(await ask(irc, alice, "CHATHISTORY LATEST #tea * 1", targets, "PING 1")).toEqual([]);
    drain();
    await irc.world.settle();
    expect(codes(await ask(irc, alice))).toEqual([
      "BATCH",
      "PRIVMSG",
      "BATCH",
      "BATCH",
      "CHATHISTORY",
      "BATCH",
      "PONG",
    ]);
  });

  it("is forgotten when a slow reader leaves", async () => {
    const { irc, alice } = said("0");
    alice.connection.stall();
    await ask(irc, alice, "CHATHISTORY LATEST #tea * 1");
    alice.connection.drop();
    await irc.world.settle();
    expect(irc.join("alice").send("LUSERS").join()).toContain("1 users");
  });
});
