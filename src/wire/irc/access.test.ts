import { describe, expect, it } from "vitest";
import type { AddInvite } from "../../core/account-commands.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Settings } from "../conversation.ts";
import { testDigest } from "../testing.ts";
import { codes, createIrcWorld, type IrcWorld, plain, type TestClient } from "./testing.ts";

const NEED = "Here one needs an account: sign in to it with SASL.";

/** A world whose listener lets only those in who have an account, with alice's, and an invite link. */
function closed(settings: Partial<Settings> = {}, link: Partial<AddInvite> = {}): IrcWorld {
  const irc = createIrcWorld("#lobby", { access: "invite", guests: "none", ...settings });
  irc.account("alice");
  const digest = testDigest("code");
  irc.world.hub.run({ type: "invite-add", id: "link", digest, uses: 1, ...link }, () => {});
  irc.world.commit();
  return irc;
}

const REGISTRATION = ["NICK newcomer", "USER n 0 * :N", "CAP END"];

function uses({ world: { hub } }: IrcWorld): number | undefined {
  return hub.state.invites.get("link")?.uses;
}

/** What a client is answered that makes an account by saying this before. */
async function register(client: TestClient, ...before: string[]): Promise<readonly string[]> {
  return client.settled(["CAP LS 302", ...before, "NICK newcomer", "REGISTER * * sesame"]);
}

describe("A listener for those with an account", () => {
  it.each([
    [
      "invite",
      "none",
      `${NEED} Who has an invite link opens it in a browser, or says PASS <its code> and REGISTER first.`,
    ],
    ["accounts", "none", NEED],
    ["accounts", "after-connect", NEED],
    ["accounts", "before-connect", `${NEED} Who has none says REGISTER first, before CAP END.`],
  ] as const)("tells everybody else how to come in: %s, %s", (access, registration, text) => {
    const irc = closed({ access, registration });
    const client = irc.connect();
    expect(client.send(...REGISTRATION)).toEqual([`:parley.test FAIL * ACCOUNT_REQUIRED :${text}`, `ERROR :${text}`]);
    expect(client.connection.closed).toBe(true);
    expect(irc.world.hub.state.users.size).toBe(0);
  });

  it("lets in who signs in", async () => {
    const alice = await closed().signIn("alice");
    expect(alice.send("PING x")).toEqual([":parley.test PONG parley.test :x"]);
  });

  it("says before and after that an account is needed", async () => {
    const irc = closed();
    expect(irc.connect().send("CAP LS 302").join()).toContain(" soju.im/account-required");
    expect(irc.connect().send("CAP REQ soju.im/account-required").at(-1)).toContain(" NAK ");
    const alice = await irc.signIn("alice");
    expect(alice.send("VERSION").join()).toContain(" draft/ACCOUNTREQUIRED ");
    const open = createIrcWorld();
    expect(open.connect().send("CAP LS 302").join()).not.toContain("account-required");
    expect(open.join("bob").send("VERSION").join()).not.toContain("ACCOUNTREQUIRED");
  });

  it("keeps in nobody who signs out, and nobody whose account is no more", async () => {
    const irc = closed();
    const alice = await irc.signIn("alice");
    expect(alice.send("LOGOUT")).toEqual([":parley.test FAIL LOGOUT ACCOUNT_NEEDED :Here one has to be signed in."]);
    irc.world.hub.run({ type: "unregister", account: "alice" }, () => {});
    irc.world.commit();
    expect(alice.lines()).toEqual(["ERROR :The account was removed"]);
    expect(alice.connection.closed).toBe(true);
  });

  it("lets people read a channel only, where guests may no more than that, until they sign in", async () => {
    const irc = createIrcWorld("#lobby", { guests: "read" });
    irc.account("alice");
    const guest = irc.join("guest");
    guest.send("JOIN #lobby");
    const text = "Guests may only read here: sign in first.";
    expect(guest.send("PRIVMSG #lobby :hi", "TOPIC #lobby :x", "SETNAME :x", "NOTICE #lobby :hi")).toEqual([
      `:parley.test 477 guest #lobby :${text}`,
      `:parley.test 477 guest #lobby :${text}`,
      ":parley.test FAIL SETNAME INVALID_REALNAME :That cannot be a real name",
    ]);
    await guest.settled(["AUTHENTICATE PLAIN", plain("alice", "sesame")]);
    expect(guest.send("PRIVMSG #lobby :hi")).toEqual([]);
  });
});

