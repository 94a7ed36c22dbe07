import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { codes, createIrcWorld, type IrcWorld, type TestClient, untagged } from "./testing.ts";

const PLAIN = `AUTHENTICATE ${Buffer.from("\0alice\0sesame").toString("base64")}`;

/** A session of alice's account, and all that it is told from registration on. */
async function signIn(
  irc: IrcWorld,
  nick = "alice",
  caps = "",
): Promise<{ readonly client: TestClient; readonly lines: readonly string[] }> {
  const client = irc.connect();
  await client.settled([`CAP REQ :sasl ${caps}`, "AUTHENTICATE PLAIN", PLAIN]);
  return { client, lines: client.send(`NICK ${nick}`, "USER a 0 * :Alice A", "CAP END") };
}

/** What comes behind the message of the day. */
function behindMotd(lines: readonly string[]): readonly string[] {
  return lines.slice(codes(lines).indexOf("376") + 1);
}

/** A world in which alice, who has an account, is in #tea, and watcher too. */
async function garden(): Promise<{ readonly irc: IrcWorld; readonly alice: TestClient; readonly watcher: TestClient }> {
  const irc = createIrcWorld();
  const alice = irc.join("alice");
  const watcher = irc.join("watcher");
  await alice.settled(["REGISTER * * sesame", "JOIN #tea", "TOPIC #tea :What brews"]);
  watcher.send("JOIN #tea");
  alice.lines();
  return { irc, alice, watcher };
}

describe("a second session of an account", () => {
  it("speaks for the same user, and is shown the channels that the user is in", async () => {
    const { irc, alice, watcher } = await garden();
    const { client, lines } = await signIn(irc, "Alice", "draft/read-marker");
    expect(lines[0]).toContain(" 001 alice ");
    expect(behindMotd(lines)).toEqual([
      ":alice!~alice@cloaked.test JOIN #tea",
      ":parley.test 332 alice #tea :What brews",
      expect.stringMatching(/^:parley.test 333 alice #tea alice \d+$/),
      ":parley.test MARKREAD #tea *",
      ":parley.test 353 alice = #tea :@alice watcher",
      ":parley.test 366 alice #tea :End of /NAMES list",
    ]);
    expect([alice.lines(), watcher.lines()]).toEqual([[], []]);
    watcher.send("PRIVMSG #tea :hello");
    expect([alice.lines(), client.lines()].flat()).toEqual([
      ":watcher!~watcher@cloaked.test PRIVMSG #tea :hello",
      ":watcher!~watcher@cloaked.test PRIVMSG #tea :hello",
    ]);
  });

  it("is shown each JOIN with an id of its own and the time", async () => {
    const { irc, alice } = await garden();
    alice.send("JOIN #cake");
    const { lines } = await signIn(irc, "alice", "message-tags server-time extended-join");
    const joins = behindMotd(lines).filter((line) => line.includes(" JOIN "));
    expect(untagged(joins)).toEqual([
      ":alice!~alice@cloaked.test JOIN #tea alice :alice of Test",
      ":alice!~alice@cloaked.test JOIN #cake alice :alice of Test",
    ]);
    const ids = joins.map((line) => /^@msgid=([^;]+);time=\S+Z /.exec(line)?.[1]);
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(undefined);
  });

  it("leaves the user there when it ends", async () => {
    const { irc, watcher } = await garden();
    const { client } = await signIn(irc);
    client.send("QUIT");
    expect(watcher.lines()).toEqual([]);
    expect(watcher.send("WHOIS alice").join()).toContain(" 311 watcher alice ");
  });
});

describe("a user of an account", () => {
  it("is back in the channels that they were in, in the view of all", async () => {
    const { irc, alice, watcher } = await garden();
    alice.send("QUIT");
    watcher.lines();
    const { client, lines } = await signIn(irc);
    expect(codes(behindMotd(lines))).toEqual(["JOIN", "332", "333", "353", "366"]);
    expect(watcher.lines()).toEqual([":alice!~a@cloaked.test JOIN #tea"]);
    client.send("PRIVMSG #tea :back");
    expect(watcher.lines()).toEqual([":alice!~a@cloaked.test PRIVMSG #tea :back"]);
  });

  it("is shown the very JOIN that others are shown", async () => {
    const { irc, alice } = await garden();
    const other = irc.join("other", "message-tags server-time");
    other.send("JOIN #tea");
    alice.send("QUIT");
    other.lines();
    const { lines } = await signIn(irc, "alice", "message-tags server-time");
    expect(behindMotd(lines)[0]).toBe(other.lines()[0]);
  });
});

describe("the nick of an account", () => {
  it("is nobody else's, whether its user is there or not", async () => {
    const { irc, alice } = await garden();
    const mallory = irc.connect();
    mallory.send("CAP LS 302");
    // It may yet sign in.
    expect(mallory.send("NICK alice", "USER m 0 * :M")).toEqual([]);
    expect(codes(mallory.send("CAP END"))).toEqual(["433"]);
    expect(codes(mallory.send("NICK alice"))).toEqual(["433"]);
    alice.send("QUIT");
    expect(mallory.send("NICK alice")).toEqual([
      ":parley.test 433 * alice :That nick belongs to an account: sign in to it first.",
    ]);
    expect(codes(mallory.send("NICK mallory"))).toContain("001");
    expect(codes(mallory.send("NICK alice"))).toEqual(["433"]);
  });

  it("may be had by who has signed in, also without a negotiation that goes on", async () => {
    const { irc, alice } = await garden();
    const client = irc.connect();
    await client.settled(["CAP REQ :sasl", "AUTHENTICATE PLAIN", PLAIN, "CAP END"]);
    expect(codes(client.send("NICK alice", "USER a 0 * :A"))).toContain("001");
    expect(client.connection.session.user).toBe(alice.connection.session.user);
  });
});
