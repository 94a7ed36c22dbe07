import { describe, expect, it } from "vitest";
import { codes, createIrcWorld, plain } from "../testing.ts";

const CAP = "draft/persistence";

describe("PERSISTENCE", () => {
  it("shows and sets whether one stays", async () => {
    const irc = createIrcWorld();
    irc.account("alice");
    const alice = await irc.signIn("alice");
    const status = (setting: string): string => `:parley.test PERSISTENCE STATUS ${setting} ${setting}`;
    expect(alice.send("PERSISTENCE GET")).toEqual([status("OFF")]);
    expect(alice.send("PERSISTENCE SET ON", "PERSISTENCE GET")).toEqual([status("ON"), status("ON")]);
    expect(alice.send("persistence set off")).toEqual([status("OFF")]);
    expect(alice.send("PERSISTENCE SET ON", "PERSISTENCE SET DEFAULT")).toEqual([status("ON"), status("OFF")]);
    for (const line of ["PERSISTENCE SET", "PERSISTENCE SET MAYBE", "PERSISTENCE NONSENSE"]) {
      expect(alice.send(line)).toEqual([
        ":parley.test FAIL PERSISTENCE INVALID_PARAMS :Say GET, or SET with ON, OFF or DEFAULT",
      ]);
    }
  });

  it("is told at the beginning to who knows of it and is signed in", async () => {
    const irc = createIrcWorld();
    irc.account("alice");
    const client = irc.connect();
    await client.settled([`CAP REQ :sasl ${CAP}`, "AUTHENTICATE PLAIN", plain("alice", "sesame")]);
    const lines = client.send("NICK alice", "USER a 0 * :A", "CAP END");
    expect(lines.at(-1)).toBe(":parley.test PERSISTENCE STATUS OFF OFF");
    const guest = irc.connect();
    expect(codes(guest.send(`CAP REQ :${CAP}`, "NICK bob", "USER b 0 * :B", "CAP END"))).not.toContain("PERSISTENCE");
    const other = irc.connect();
    await other.settled(["CAP LS 302", "AUTHENTICATE PLAIN", plain("alice", "sesame")]);
    expect(codes(other.send("NICK alice", "USER a 0 * :A", "CAP END"))).not.toContain("PERSISTENCE");
  });
});

describe("Who stays", () => {
  it("is there and away without a connection, can be written to, and is back in their channels", async () => {
    const irc = createIrcWorld();
    irc.account("alice");
    const alice = await irc.signIn("alice");
    const watcher = irc.join("watcher", "away-notify");
    alice.send("PERSISTENCE SET ON", "JOIN #tea");
    watcher.send("JOIN #tea");
    alice.send("QUIT :gone");
    expect(alice.connection.closed).toBe(true);
    expect(watcher.lines()).toEqual([":alice!~alice@cloaked.test AWAY :Not connected"]);
    expect(watcher.send("PRIVMSG alice :hi")).toEqual([":parley.test 301 watcher alice :Not connected"]);
    expect(watcher.send("NAMES #tea").join()).toContain("alice");
    const back = irc.connect();
    await back.settled(["CAP LS 302", "AUTHENTICATE PLAIN", plain("alice", "sesame")]);
    const lines = back.send("NICK alice", "USER a 0 * :A", "CAP END");
    expect(codes(lines.slice(codes(lines).indexOf("376") + 1))).toEqual(["JOIN", "353", "366"]);
    expect(watcher.lines()).toEqual([":alice!~alice@cloaked.test AWAY"]);
    watcher.send("PRIVMSG #tea :welcome back");
    expect(back.lines()).toEqual([":watcher!~watcher@cloaked.test PRIVMSG #tea :welcome back"]);
  });

  it("leaves at the next end when that is off again", async () => {
    const irc = createIrcWorld();
    irc.account("alice");
    const alice = await irc.signIn("alice");
    alice.send("PERSISTENCE SET ON", "PERSISTENCE SET OFF", "QUIT");
    irc.world.commit();
    expect(irc.world.hub.state.users.size).toBe(0);
  });
});