describe("Who has not signed in where that is needed", () => {
  it("does not learn who is here by asking for nicks, and does by signing in", async () => {
    const irc = closed();
    const alice = await irc.signIn("alice");
    expect(alice.connection.session.user?.nick).toBe("alice");
    irc.account("bob");
    const stranger = irc.connect();
    expect(stranger.send("NICK alice", "NICK ALICE", "NICK carol", "NICK alice")).toEqual([]);
    expect(codes(stranger.send("USER s 0 * :S"))).toEqual(["FAIL", "ERROR"]);
    const bob = irc.connect();
    await bob.settled(["CAP LS 302", "AUTHENTICATE PLAIN", plain("bob", "sesame"), "CAP END"]);
    expect(bob.send("NICK alice")).toEqual([":parley.test 433 * alice :That nick is in use"]);
  });

  it.each([
    "WHOIS alice",
    "WHOWAS alice",
    "WHO alice",
    "ISON alice",
    "USERHOST alice",
    "MONITOR + alice",
    "MONITOR S",
    "NAMES #lobby",
    "LIST",
    "LUSERS",
    "METADATA alice LIST",
    "CHATHISTORY LATEST #lobby * 10",
    "PRIVMSG alice :hi",
    "JOIN #lobby",
    "MODE alice",
    "INVITE alice #lobby",
  ])("is answered the same whoever is here: %s", async (line) => {
    const answers: (readonly string[])[] = [];
    for (const isHere of [true, false]) {
      const irc = closed();
      if (isHere) await irc.signIn("alice");
      const stranger = irc.connect();
      stranger.send("CAP REQ :draft/chathistory draft/metadata-2");
      answers.push(stranger.send(line));
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.join("")).toMatch(/ (451|FAIL) /);
  });
});

