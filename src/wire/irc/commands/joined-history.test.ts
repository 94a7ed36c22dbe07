import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { createIrcWorld, type IrcWorld, type TestClient, untagged } from "../testing.ts";
import { ask, FULL, textsIn } from "./chathistory-testing.ts";

/** Channels of mode H, whose members read only what came since they joined. */

const PLAIN = `AUTHENTICATE ${Buffer.from("\0bob\0sesame").toString("base64")}`;
const CAPS = `${FULL} soju.im/search draft/event-playback`;

interface Meeting {
  readonly irc: IrcWorld;
  readonly op: TestClient;
  readonly bob: TestClient;
}

/** Says something in #tea, at a time of its own. */
function say({ irc, op }: Pick<Meeting, "irc" | "op">, text: string): void {
  irc.world.clock.advance(10);
  op.send(`PRIVMSG #tea :${text}`);
}

/** The operator of #tea, which is of mode H, where something was said before bob came. */
async function meet(): Promise<Meeting> {
  const irc = createIrcWorld();
  const op = irc.join("op", CAPS);
  op.send("JOIN #tea", "MODE #tea +H");
  for (const text of ["one", "two"]) say({ irc, op }, text);
  irc.world.clock.advance(10);
  const bob = irc.join("bob", CAPS);
  await bob.settled(["REGISTER * * sesame", "JOIN #tea"]);
  for (const client of [op, bob]) client.lines();
  return { irc, op, bob };
}

/** What was said, as a client reads it. */
async function read(irc: IrcWorld, client: TestClient, command = "LATEST #tea *"): Promise<string> {
  client.lines();
  const lines = await ask(irc, client, `CHATHISTORY ${command} 9`);
  return textsIn(lines.filter((line) => /BATCH|PRIVMSG/.test(line)));
}

describe("the channel mode H", () => {
  it("is named among the modes, is set and shown", async () => {
    const irc = createIrcWorld();
    const op = irc.join("op");
    op.send("JOIN #tea");
    expect(op.send("VERSION").join(" ")).toMatch(/ CHANMODES=[^, ]*,[^, ]*,[^, ]*,[A-Za-z]*H[A-Za-z]* /);
    expect(op.send("MODE #tea +H")).toEqual([":op!~op@cloaked.test MODE #tea +H"]);
    expect(op.send("MODE #tea")[0]).toBe(":parley.test 324 op #tea +Hnt");
    const bob = irc.join("bob");
    bob.send("JOIN #tea");
    expect(bob.send("MODE #tea -H")[0]).toMatch(/ 482 bob #tea /);
  });

  it("keeps what came before one joined from CHATHISTORY, whatever it is asked", async () => {
    const { irc, op, bob } = await meet();
    const before = (await ask(irc, op, "CHATHISTORY LATEST #tea * 9")).find((line) => line.endsWith(":one")) ?? "";
    const [id, time] = ["msgid", "time"].map((tag) => new RegExp(`${tag}=([^; ]+)`).exec(before)?.[1]);
    expect(await read(irc, bob)).toBe("");
    say({ irc, op }, "three");
    for (const command of [
      "LATEST #tea *",
      `AFTER #tea msgid=${id}`,
      `AFTER #tea timestamp=${time}`,
      `AROUND #tea msgid=${id}`,
      `BETWEEN #tea timestamp=${time} timestamp=2099-01-01T00:00:00.000Z`,
      "BEFORE #tea timestamp=2099-01-01T00:00:00.000Z",
    ]) {
      expect([command, await read(irc, bob, command)]).toEqual([command, "three"]);
    }
    expect(await read(irc, op)).toBe("one two three");
    // Nor is it shown who came or what was changed before.
    const shown = untagged(await ask(irc, bob, "CHATHISTORY LATEST #tea * 9")).slice(1, -1);
    expect(shown.map((line) => line.split(" ")[1])).toEqual(["JOIN", "PRIVMSG"]);
  });

  it("keeps it from SEARCH, and the channel from TARGETS until something is said", async () => {
    const { irc, op, bob } = await meet();
    const targets = async (): Promise<number> => {
      const span = "timestamp=1970-01-01T00:00:00.000Z timestamp=2099-01-01T00:00:00.000Z";
      const lines = await ask(irc, bob, `CHATHISTORY TARGETS ${span} 9`);
      return lines.filter((line) => line.includes("TARGETS #tea")).length;
    };
    expect(textsIn(await ask(irc, bob, "SEARCH from=op"))).toBe("");
    expect(textsIn(await ask(irc, bob, "SEARCH in=#tea;text=two"))).toBe("");
    expect(await targets()).toBe(0);
    say({ irc, op }, "two again");
    bob.lines();
    expect(textsIn(await ask(irc, bob, "SEARCH text=two"))).toBe("two again");
    expect(await targets()).toBe(1);
  });

  it("counts from the first time for who belongs to the channel by their account, gone or not", async () => {
    const { irc, op, bob } = await meet();
    say({ irc, op }, "three");
    bob.send("QUIT");
    await irc.world.settle();
    say({ irc, op }, "four");
    const again = irc.connect();
    await again.settled([`CAP REQ :sasl ${CAPS}`, "AUTHENTICATE PLAIN", PLAIN]);
    again.send("NICK bob", "USER b 0 * :Bob", "CAP END");
    expect(await read(irc, again)).toBe("three four");
    again.send("PART #tea", "JOIN #tea");
    say({ irc, op }, "five");
    expect(await read(irc, again)).toBe("five");
  });

  it("keeps who came later from correcting or taking back what was said before", async () => {
    const { irc, op, bob } = await meet();
    op.send("MODE #tea +o bob");
    const line = (await ask(irc, op, "CHATHISTORY LATEST #tea * 9")).find((one) => one.endsWith(":one")) ?? "";
    const id = /msgid=([^; ]+)/.exec(line)?.[1];
    bob.lines();
    expect((await ask(irc, bob, `REDACT #tea ${id}`))[0]).toMatch(/FAIL REDACT UNKNOWN_MSGID #tea /);
  });
});
