import { describe, expect, it } from "vitest";
import { RATES } from "../../../core/rates.ts";
import { testPasswords } from "../../testing-passwords.ts";
import { codes, createIrcWorld, type IrcWorld, plain } from "../testing.ts";

const FINGERPRINT = "ab".repeat(32);
const DELAY = RATES.wrongPerConnection.delayMs;

function world(): IrcWorld {
  const irc = createIrcWorld();
  irc.account("alice");
  irc.account("bob");
  return irc;
}

/** What is told of it when somebody tries to sign in as alice, in its time. */
async function tryAs(irc: IrcWorld, secret: string): Promise<string | undefined> {
  const lines = await irc.connect().settled(["AUTHENTICATE PLAIN", plain("alice", secret)], DELAY);
  return codes(lines).at(-1);
}

describe("What somebody does with their account", () => {
  it.each([
    "PASSWD sesame another",
    "LOGOUT",
    "CERT LIST",
    "CERT ADD",
    "DEVICE LIST",
    "DEVICE ADD phone",
    "PERSISTENCE GET",
    "PERSISTENCE SET ON",
  ])("is for who is signed in: %s", (line) => {
    expect(world().join("guest").send(line)).toEqual([
      `:parley.test FAIL ${line.split(" ")[0]} ACCOUNT_REQUIRED :Sign in to an account first`,
    ]);
  });

  it.each(["CERT NONSENSE", "DEVICE NONSENSE"])("is none of what there is not: %s", async (line) => {
    const alice = await world().signIn("alice");
    expect(alice.send(line)).toEqual([
      `:parley.test FAIL ${line.split(" ")[0]} INVALID_PARAMS NONSENSE :Say one of ADD, DEL, LIST`,
    ]);
  });
});

describe("PASSWD", () => {
  it("gives the account another password, and ends all that was signed in by the one before", async () => {
    const irc = world();
    const [alice, other] = [await irc.signIn("alice"), await irc.signIn("alice")];
    const lines = await alice.settled(["DEVICE ADD phone"]);
    const token = / is (\S+)$/.exec(lines[0] ?? "")?.[1] ?? "";
    expect(await tryAs(irc, token)).toBe("903");
    expect(await alice.settled(["PASSWD sesame :open another", ""])).toEqual([
      ":parley.test NOTICE alice :Your account has another password: its devices are forgotten, and your other sessions are over",
    ]);
    expect(other.lines()).toEqual(["ERROR :The account has another password"]);
    expect(other.connection.closed).toBe(true);
    expect(await tryAs(irc, "sesame")).toBe("904");
    expect(await tryAs(irc, token)).toBe("904");
    expect(await tryAs(irc, "open another")).toBe("903");
  });

  it("asks for the password of now, answers a wrong one late, and takes no token for it", async () => {
    const irc = world();
    const alice = await irc.signIn("alice");
    const [line = ""] = alice.send("DEVICE ADD phone");
    const token = / is (\S+)$/.exec(line)?.[1] ?? "";
    const wrong =
      ":parley.test FAIL PASSWD WRONG_PASSWORD :That name and that password, or token, do not belong together.";
    expect(await alice.settled(["PASSWD guess another", "PING x"], DELAY - 1)).toEqual([]);
    expect(await alice.settled([], 1)).toEqual([wrong, ":parley.test PONG parley.test :x"]);
    expect(await alice.settled([`PASSWD ${token} another`], 2 * DELAY)).toEqual([wrong]);
    expect(await tryAs(irc, "sesame")).toBe("903");
  });

  it("bounds the tries, as signing in does", async () => {
    const irc = world();
    const alice = await irc.signIn("alice");
    for (let i = 0; i < RATES.wrongPerConnection.most; i++)
      await alice.settled(["PASSWD guess another"], DELAY * 2 ** i);
    expect(alice.connection.closed).toBe(true);
  });

  it.each([
    ["ab", "A password has at least 3 characters."],
    ["ALICE", "That is the account's name: choose another password."],
    ["se\u0007same", "A password has 3 characters at least, 1024 bytes at most, and no control characters."],
  ])("refuses %j as a new one before it looks at the old one", async (password, text) => {
    const alice = await world().signIn("alice");
    expect(alice.send(`PASSWD guess :${password}`)).toEqual([`:parley.test FAIL PASSWD BAD_PASSWORD :${text}`]);
  });

  it("says so when too many want that at once", async () => {
    const irc = createIrcWorld("#lobby", { passwords: { ...testPasswords(), make: async () => "busy" } });
    irc.account("alice");
    const alice = await irc.signIn("alice");
    expect(await alice.settled(["PASSWD sesame another", ""])).toEqual([
      ":parley.test FAIL PASSWD BUSY :Too many want that just now; try again.",
    ]);
  });

  it("asks for no password where there is none", async () => {
    const irc = createIrcWorld();
    irc.world.hub.run({ type: "register", account: "carol", subject: "https://idp.test carol" }, () => {});
    irc.world.commit();
    irc.world.hub.run({ type: "certificate-add", account: "carol", fingerprint: FINGERPRINT }, () => {});
    irc.world.commit();
    const carol = irc.connect({ certificate: FINGERPRINT });
    carol.send("CAP REQ sasl", "AUTHENTICATE EXTERNAL", "AUTHENTICATE +", "NICK carol", "USER c 0 * :C", "CAP END");
    expect((await carol.settled(["PASSWD * sesame"])).join()).toContain(
      "NOTICE carol :Your account has another password",
    );
    const lines = await irc.connect().settled(["AUTHENTICATE PLAIN", plain("carol", "sesame")]);
    expect(codes(lines).at(-1)).toBe("903");
  });
});