describe("An invite link", () => {
  it.each(["none", "after-connect"] as const)("lets one make an account before one is in: %s", async (registration) => {
    const irc = closed({ registration });
    const client = irc.connect();
    const lines = await register(client, "PASS code");
    expect(lines[0]).toMatch(/draft\/account-registration=before-connect,custom-account-name /);
    expect(codes(lines).slice(-2)).toEqual(["REGISTER", "900"]);
    expect(codes(client.send("USER n 0 * :N", "CAP END"))).toContain("001");
    expect(client.connection.session.user?.account).toBe("newcomer");
    expect(uses(irc)).toBeUndefined();
  });

  const HELD =
    ":parley.test NOTE REGISTER ACCOUNT_REQUIRED :You are invited: /quote REGISTER * * PASSWORD makes your account by the " +
    "name of your nick, and lets you in.";

  it.each([
    ["CAP LS 302", "PASS code", "NICK newcomer", "USER n 0 * :N", "CAP REQ :multi-prefix", "CAP END"],
    ["PASS code", "NICK newcomer", "USER n 0 * :N"],
    ["PASS https://parley.test:5050/invite/code#sha256=00", "NICK newcomer", "USER n 0 * :N"],
  ])("has the server wait for REGISTER where a client says the rest by itself: %s, …", async (...lines) => {
    const irc = closed();
    const client = irc.connect();
    expect(client.send(...lines).at(-1)).toBe(HELD);
    expect(irc.world.hub.state.users.size).toBe(0);
    expect(codes(client.send("JOIN #lobby", "LIST"))).toEqual(["451", "451"]);
    expect(codes(await client.settled(["REGISTER * * newcomer"]))).toEqual(["FAIL"]);
    const answer = codes(await client.settled(["REGISTER * * sesame"]));
    expect(answer.slice(0, 3)).toEqual(["REGISTER", "900", "001"]);
    expect(client.connection.session.user).toMatchObject({ nick: "newcomer", account: "newcomer" });
    expect(codes(client.send("JOIN #lobby"))).toContain("JOIN");
  });

  it("has the server wait no longer than for others, and not for who is invited no more", () => {
    const irc = closed();
    const [slow, late] = [irc.connect(), irc.connect()];
    expect(slow.send("PASS code", "NICK newcomer", "USER n 0 * :N")).toEqual([HELD]);
    late.send("PASS code", "NICK newcomer");
    irc.world.hub.run({ type: "invite-remove", id: "link" }, () => {});
    irc.world.commit();
    expect(codes(late.send("USER n 0 * :N"))).toEqual(["FAIL", "ERROR"]);
    irc.world.clock.advance(LIMITS.registrationMs);
    expect(slow.lines()).toEqual(["ERROR :You did not register in time."]);
  });

  it("is spent once for each account", async () => {
    const irc = closed({}, { uses: 2 });
    await register(irc.connect(), "PASS code");
    expect(uses(irc)).toBe(1);
    const other = irc.connect();
    const lines = await other.settled(["PASS code", "NICK other", "REGISTER * * sesame"]);
    expect(codes(lines)).toEqual(["REGISTER", "900"]);
    const third = await irc.connect().settled(["PASS code", "NICK third", "REGISTER * * sesame"]);
    expect(third).toEqual([UNINVITED("third")]);
  });

  const UNINVITED = (nick: string): string =>
    `:parley.test FAIL REGISTER TEMPORARILY_UNAVAILABLE ${nick} :Accounts are made here with an invite link: ` +
    "say PASS <its code> first, and then REGISTER again";

  it("is needed, and has to be the right one, whatever the registration", async () => {
    const irc = closed({ registration: "before-connect" });
    for (const before of [[], ["PASS other"], ["PASS CODE"], ["PASS :code "]]) {
      expect((await register(irc.connect(), ...before)).at(-1)).toBe(UNINVITED("newcomer"));
    }
    expect(irc.world.hub.state.accounts.size).toBe(1);
    expect(uses(irc)).toBe(1);
  });

  it.each([
    ["expired", (irc: IrcWorld) => irc.world.clock.advance(10_000)],
    ["was removed", (irc: IrcWorld) => irc.world.hub.run({ type: "invite-remove", id: "link" }, () => {})],
  ])("is good no more when it %s meanwhile, and tells nothing of accounts then", async (_what, end) => {
    const irc = closed();
    irc.world.hub.run({ type: "invite-remove", id: "link" }, () => {});
    irc.world.commit();
    const until = irc.world.clock.now() + 10_000;
    irc.world.hub.run({ type: "invite-add", id: "link", digest: testDigest("code"), uses: 1, until }, () => {});
    irc.world.commit();
    const client = irc.connect();
    client.send("CAP LS 302", "PASS code", "NICK newcomer");
    end(irc);
    irc.world.commit();
    for (const account of ["alice", "newcomer"]) {
      expect((await client.settled([`REGISTER ${account} * sesame`])).at(-1)).toBe(
        `:parley.test FAIL REGISTER TEMPORARILY_UNAVAILABLE ${account} :That invite link is not good any more, or never was.`,
      );
    }
  });

  it("gives the role and leads to the channel that it was made for", async () => {
    const irc = closed({}, { role: "owner", channel: "#tea" });
    const client = irc.connect();
    expect((await register(client, "PASS code")).slice(-3)).toEqual([
      ":parley.test REGISTER SUCCESS newcomer :The account is yours",
      ":parley.test NOTE REGISTER INVITED #tea :The invite link leads to this channel",
      ":parley.test 900 * *!*@cloaked.test newcomer :You are now logged in as newcomer",
    ]);
    client.send("USER n 0 * :N", "CAP END");
    expect(client.connection.session.user?.operator).toBe("newcomer");
  });

  it("goes along with the listener's password, in whichever order", async () => {
    for (const before of [
      ["PASS code", "PASS tea"],
      ["PASS tea", "PASS code"],
    ]) {
      const client = closed({ options: { password: "tea" } }).connect();
      expect(codes(await register(client, ...before)).slice(-2)).toEqual(["REGISTER", "900"]);
      expect(codes(client.send("USER n 0 * :N", "CAP END"))).toContain("001");
    }
  });

  it("lets one make an account where everybody gets in, too", async () => {
    const irc = closed({ access: "open", registration: "none" });
    irc.world.commit();
    const lines = await register(irc.connect(), "PASS code");
    expect(codes(lines).slice(-2)).toEqual(["REGISTER", "900"]);
  });

  it("is not asked for of who is signed in", async () => {
    const alice = await closed().signIn("alice");
    expect(await alice.settled(["REGISTER other * sesame"])).toEqual([
      ":parley.test FAIL REGISTER ALREADY_AUTHENTICATED other :You are signed in to an account already",
    ]);
  });
});

