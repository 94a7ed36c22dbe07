import { Buffer } from "node:buffer";
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { RATES } from "../../core/rates.ts";
import type { Bearer } from "../conversation.ts";
import { testDigest } from "../testing.ts";
import { testPasswords } from "../testing-passwords.ts";
import { codes, createIrcWorld, type IrcWorld, plain, type TestClient } from "./testing.ts";

const FINGERPRINT = "ab".repeat(32);
const OTHER = "cd".repeat(32);
const DELAY = RATES.wrongPerConnection.delayMs;

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const said = (text: string): string => `AUTHENTICATE ${base64(text)}`;

/** A world with alice, who has a device and a certificate. */
function world(settings: Parameters<typeof createIrcWorld>[1] = {}): IrcWorld {
  const irc = createIrcWorld("#lobby", settings);
  irc.account("alice");
  irc.account("bob");
  const device = { id: "phone", name: "Phone", digest: testDigest("parley-token") };
  irc.world.hub.run({ type: "device-add", account: "alice", device }, () => {});
  irc.world.hub.run({ type: "certificate-add", account: "alice", fingerprint: FINGERPRINT }, () => {});
  irc.world.commit();
  return irc;
}

function register(client: TestClient, nick = "alice"): string[] {
  return codes(client.send(`NICK ${nick}`, "USER a 0 * :A", "CAP END"));
}

function deviceOf({ world: { hub } }: IrcWorld, client: TestClient): string | undefined {
  return hub.state.sessions.get(client.connection.session.id)?.device;
}

describe("A device's token", () => {
  it("is taken in place of the password, and the session is the device's", async () => {
    const irc = world();
    const client = irc.connect();
    expect(codes(await client.settled(["CAP REQ sasl", "AUTHENTICATE PLAIN", plain("alice", "parley-token")]))).toEqual(
      ["CAP", "AUTHENTICATE", "900", "903"],
    );
    expect(register(client)).toContain("001");
    expect(client.connection.session.user?.account).toBe("alice");
    expect(deviceOf(irc, client)).toBe("phone");
  });

  it("is taken of a user too", async () => {
    const irc = world();
    const client = irc.join("guest");
    expect(codes(await client.settled(["AUTHENTICATE PLAIN", plain("alice", "parley-token")]))).toContain("903");
    expect(deviceOf(irc, client)).toBe("phone");
  });

  it("is of no use with another name, or once it was revoked", async () => {
    const irc = world();
    const wrong = await irc.connect().settled(["AUTHENTICATE PLAIN", plain("bob", "parley-token")], DELAY);
    expect(codes(wrong)).toEqual(["AUTHENTICATE", "904"]);
    const half = irc.connect();
    await half.settled(["CAP LS 302", "AUTHENTICATE PLAIN", plain("alice", "parley-token")]);
    irc.world.hub.run({ type: "device-remove", account: "alice", id: "phone" }, () => {});
    irc.world.commit();
    const late = await irc.connect().settled(["AUTHENTICATE PLAIN", plain("alice", "parley-token")], DELAY);
    expect(codes(late)).toEqual(["AUTHENTICATE", "904"]);
    half.lines();
    expect(codes(half.send("NICK alice", "USER a 0 * :A", "CAP END"))).toEqual(["901", "433"]);
  });
});

describe("Who has signed in and is not somebody yet", () => {
  it.each([
    ["got another password", { type: "passwd", account: "alice", verifier: { ...testPasswords().standIn("x") } }],
    ["was removed", { type: "unregister", account: "alice" }],
  ] as const)("is signed out when the account %s", async (_what, act) => {
    const irc = world();
    const client = irc.connect();
    await client.settled(["CAP LS 302", "AUTHENTICATE PLAIN", plain("alice", "sesame")]);
    irc.world.hub.run(act, () => {});
    irc.world.commit();
    // Somebody else may have it by now.
    if (act.type === "unregister") irc.account("alice");
    expect(register(client, "guest").slice(0, 2)).toEqual(["901", "001"]);
    expect(client.connection.session.user?.account).toBeUndefined();
  });
});