describe("LOGOUT", () => {
  it("signs out, in the view of the user's channels", async () => {
    const irc = world();
    const alice = await irc.signIn("alice", "account-notify");
    const watcher = irc.join("watcher", "account-notify");
    for (const client of [alice, watcher]) client.send("JOIN #a");
    alice.lines();
    expect(alice.send("LOGOUT")).toEqual([
      ":parley.test 901 alice alice!~alice@cloaked.test :You are now logged out",
      ":alice!~alice@cloaked.test ACCOUNT *",
    ]);
    expect(watcher.lines()).toEqual([":alice!~alice@cloaked.test ACCOUNT *"]);
    expect(codes(alice.send("LOGOUT"))).toEqual(["FAIL"]);
    expect(codes(await alice.settled(["AUTHENTICATE PLAIN", plain("alice", "sesame")]))).toContain("903");
  });

  it("is refused while others of the user's sessions stay signed in", async () => {
    const irc = world();
    const alice = await irc.signIn("alice");
    await irc.signIn("alice");
    expect(alice.send("LOGOUT")).toEqual([
      ":parley.test FAIL LOGOUT NOT_YOURS alice :Other sessions speak for this user: close them first.",
    ]);
  });
});

describe("CERT", () => {
  it("adds, lists and removes the connection's own certificate, which signs in meanwhile", async () => {
    const irc = world();
    const alice = await irc.signIn("alice", "", { certificate: FINGERPRINT });
    const external = (): string | undefined => {
      const client = irc.connect({ certificate: FINGERPRINT });
      return codes(client.send("AUTHENTICATE EXTERNAL", "AUTHENTICATE +")).at(-1);
    };
    expect(external()).toBe("904");
    expect(alice.send("CERT ADD")).toEqual([
      `:parley.test NOTICE alice :The certificate ${FINGERPRINT} signs you in from now on`,
    ]);
    expect(external()).toBe("903");
    expect(alice.send("cert list")).toEqual([
      `:parley.test NOTICE alice :Certificate ${FINGERPRINT}`,
      ":parley.test NOTICE alice :Your account has 1 certificate",
    ]);
    expect(alice.send("CERT ADD").join()).toContain(`FAIL CERT PROOF_EXISTS ${FINGERPRINT} `);
    expect(alice.send("CERT DEL")).toEqual([
      `:parley.test NOTICE alice :The certificate ${FINGERPRINT} signs you in no more`,
    ]);
    expect(external()).toBe("904");
    expect(alice.send("CERT DEL").join()).toContain(`FAIL CERT NO_SUCH_CERTIFICATE ${FINGERPRINT} `);
  });

  it("takes a fingerprint however it is written, and no other", async () => {
    const alice = await world().signIn("alice");
    const written = (FINGERPRINT.match(/../g) ?? []).join(":").toUpperCase();
    expect(alice.send(`CERT ADD ${written}`)).toEqual([
      `:parley.test NOTICE alice :The certificate ${FINGERPRINT} signs you in from now on`,
    ]);
    expect(alice.send("CERT ADD abc").join()).toContain("FAIL CERT BAD_COMMAND fingerprint ");
    expect(alice.send("CERT ADD")).toEqual([
      ":parley.test FAIL CERT INVALID_PARAMS :This connection has shown no certificate: say the fingerprint of one",
    ]);
  });
});