describe("Without an invite link", () => {
  it("accounts are made on a listener for accounts by those who may before they connect, and by nobody else", async () => {
    const may = closed({ access: "accounts", registration: "before-connect" });
    expect(codes(await register(may.connect())).slice(-2)).toEqual(["REGISTER", "900"]);
    for (const registration of ["none", "after-connect"] as const) {
      const lines = await register(closed({ access: "accounts", registration }).connect());
      expect(lines[0]).not.toContain("account-registration");
      expect(lines.at(-1)).toContain("FAIL REGISTER TEMPORARILY_UNAVAILABLE * ");
    }
  });
});

describe("A ban of the server", () => {
  const reason = "You are banned from this server: spam";

  it.each([[{ kind: "account", name: "ALICE" }], [{ kind: "mask", name: "*!*@cloaked.test" }]] as const)(
    "keeps out and sends away whom it is about, with the reason: %j",
    async (target) => {
      const irc = createIrcWorld();
      irc.account("alice");
      const alice = await irc.signIn("alice");
      irc.world.hub.run({ type: "ban-add", target, mutes: false, reason: "spam" }, () => {});
      irc.world.commit();
      expect(alice.lines()).toEqual([`:parley.test 465 * :${reason}`, `ERROR :${reason}`]);
      const again = irc.connect();
      await again.settled(["CAP LS 302", "AUTHENTICATE PLAIN", plain("alice", "sesame")]);
      expect(again.send("NICK alice", "USER a 0 * :A", "CAP END")).toEqual([
        `:parley.test 465 * :${reason}`,
        `ERROR :${reason}`,
      ]);
      expect(again.connection.closed).toBe(true);
    },
  );

  it("keeps a user from signing in to the account that it is about", async () => {
    const irc = createIrcWorld();
    irc.account("alice");
    const target = { kind: "account", name: "alice" } as const;
    irc.world.hub.run({ type: "ban-add", target, mutes: false, reason: "" }, () => {});
    const guest = irc.join("guest");
    expect(await guest.settled(["AUTHENTICATE PLAIN", plain("alice", "sesame")])).toEqual([
      ":parley.test AUTHENTICATE +",
      ":parley.test 904 guest :You are banned from this server.",
    ]);
  });

  it("that mutes is told to who says something, and to who takes another nick", async () => {
    const irc = createIrcWorld();
    const bob = irc.join("bob");
    bob.send("JOIN #a");
    irc.join("alice");
    const target = { kind: "mask", name: "bob!*@*" } as const;
    irc.world.hub.run({ type: "ban-add", target, mutes: true, reason: "" }, () => {});
    irc.world.commit();
    const text = "You may not say anything on this server at the moment.";
    expect(bob.send("PRIVMSG #a :hi", "NOTICE #a :hi", "PRIVMSG alice :hi", "NICK rob", "AWAY :x", "PART #a")).toEqual([
      `:parley.test 404 bob #a :${text}`,
      `:parley.test 404 bob alice :${text}`,
      `:parley.test 447 bob :${text}`,
      `:parley.test 400 bob AWAY :${text}`,
      ":bob!~bob@cloaked.test PART #a",
    ]);
  });
});

it("who does not sign in in time is sent away", () => {
  const irc = closed();
  const client = irc.connect();
  client.send("CAP LS 302");
  irc.world.clock.advance(LIMITS.registrationMs);
  expect(client.lines()).toEqual(["ERROR :You did not register in time."]);
});
