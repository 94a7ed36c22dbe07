import { describe, expect, it } from "vitest";
import { codes, createIrcWorld, type IrcWorld, type TestClient } from "../testing.ts";

/** The id of the message that somebody says last in #a. */
function say(client: TestClient, text: string): string {
  const lines = client.send(`PRIVMSG #a :${text}`);
  return /msgid=([^;\s]+)/.exec(lines.join())?.[1] ?? "";
}

function world(): IrcWorld & { readonly root: TestClient; readonly bob: TestClient; readonly mallory: TestClient } {
  const irc = createIrcWorld();
  const root = irc.operator("root");
  const bob = irc.join("bob");
  const mallory = irc.join("mallory", "echo-message message-tags");
  for (const client of [mallory, bob]) client.send("JOIN #a");
  for (const client of [root, bob, mallory]) client.lines();
  return { ...irc, root, bob, mallory };
}

describe("REPORT", () => {
  it("tells the operators who said what where, and thanks", async () => {
    const { bob, mallory, root } = world();
    const id = say(mallory, "buy gold");
    bob.lines();
    expect(await bob.settled([`REPORT #a ${id} :This is spam`])).toEqual([
      ":parley.test NOTICE bob :Thank you: those who keep order here are told",
    ]);
    expect(root.lines()).toEqual([":parley.test NOTICE root :*** bob reports in #a <mallory> buy gold: This is spam"]);
    expect(mallory.lines()).toEqual([]);
  });

  it("is about a message that one can see", async () => {
    const { bob, mallory, root, join } = world();
    const id = say(mallory, "buy gold");
    const outsider = join("outsider");
    expect(await outsider.settled([`REPORT #a ${id}`])).toEqual([
      `:parley.test FAIL REPORT UNKNOWN_MSGID #a ${id} :There is no message of that id that you could see.`,
    ]);
    expect(
      (await bob.settled(["REPORT #a nonsense", `REPORT #b ${id}`])).filter((line) => line.includes("FAIL")),
    ).toHaveLength(2);
    expect(root.lines()).toEqual([]);
  });
});

describe("MODLOG", () => {
  it("shows operators what was done, the latest at the end, as many as they say", async () => {
    const { root, bob, mallory } = world();
    const id = say(mallory, "buy gold");
    await bob.settled([`REPORT #a ${id} :spam`]);
    root.send("UBAN ADD MUTE mallory!*@* 10m :spam", "KILL mallory :spam");
    root.lines();
    const all = await root.settled(["MODLOG"]);
    const time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
    for (const [i, text] of [
      "root is an operator of the server now, as root",
      "bob reports in #a <mallory> buy gold: spam",
      `root muted mallory!\\*@\\* on the server until ${time}: spam`,
      "root ended the sessions of mallory: spam",
    ].entries()) {
      expect(all[i]).toMatch(new RegExp(`^:parley\\.test NOTICE root :${time} ${text}$`));
    }
    expect(all.slice(4)).toEqual([":parley.test NOTICE root :End of the moderation log"]);
    expect((await root.settled(["MODLOG 1", "PING x"])).map((line) => line.replace(/^.*Z /, ""))).toEqual([
      "root ended the sessions of mallory: spam",
      ":parley.test NOTICE root :End of the moderation log; there is more, say how many",
      ":parley.test PONG parley.test :x",
    ]);
  });

  it("is for operators", async () => {
    const { bob } = world();
    expect(await bob.settled(["MODLOG", "MODLOG 5"])).toEqual([
      ":parley.test 481 bob :Only an operator of the server may do that.",
      ":parley.test 481 bob :Only an operator of the server may do that.",
    ]);
    expect(codes(await bob.settled(["CHATHISTORY LATEST !moderation * 10"]))).toEqual(["FAIL"]);
  });
});

describe("MODE +r", () => {
  it("registers a channel to the account of who sets it, and is shown", async () => {
    const irc = createIrcWorld();
    irc.account("alice");
    const alice = await irc.signIn("alice");
    alice.send("JOIN #a");
    expect(alice.send("MODE #a +r")).toEqual([":alice!~alice@cloaked.test MODE #a +rq alice"]);
    expect(alice.send("MODE #a")[0]).toBe(":parley.test 324 alice #a +nrt");
    expect(alice.send("VERSION").join()).toMatch(/ CHANMODES=\w+,\w+,\w+,\w*r\w* /);
    alice.send("MODE #a +s", "TOPIC #a :tea", "QUIT");
    const guest = irc.join("guest");
    guest.send("JOIN #a");
    const back = await irc.signIn("alice");
    expect(back.send("NAMES #a").join()).toContain("~alice");
    expect(back.send("MODE #a")[0]).toBe(":parley.test 324 alice #a +nrst");
    expect(guest.send("NAMES #a").join()).not.toContain("@guest");
  });

  it("is refused to guests, and taken back by its founder and by operators of the server only", async () => {
    const irc = createIrcWorld();
    irc.account("alice");
    const guest = irc.join("guest");
    guest.send("JOIN #a");
    expect(guest.send("MODE #a +r")).toEqual([
      ":parley.test 477 guest #a :Sign in to an account first: it will be its founder's.",
    ]);
    const alice = await irc.signIn("alice");
    alice.send("JOIN #b", "MODE #b +r");
    guest.send("JOIN #b");
    alice.send("MODE #b +o guest");
    guest.lines();
    expect(guest.send("MODE #b -r")).toEqual([
      ":parley.test 400 guest MODE :Only its founder may give up a registered channel.",
    ]);
    expect(alice.send("MODE #b -r").at(-1)).toBe(":alice!~alice@cloaked.test MODE #b -r");
  });
});

describe("MODE +R of a user", () => {
  it("lets only those with an account write to them", async () => {
    const irc = createIrcWorld();
    irc.account("alice");
    const [bob, guest, alice] = [irc.join("bob"), irc.join("guest"), await irc.signIn("alice")];
    expect(bob.send("MODE bob +R")).toEqual([":bob!~bob@cloaked.test MODE bob +R"]);
    expect(guest.send("PRIVMSG bob :hi", "NOTICE bob :hi")).toEqual([
      ":parley.test 404 guest bob :That user takes messages only from those with an account.",
    ]);
    expect(alice.send("PRIVMSG bob :hi")).toEqual([]);
    expect(bob.lines()).toEqual([":alice!~alice@cloaked.test PRIVMSG bob :hi"]);
  });
});

describe("Roles", () => {
  it("make operators of the server, which WHOIS says by what they are", async () => {
    const irc = createIrcWorld();
    irc.account("ada", "owner");
    irc.account("ben", "admin");
    await irc.signIn("ada");
    const ben = await irc.signIn("ben");
    irc.operator("root");
    const bob = irc.join("bob");
    const duty = (nick: string): string | undefined => bob.send(`WHOIS ${nick}`).find((line) => line.includes(" 313 "));
    expect(duty("ada")).toBe(":parley.test 313 bob ada :is an owner of the server");
    expect(duty("ben")).toBe(":parley.test 313 bob ben :is an admin of the server");
    expect(duty("root")).toBe(":parley.test 313 bob root :is an operator of the server");
    expect(duty("bob")).toBeUndefined();
    ben.lines();
    expect(codes(ben.send("KILL bob :x"))).toEqual([]);
    expect(bob.connection.closed).toBe(true);
  });
});
