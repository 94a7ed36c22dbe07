import { describe, expect, it } from "vitest";
import type { AddInvite } from "../../core/account-commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { RATES } from "../../core/rates.ts";
import type { Settings } from "../conversation.ts";
import { createIrcWorld, type IrcWorld } from "../irc/testing.ts";
import { type Connection, type ConnectOptions, createWorld, testDigest, type World } from "../testing.ts";
import { testPasswords, testVerifier } from "../testing-passwords.ts";
import { relay } from "./relay.ts";

const PROMPT = "Sign in: /login NAME PASSWORD\n";
const INVITED = "Sign in: /login NAME PASSWORD, or with an invite /register NAME PASSWORD INVITE\n";
const WRONG = "That name and that password, or token, do not belong together.\n";
const DELAY = RATES.wrongPerConnection.delayMs;
const CLOSED: Partial<Settings> = { access: "accounts", guests: "none" };
const BY_INVITE: Partial<Settings> = { access: "invite", guests: "none" };

/** People with netcat, alice's account, and an invite link. */
class Place {
  readonly world: World = createWorld();
  readonly connect: (options?: ConnectOptions) => Connection;

  constructor(
    settings: Partial<Settings> = CLOSED,
    options: Readonly<Record<string, string>> = {},
    link: Partial<AddInvite> = {},
  ) {
    const { hub } = this.world;
    const listener = this.world.listen(relay, options, "#lobby", settings);
    this.register("alice", "open sesame");
    hub.run({ type: "invite-add", id: "link", digest: testDigest("code"), uses: 1, ...link }, () => {});
    this.world.commit();
    const device = { id: "phone", name: "Phone", digest: testDigest("parley-token") };
    hub.run({ type: "device-add", account: "alice", device }, () => {});
    this.world.commit();
    this.connect = (also) => this.world.connect(listener, also);
  }

  register(account: string, password: string): void {
    this.world.hub.run({ type: "register", account, verifier: testVerifier(password) }, () => {});
    this.world.commit();
  }

  /** What a client is told that sends these lines, in `ms` milliseconds. */
  async ask(client: Connection, lines: readonly string[], ms = 0): Promise<string> {
    client.send(lines.map((line) => `${line}\n`).join(""));
    for (let i = 0; i <= lines.length; i++) {
      await this.world.settle();
      this.world.clock.advance(0);
    }
    await this.world.settle();
    this.world.clock.advance(ms);
    await this.world.settle();
    return client.take();
  }

  /** Somebody who has signed in and is in. */
  async alice(): Promise<Connection> {
    const client = this.connect();
    await this.ask(client, ["/login alice open sesame"]);
    return client;
  }
}