describe("DEVICE", () => {
  it("is made with a name, by which its owner knows it", async () => {
    const irc = world();
    const alice = await irc.signIn("alice");
    expect(alice.send("DEVICE ADD")).toEqual([":parley.test 461 alice DEVICE :Not enough parameters"]);
    expect(alice.send("DEVICE LIST")).toEqual([":parley.test NOTICE alice :Your account has 0 devices"]);
  });

  it("makes a token that is shown once, lists devices without it, and forgets one, whose sessions are over", async () => {
    const irc = world();
    const alice = await irc.signIn("alice");
    const lines = alice.send("DEVICE ADD my phone");
    expect(lines).toEqual([
      expect.stringMatching(/^:parley\.test NOTICE alice :The token of the device \w{8} is parley-\S{43}$/),
      ":parley.test NOTICE alice :It is not shown again: have the program say it as the password of your account",
    ]);
    const [, id = "", token = ""] = /device (\w+) is (\S+)$/.exec(lines[0] ?? "") ?? [];
    expect(alice.send("DEVICE LIST")[0]).toMatch(
      new RegExp(`^:parley\\.test NOTICE alice :Device ${id}, made 20\\S+Z, never used: my phone$`),
    );
    const phone = irc.connect();
    await phone.settled([
      "CAP LS 302",
      "AUTHENTICATE PLAIN",
      plain("alice", token),
      "NICK alice",
      "USER a 0 * :A",
      "CAP END",
    ]);
    const listed = alice.send("DEVICE LIST");
    expect(listed[0]).toMatch(new RegExp(`Device ${id}, made 20\\S+Z, used 20\\S+Z: my phone$`));
    expect(listed[1]).toBe(":parley.test NOTICE alice :Your account has 1 device");
    expect(listed.join()).not.toContain(token);
    expect(phone.lines().join()).not.toContain(token);
    expect(alice.send(`DEVICE DEL ${id}`)).toEqual([`:parley.test NOTICE alice :The device ${id} is forgotten`]);
    expect(phone.lines()).toEqual(["ERROR :This device was signed out"]);
    expect(await tryAs(irc, token)).toBe("904");
    expect(alice.send(`DEVICE DEL ${id}`)).toEqual([
      `:parley.test FAIL DEVICE NO_SUCH_DEVICE ${id} :There is no device of that id.`,
    ]);
  });
});

describe("UNREGISTER", () => {
  it("removes one's own account, with its password only", async () => {
    const irc = world();
    const alice = await irc.signIn("alice");
    expect((await alice.settled(["UNREGISTER alice"], DELAY)).join()).toContain("FAIL UNREGISTER WRONG_PASSWORD");
    expect((await alice.settled(["UNREGISTER alice guess"], 2 * DELAY)).join()).toContain(
      "FAIL UNREGISTER WRONG_PASSWORD",
    );
    expect(await alice.settled(["UNREGISTER ALICE sesame"])).toEqual(["ERROR :The account was removed"]);
    expect(await tryAs(irc, "sesame")).toBe("904");
    expect(codes(irc.join("alice").send("PING x"))).toEqual(["PONG"]);
  });

  it("removes nobody else's, unless one keeps order here and they do not", async () => {
    const irc = world();
    irc.account("root", "admin");
    const alice = await irc.signIn("alice");
    const text = "That is not yours to change.";
    for (const account of ["bob", "nobody", "root"]) {
      expect(await alice.settled([`UNREGISTER ${account} sesame`])).toEqual([
        `:parley.test FAIL UNREGISTER NOT_YOURS ${account} :${text}`,
      ]);
    }
    const root = await irc.signIn("root");
    expect(root.send("UNREGISTER bob")).toEqual([":parley.test NOTICE root :The account bob is no more"]);
    const toor = irc.operator("toor");
    expect(toor.send("UNREGISTER alice")).toEqual([":parley.test NOTICE toor :The account alice is no more"]);
    expect(alice.connection.closed).toBe(true);
    expect(toor.send("UNREGISTER root").join()).toContain("FAIL UNREGISTER NOT_YOURS root ");
  });
});
