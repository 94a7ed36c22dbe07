import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../core/limits.ts";
import { RATES } from "../../../core/rates.ts";
import type { Registering } from "../../conversation.ts";
import { testPasswords } from "../../testing-passwords.ts";
import { codes, createIrcWorld, type IrcWorld } from "../testing.ts";

function world(registration: Registering = "after-connect"): IrcWorld {
  return createIrcWorld("#lobby", { registration });
}

describe("REGISTER", () => {
  it("makes an account of the user's nick, and signs them in to it", async () => {
    const irc = world();
    const alice = irc.join("alice", "account-notify");
    expect(await alice.settled(["REGISTER * * sesame"])).toEqual([
      ":parley.test REGISTER SUCCESS alice :The account is yours",
      ":parley.test 900 alice alice!~alice@cloaked.test alice :You are now logged in as alice",
      ":alice!~alice@cloaked.test ACCOUNT alice",
    ]);
    expect(await alice.settled(["REGISTER other * sesame"])).toEqual([
      ":parley.test FAIL REGISTER ALREADY_AUTHENTICATED other :You are signed in to an account already",
    ]);
  });

  it("makes an account of another name, if that is nobody's", async () => {
    const irc = world();
    irc.join("bob");
    const alice = irc.join("alice");
    expect(await alice.settled(["REGISTER bob * sesame"])).toEqual([
      ":parley.test FAIL REGISTER ACCOUNT_EXISTS bob :Somebody else has that nick.",
    ]);
    expect(codes(await alice.settled(["REGISTER Wonderland a@example.org sesame"]))).toEqual(["REGISTER", "900"]);
    const carol = irc.join("carol");
    expect(await carol.settled(["REGISTER wonderland * sesame"])).toEqual([
      ":parley.test FAIL REGISTER ACCOUNT_EXISTS wonderland :There is an account of that name already.",
    ]);
  });

  it.each([
    ["1st", "sesame", "BAD_ACCOUNT_NAME"],
    ["alice", "ab", "WEAK_PASSWORD"],
    ["alice", "Alice", "WEAK_PASSWORD"],
    ["alice", "se\u0007same", "UNACCEPTABLE_PASSWORD"],
    // One character that is eighteen in the form in which it is proved.
    ["alice", "\uFDFA".repeat(LIMITS.accountPasswordBytes / 16), "UNACCEPTABLE_PASSWORD"],
  ])("refuses %s with the password %j: %s", async (account, password, code) => {
    const alice = world().join("alice");
    const lines = await alice.settled([`REGISTER ${account} * :${password}`]);
    expect(lines.map((line) => line.split(" ").slice(1, 5))).toEqual([["FAIL", "REGISTER", code, account]]);
    expect(lines.join()).not.toContain(password);
  });

  it("needs its parameters", () => {
    expect(codes(world().join("alice").send("REGISTER * *"))).toEqual(["461"]);
  });

  it("lets nobody make an account where nobody may", async () => {
    const alice = world("none").join("alice");
    expect(await alice.settled(["REGISTER * * sesame"])).toEqual([
      ":parley.test FAIL REGISTER TEMPORARILY_UNAVAILABLE * :Accounts are not made by REGISTER here",
    ]);
    expect(alice.send("CAP LS 302").join()).not.toContain("account-registration");
  });

  it("is for those who are somebody already, if it is for them only", async () => {
    const client = world().connect();
    expect(client.send("CAP LS 302").join()).toMatch(/draft\/account-registration=custom-account-name /);
    expect(client.send("NICK alice", "REGISTER * * sesame")).toEqual([
      ":parley.test FAIL REGISTER COMPLETE_CONNECTION_REQUIRED * :Register your connection first",
    ]);
  });

  it("makes the account before the connection is registered, if it is for anybody, and needs a nick", async () => {
    const irc = world("before-connect");
    const client = irc.connect();
    const caps = client.send("CAP LS 302").join();
    expect(caps).toMatch(/draft\/account-registration=before-connect,custom-account-name /);
    expect(await client.settled(["REGISTER alice * sesame"])).toEqual([
      ":parley.test FAIL REGISTER NEED_NICK * :Choose a nick first",
    ]);
    const all = ["NICK alice", "REGISTER * * sesame", "USER a 0 * :A", "CAP END"];
    expect(codes(await client.settled(all)).slice(0, 3)).toEqual(["REGISTER", "900", "001"]);
    expect(client.connection.session.user?.account).toBe("alice");
  });

  it("takes no nick from who has it", async () => {
    const irc = world("before-connect");
    irc.join("alice");
    const client = irc.connect();
    const lines = await client.settled(["NICK alice", "REGISTER * * sesame"]);
    expect(lines[1]).toBe(":parley.test FAIL REGISTER ACCOUNT_EXISTS alice :Somebody else has that nick.");
  });

  it("makes no account for who does not know the listener's password", async () => {
    const irc = createIrcWorld("#lobby", { registration: "before-connect", options: { password: "tea" } });
    const client = irc.connect();
    expect((await client.settled(["NICK alice", "REGISTER * * sesame"])).join()).toContain("TEMPORARILY_UNAVAILABLE");
    expect(codes(await client.settled(["PASS tea", "REGISTER * * sesame"]))).toEqual(["REGISTER", "900"]);
  });

  it("lets one of two have a name that both want at once", async () => {
    const irc = world("before-connect");
    const [one, two] = [irc.connect(), irc.connect()];
    one.connection.send("NICK alice\r\nREGISTER * * sesame\r\n");
    const lost = await two.settled(["NICK alice", "REGISTER * * another"]);
    expect(codes(one.lines())).toEqual(["REGISTER", "900"]);
    expect(lost).toEqual([
      ":parley.test FAIL REGISTER ACCOUNT_EXISTS alice :There is an account of that name already.",
    ]);
  });

  it("makes only so many accounts from one address in a while", async () => {
    const irc = world("before-connect");
    const register = async (name: string): Promise<readonly string[]> =>
      irc.connect().settled([`NICK ${name}`, "REGISTER * * sesame"]);
    for (let i = 0; i < RATES.registrationsPerAddress.most; i++) {
      expect(codes(await register(`alice${i}`))).toEqual(["REGISTER", "900"]);
    }
    const late = ":parley.test FAIL REGISTER TEMPORARILY_UNAVAILABLE bob :";
    expect(await register("bob")).toEqual([`${late}Too many accounts were made from your address; try again later.`]);
    irc.world.clock.advance(RATES.registrationsPerAddress.ms);
    expect(codes(await register("bob"))).toEqual(["REGISTER", "900"]);
  });

  it("makes no more of them when they are asked for at once", async () => {
    const irc = world();
    const clients = Array.from({ length: RATES.registrationsPerAddress.most + 1 }, (_, i) => irc.join(`alice${i}`));
    for (const { connection } of clients) connection.send("REGISTER * * sesame\r\n");
    await irc.join("other").settled(["PING x"]);
    expect(clients.map((client) => codes(client.lines())[0])).toEqual([
      ...Array.from({ length: RATES.registrationsPerAddress.most }, () => "REGISTER"),
      "FAIL",
    ]);
  });

  it("makes as many as are asked for where rates have no limits", async () => {
    const irc = createIrcWorld("#lobby", { rateLimits: false });
    for (let i = 0; i <= RATES.registrationsPerAddress.most; i++) {
      expect(codes(await irc.join(`alice${i}`).settled(["REGISTER * * sesame"]))).toEqual(["REGISTER", "900"]);
    }
  });

  it("says so when too many want an account at once", async () => {
    const passwords = { ...testPasswords(), make: async () => "busy" as const };
    const alice = createIrcWorld("#lobby", { passwords }).join("alice");
    expect((await alice.settled(["REGISTER * * sesame"])).join()).toContain("TEMPORARILY_UNAVAILABLE alice");
  });
});

describe("VERIFY", () => {
  it("has nothing to verify", async () => {
    const alice = world().join("alice");
    expect(alice.send("VERIFY alice 123")).toEqual([
      ":parley.test FAIL VERIFY INVALID_CODE alice :There is no registration that waits for a code",
    ]);
    await alice.settled(["REGISTER * * sesame"]);
    expect(alice.send("VERIFY alice 123").join()).toContain("FAIL VERIFY ALREADY_AUTHENTICATED alice");
    expect(world().connect().send("VERIFY alice 123").join()).toContain("COMPLETE_CONNECTION_REQUIRED alice");
  });
});