describe("Where one needs an account, a person with netcat", () => {
  it("is told how to sign in, and with which invite", () => {
    expect(new Place().connect().take()).toBe(PROMPT);
    expect(new Place(BY_INVITE).connect().take()).toBe(INVITED);
    expect(new Place({ ...CLOSED, registration: "before-connect" }).connect().take()).toBe(
      "Sign in: /login NAME PASSWORD, or make an account: /register NAME PASSWORD\n",
    );
  });

  it("is told so on the automatic port once a line has come, and nothing before", async () => {
    const place = new Place(CLOSED, { greet: "yes" });
    const client = place.connect();
    expect(client.take()).toBe("");
    expect(await place.ask(client, [""])).toBe(PROMPT);
    const other = place.connect();
    expect(await place.ask(other, ["/login alice open sesame"])).toBe(
      "You are alice in #lobby. /help lists what you can do.\n",
    );
  });

  it("can do nothing else until then, and nothing is said", async () => {
    const place = new Place();
    const listener = await place.alice();
    listener.take();
    const client = place.connect();
    client.take();
    for (const line of ["hello", "/who", "/list", "/nick bob", "/msg alice hi", "/history", "/help", "/join #a"]) {
      expect(await place.ask(client, [line])).toBe(PROMPT);
    }
    expect(listener.take()).toBe("");
    expect(place.world.hub.state.users.size).toBe(1);
  });

  it("comes in with the nick of the account, and is heard from then on", async () => {
    const place = new Place();
    const listener = await place.alice();
    listener.take();
    place.register("bob", "sesame");
    const client = place.connect();
    client.take();
    expect(await place.ask(client, ["/login BOB sesame", "hello", "/who"])).toBe(
      "You are bob in #lobby. /help lists what you can do.\nIn #lobby: alice, bob\n",
    );
    expect(listener.take()).toBe("[bob] is Online\nbob at 13:54:49: hello\n");
  });

  it("may say a device's token in place of the password", async () => {
    const place = new Place();
    const client = place.connect();
    await place.ask(client, ["/login alice parley-token"]);
    expect(client.session.user?.account).toBe("alice");
    expect(place.world.hub.state.sessions.get(client.session.id)?.device).toBe("phone");
  });

  it("is answered late after a wrong password, each time later, and then sent away", async () => {
    const place = new Place();
    const client = place.connect();
    client.take();
    for (let i = 0; i < RATES.wrongPerConnection.most; i++) {
      expect(await place.ask(client, ["/login alice guess"], DELAY * 2 ** i - 1)).toBe("");
      const isLast = i + 1 === RATES.wrongPerConnection.most;
      expect(await place.ask(client, [], 1)).toBe(isLast ? `${WRONG}Too many wrong passwords.\n` : WRONG);
      expect(client.closed).toBe(isLast);
    }
    expect(client.notes).toEqual([`closed after ${RATES.wrongPerConnection.most} wrong passwords`]);
  });

  it("counts as wrong in IRC does: after so many of one address none is looked at", async () => {
    const place = new Place();
    for (let i = 0; i < RATES.wrongPerAddress.most; i++) {
      const client = place.connect();
      await place.ask(client, [`/login nobody${i} guess`]);
      client.drop();
    }
    const client = place.connect();
    client.take();
    const longest = DELAY * 2 ** (RATES.wrongPerConnection.most - 1);
    expect(await place.ask(client, ["/login alice open sesame"], longest - 1)).toBe("");
    expect(await place.ask(client, [], 1)).toBe("There were too many wrong passwords; try again later.\n");
  });

  it("is sent away without a sign-in in time, and not after one", async () => {
    const place = new Place();
    const [idle, alice] = [place.connect(), await place.alice()];
    idle.take();
    place.world.clock.advance(LIMITS.registrationMs);
    expect(idle.take()).toBe("You did not sign in in time.\n");
    expect([idle.closed, alice.closed]).toEqual([true, false]);
  });

  it("may leave", async () => {
    const place = new Place();
    const client = place.connect();
    await place.ask(client, ["/quit"]);
    expect(client.closed).toBe(true);
  });

  it("is still heard who says all at once and nothing more", async () => {
    const place = new Place();
    const listener = await place.alice();
    listener.take();
    place.register("bob", "sesame");
    const client = place.connect();
    client.send("/login bob sesame\nhello\n");
    client.end();
    expect(await place.ask(listener, [])).toBe("[bob] is Online\nbob at 13:54:49: hello\n");
    expect(client.closed).toBe(true);
  });

  it("is told what to write who leaves something out", async () => {
    const place = new Place();
    const client = place.connect();
    client.take();
    expect(await place.ask(client, ["/login", "/login alice", "/register alice"])).toBe(
      `${"Write it as /login NAME PASSWORD.\n".repeat(2)}Write it as /register NAME PASSWORD [INVITE].\n`,
    );
  });

  it("is told before they write a password that others can read it, if they can", async () => {
    const place = new Place();
    expect(place.connect({ insecure: true }).take()).toBe(
      "Sign in: /login NAME PASSWORD (Beware: this connection is not encrypted, so others on the way can read your password.)\n",
    );
  });

  it("is not let in who is banned, and is told why", async () => {
    const place = new Place();
    const target = { kind: "account", name: "alice" } as const;
    place.world.hub.run({ type: "ban-add", target, mutes: false, reason: "spam" }, () => {});
    const client = place.connect();
    client.take();
    expect(await place.ask(client, ["/login alice open sesame"])).toBe("You are banned from this server: spam\n");
    expect(client.closed).toBe(true);
  });

  it("is sent away with the reason when they are banned, or their device is revoked", async () => {
    const place = new Place();
    const [alice, phone] = [await place.alice(), place.connect()];
    await place.ask(phone, ["/login alice parley-token"]);
    alice.take();
    phone.take();
    place.world.hub.run({ type: "device-remove", account: "alice", id: "phone" }, () => {});
    place.world.commit();
    expect(phone.take()).toBe("This device was signed out\n");
    const target = { kind: "account", name: "alice" } as const;
    place.world.hub.run({ type: "ban-add", target, mutes: false, reason: "spam" }, () => {});
    place.world.commit();
    expect(alice.take()).toBe("You are banned from this server: spam\n");
    expect([phone.closed, alice.closed]).toEqual([true, true]);
  });

  it("says so when the server has too much to do", async () => {
    const place = new Place({ ...CLOSED, passwords: { ...testPasswords(), matches: async () => "busy" } });
    const client = place.connect();
    client.take();
    expect(await place.ask(client, ["/login alice open sesame"])).toBe(
      "Too many want to sign in just now; try again.\n",
    );
  });

  it("is sent away who says too much while a password is looked at", () => {
    const client = new Place().connect();
    client.send("/login alice guess\n");
    for (let i = 0; i <= LIMITS.ircWaitingLines; i++) client.send("x\n");
    expect(client.take()).toBe(`${PROMPT}That is too much at once while your password is looked at.\n`);
    expect(client.closed).toBe(true);
  });
});