describe("SASL EXTERNAL", () => {
  it("is offered to who has shown a certificate, and to nobody else", () => {
    const irc = world();
    expect(irc.connect({ certificate: OTHER }).send("CAP LS 302").join()).toMatch(
      / sasl=PLAIN,SCRAM-SHA-256,EXTERNAL /,
    );
    expect(irc.connect().send("CAP LS 302").join()).toMatch(/ sasl=PLAIN,SCRAM-SHA-256 /);
    expect(irc.connect().send("AUTHENTICATE EXTERNAL")).toEqual([
      ":parley.test 908 * PLAIN,SCRAM-SHA-256 :are available SASL mechanisms",
      ":parley.test 904 * :SASL authentication failed",
    ]);
  });

  it.each(["+", base64("alice"), base64("ALICE")])("signs in by the certificate: %s", async (asked) => {
    const client = world().connect({ certificate: FINGERPRINT });
    const lines = client.send("CAP REQ sasl", "AUTHENTICATE EXTERNAL", `AUTHENTICATE ${asked}`);
    expect(codes(lines)).toEqual(["CAP", "AUTHENTICATE", "900", "903"]);
    expect(register(client)).toContain("001");
    expect(client.connection.session.user?.account).toBe("alice");
  });

  it.each([
    [OTHER, "+"],
    [FINGERPRINT, base64("bob")],
    [OTHER, base64("alice")],
  ])("signs nobody in by the certificate %s as %s, which is no guess", (certificate, asked) => {
    const client = world().connect({ certificate });
    for (let i = 0; i <= RATES.wrongPerConnection.most; i++) {
      expect(codes(client.send("AUTHENTICATE EXTERNAL", `AUTHENTICATE ${asked}`))).toEqual(["AUTHENTICATE", "904"]);
    }
  });

  it("takes no certificate of a gateway for that of who comes by it", () => {
    const irc = world({ webirc: [{ digest: testDigest("secret"), address: "127.0.0.1" }] });
    const client = irc.connect({ certificate: FINGERPRINT });
    expect(codes(client.send("WEBIRC secret gateway host 192.0.2.1", "AUTHENTICATE EXTERNAL"))).toEqual(["908", "904"]);
  });
});

describe("SASL with a bearer token", () => {
  const bearer: Bearer = {
    check: async (token) => {
      if (token === "broken") throw new Error("nobody answers");
      return token === "alices" ? { account: "ALICE" } : token === "nobodys" ? { account: "nobody" } : undefined;
    },
  };
  const oauth = (token: string, account = ""): string =>
    said(`n,${account && `a=${account}`},\x01host=parley.test\x01auth=Bearer ${token}\x01\x01`);
  const ircv3 = (token: string, account = ""): string => said(`${account}\0jwt\0${token}`);

  it("is offered where such are taken", () => {
    expect(world({ bearer }).connect().send("CAP LS 302").join()).toMatch(
      /sasl=PLAIN,SCRAM-SHA-256,OAUTHBEARER,IRCV3BEARER /,
    );
    expect(codes(world().connect().send("AUTHENTICATE OAUTHBEARER"))).toEqual(["908", "904"]);
  });

  it.each([
    ["OAUTHBEARER", oauth("alices")],
    ["OAUTHBEARER", oauth("alices", "alice")],
    ["IRCV3BEARER", ircv3("alices")],
    ["IRCV3BEARER", ircv3("alices", "Alice")],
  ])("signs in by %s", async (mechanism, message) => {
    const client = world({ bearer }).connect();
    const lines = await client.settled(["CAP LS 302", `AUTHENTICATE ${mechanism}`, message]);
    expect(lines).toContain(":parley.test 900 * *!*@cloaked.test alice :You are now logged in as alice");
    expect(codes(lines).slice(-1)).toEqual(["903"]);
    expect(register(client)).toContain("001");
  });

  it("takes long tokens", async () => {
    const long = "x".repeat(6_000);
    const tokens: Bearer = { check: async (token) => (token === long ? { account: "alice" } : undefined) };
    const client = world({ bearer: tokens }).connect();
    const text = base64(`\0jwt\0${long}`);
    const parts = Array.from({ length: Math.ceil(text.length / 400) }, (_, i) => text.slice(i * 400, (i + 1) * 400));
    const lines = await client.settled(["AUTHENTICATE IRCV3BEARER", ...parts.map((part) => `AUTHENTICATE ${part}`)]);
    expect(codes(lines)).toEqual(["AUTHENTICATE", "900", "903"]);
  });

  it.each(["guess", "nobodys", "alices"])("refuses by OAUTHBEARER in JSON first, then late: %s", async (token) => {
    const client = world({ bearer }).connect();
    const lines = await client.settled(["AUTHENTICATE OAUTHBEARER", oauth(token, "bob")]);
    expect(lines.at(-1)).toBe(`:parley.test AUTHENTICATE ${base64('{"status":"invalid_token"}')}`);
    expect(codes(await client.settled([said("\x01")], DELAY - 1))).toEqual([]);
    expect(codes(await client.settled([], 1))).toEqual(["904"]);
  });

  it.each(["guess", "nobodys", "alices"])("refuses by IRCV3BEARER late: %s", async (token) => {
    const client = world({ bearer }).connect();
    expect(codes(await client.settled(["AUTHENTICATE IRCV3BEARER", ircv3(token, "bob")], DELAY - 1))).toEqual([
      "AUTHENTICATE",
    ]);
    expect(codes(await client.settled([], 1))).toEqual(["904"]);
  });

  it("counts a token that is not good, and one whose refusal is not waited for, as a wrong try", async () => {
    const irc = world({ bearer });
    for (let i = 0; i < RATES.wrongPerAddress.most; i++) {
      const client = irc.connect();
      await client.settled(["AUTHENTICATE OAUTHBEARER", oauth("guess")]);
      client.connection.drop();
      irc.world.commit();
    }
    const client = irc.connect();
    expect(codes(await client.settled(["AUTHENTICATE IRCV3BEARER", ircv3("alices")]))).toEqual(["AUTHENTICATE"]);
    irc.world.clock.advance(DELAY * 2 ** (RATES.wrongPerConnection.most - 1));
    expect(codes(client.lines())).toEqual(["904"]);
  });

  it("says so when nobody can tell just now, which is no wrong try", async () => {
    const client = world({ bearer }).connect();
    for (let i = 0; i <= RATES.wrongPerConnection.most; i++) {
      const lines = await client.settled(["AUTHENTICATE OAUTHBEARER", oauth("broken")]);
      expect(lines.at(-1)).toBe(":parley.test 904 * :That could not be looked at just now; try again");
    }
  });
});