describe("/register", () => {
  it("takes the whole invite link in place of its code", async () => {
    const place = new Place(BY_INVITE);
    const client = place.connect();
    client.take();
    const link = `https://parley.test:5050/invite/code#sha256=${"0f".repeat(32)}`;
    expect(await place.ask(client, [`/register bob sesame ${link}`])).toContain("The account bob is yours.\n");
  });

  it("makes an account by an invite, once, and lets one in", async () => {
    const place = new Place(BY_INVITE);
    const client = place.connect();
    client.take();
    expect(await place.ask(client, ["/register bob sesame code"])).toBe(
      "The account bob is yours.\nYou are bob in #lobby. /help lists what you can do.\n",
    );
    const other = place.connect();
    other.take();
    const over = "That invite link is not good any more, or never was.\n";
    expect(await place.ask(other, ["/register carol sesame code", "/register alice sesame code"])).toBe(over + over);
  });

  it.each([
    [
      BY_INVITE,
      "/register bob sesame",
      "Accounts are made here with an invite link: write it as /register NAME PASSWORD INVITE.",
    ],
    [
      { ...BY_INVITE, registration: "before-connect" } as const,
      "/register bob sesame",
      "Accounts are made here with an invite link: write it as /register NAME PASSWORD INVITE.",
    ],
    [BY_INVITE, "/register bob sesame other", "That invite link is not good any more, or never was."],
    [BY_INVITE, "/register alice sesame code", "There is an account of that name already."],
    [BY_INVITE, "/register bob ab code", "A password has at least 3 characters."],
    [CLOSED, "/register bob sesame", "Accounts are not made here by those who come; ask whoever runs the server."],
  ])("is refused with %j: %s", async (settings, line, text) => {
    const place = new Place(settings);
    const client = place.connect();
    client.take();
    expect(await place.ask(client, [line])).toBe(`${text}\n`);
    expect(place.world.hub.state.accounts.size).toBe(1);
    expect(place.world.hub.state.invites.get("link")?.uses).toBe(1);
  });

  it("makes only so many accounts from one address in a while", async () => {
    const place = new Place(BY_INVITE, {}, { uses: RATES.registrationsPerAddress.most + 1 });
    for (let i = 0; i < RATES.registrationsPerAddress.most; i++) {
      const client = place.connect();
      client.send(`/register bob${i} sesame code\n`);
      await Promise.resolve();
    }
    await place.ask(place.connect(), []);
    expect(place.world.hub.state.accounts.size).toBe(RATES.registrationsPerAddress.most + 1);
    const client = place.connect();
    client.take();
    expect(await place.ask(client, ["/register carol sesame code"])).toBe(
      "Too many accounts were made from your address; try again later.\n",
    );
  });
});

describe("Where everybody gets in, a person with netcat", () => {
  it("may sign in, and gets the account's nick", async () => {
    const place = new Place({});
    const client = place.connect();
    expect(await place.ask(client, ["/login alice open sesame", "/status"])).toBe(
      "You are signed in to alice now.\nYou are alice, in #lobby (1 here), connected at 2025-02-08 13:54:49.439000.\n",
    );
    expect(client.session.user?.account).toBe("alice");
  });

  it("may make an account, if the listener lets them", async () => {
    const place = new Place({});
    expect(await place.ask(place.connect(), ["/register bob sesame"])).toBe(
      "The account bob is yours.\nYou are signed in to bob now.\n",
    );
    const client = new Place({ registration: "none" }).connect();
    client.send("/register bob sesame\n");
    expect(client.take()).toContain("Accounts are not made here");
  });

  it("never says a line with a password in it, even behind a space", async () => {
    const place = new Place({});
    const [client, listener] = [place.connect(), place.connect()];
    await place.ask(client, [" /login alice guess", "\t/register alice", "  /LOGIN alice guess"], 10 * DELAY);
    expect(listener.take()).not.toContain("guess");
  });

  it("is warned once who writes a password that others can read", async () => {
    const place = new Place({});
    const client = place.connect({ insecure: true });
    const said = await place.ask(client, ["/login alice guess", "/login alice guess"], 10 * DELAY);
    expect(said.match(/Beware: this connection is not encrypted/g)).toHaveLength(1);
  });

  it("may only read where guests may no more, until they sign in", async () => {
    const place = new Place({ guests: "read" });
    const client = place.connect();
    expect(await place.ask(client, ["hello"])).toBe("Guests may only read here: sign in first.\n");
    expect(await place.ask(client, ["/login alice open sesame", "hello"])).toBe("You are signed in to alice now.\n");
  });
});

describe("Who has signed in and is here by other sessions too", () => {
  async function both(): Promise<{ irc: IrcWorld; client: Connection; say: (line: string) => string }> {
    const irc = createIrcWorld();
    irc.account("alice");
    const alice = await irc.signIn("alice");
    alice.send("JOIN #tea,#cake");
    const listener = irc.world.listen(relay, { greet: "yes" }, "#lobby", CLOSED);
    const client = irc.world.connect(listener);
    client.send("/login alice sesame\n");
    await irc.world.settle();
    irc.world.clock.advance(0);
    await irc.world.settle();
    client.take();
    const bob = irc.join("bob");
    bob.send("JOIN #lobby,#tea");
    const say = (line: string): string => {
      client.take();
      bob.send(line);
      return client.take();
    };
    return { irc, client, say };
  }

  it("is told where something is said, unless that is where they are", async () => {
    const { say } = await both();
    expect(say("PRIVMSG #lobby :one")).toBe("bob at 13:54:49: one\n");
    expect(say("PRIVMSG #tea :two")).toBe("#tea bob at 13:54:49: two\n");
    expect(say("PRIVMSG alice :three")).toBe("bob (to you) at 13:54:49: three\n");
    expect(say("PART #tea :bye")).toBe("");
    expect(say("NICK rob")).toBe("*** bob is now known as rob\n");
    expect(say("PART #lobby :bye")).toBe("*** rob left #lobby: bye\n");
  });

  it("leaves only the channels that they came into by this session when they go to another", async () => {
    const { irc, client } = await both();
    client.send("/join #garden\n");
    irc.world.commit();
    client.send("/join #tea\n");
    irc.world.commit();
    expect([...(client.session.user?.channels.keys() ?? [])].sort()).toEqual(["#cake", "#tea"]);
    client.send("/join #garden\n");
    irc.world.commit();
    expect([...(client.session.user?.channels.keys() ?? [])].sort()).toEqual(["#cake", "#garden", "#tea"]);
  });
});