describe("A SCRAM exchange that somebody has listened to", () => {
  const hash = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
  const hmac = (key: Uint8Array, bytes: Uint8Array): Uint8Array => createHmac("sha256", key).update(bytes).digest();
  const salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
  const salted = pbkdf2Sync("pencil", Buffer.from(salt, "base64"), 4096, 32, "sha256");
  const verifier = {
    salt,
    iterations: 4096,
    storedKey: Buffer.from(hash(hmac(salted, Buffer.from("Client Key")))).toString("base64"),
    serverKey: Buffer.from(hmac(salted, Buffer.from("Server Key"))).toString("base64"),
  };

  it("proves nothing when its messages are said again, on the same connection or another", async () => {
    const irc = createIrcWorld("#lobby", { passwords: { ...testPasswords(), hash, hmac } });
    irc.world.hub.run({ type: "register", account: "carol", verifier }, () => {});
    irc.world.commit();
    const first = "n,,n=carol,r=clients";
    const client = irc.connect();
    const begun = client.send("CAP LS 302", "AUTHENTICATE SCRAM-SHA-256", said(first));
    const challenge = Buffer.from(begun.at(-1)?.split(" ")[2] ?? "", "base64").toString();
    const bare = `c=biws,${challenge.split(",")[0]}`;
    const clientKey = hmac(salted, Buffer.from("Client Key"));
    const signature = hmac(hash(clientKey), Buffer.from(`${first.slice(3)},${challenge},${bare}`));
    const proof = Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] ?? 0))).toString("base64");
    const last = said(`${bare},p=${proof}`);
    expect(codes(client.send(last, "AUTHENTICATE +"))).toEqual(["AUTHENTICATE", "900", "903"]);
    for (const again of [client, irc.connect()]) {
      const lines = await again.settled(["AUTHENTICATE SCRAM-SHA-256", said(first), last], DELAY);
      expect(codes(lines)).toEqual(["AUTHENTICATE", "AUTHENTICATE", "904"]);
      // With the nonce of now the old proof is as wrong.
      const now = await again.settled(["AUTHENTICATE SCRAM-SHA-256", said(first)]);
      const nonce = Buffer.from(now.at(-1)?.split(" ")[2] ?? "", "base64")
        .toString()
        .split(",")[0];
      expect(codes(await again.settled([said(`c=biws,${nonce},p=${proof}`)], DELAY * 2))).toEqual(["904"]);
    }
  });
});
