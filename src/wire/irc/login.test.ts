import { Buffer } from "node:buffer";
import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { RATES } from "../../core/rates.ts";
import type { Passwords } from "../passwords.ts";
import { testPasswords } from "../testing-passwords.ts";
import { codes, createIrcWorld, type IrcWorld, type TestClient } from "./testing.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const plain = (account: string, password: string): string => `AUTHENTICATE ${base64(`\0${account}\0${password}`)}`;

/** A world with the account `alice`, whose password is `sesame`, and nobody in it. */
async function withAlice(passwords: Passwords = testPasswords()): Promise<IrcWorld> {
  const irc = createIrcWorld("#lobby", { passwords, registration: "before-connect" });
  const maker = irc.connect();
  await maker.settled(["NICK alice", "REGISTER * * sesame", "QUIT"]);
  return irc;
}

/** A client that may sign in and has not said who it is. */
function ready(irc: IrcWorld, caps = "sasl"): TestClient {
  const client = irc.connect();
  client.send(`CAP REQ :${caps}`);
  return client;
}

describe("SASL PLAIN", () => {
  it("signs in before registration, and the user has the account from the beginning", async () => {
    const irc = await withAlice();
    const watcher = irc.join("watcher", "extended-join account-tag");
    watcher.send("JOIN #tea");
    const client = ready(irc);
    expect(client.send("AUTHENTICATE PLAIN")).toEqual([":parley.test AUTHENTICATE +"]);
    expect(await client.settled([plain("ALICE", "sesame")])).toEqual([
      ":parley.test 900 * *!*@cloaked.test alice :You are now logged in as alice",
      ":parley.test 903 * :SASL authentication successful",
    ]);
    expect(codes(client.send("NICK Alice", "USER a 0 * :A", "CAP END"))).toContain("001");
    client.send("JOIN #tea");
    expect(watcher.lines()).toEqual(["@account=alice :Alice!~a@cloaked.test JOIN #tea alice :A"]);
    expect(watcher.send("WHOIS alice")).toContain(":parley.test 330 watcher Alice alice :is signed in as");
    expect(watcher.send("WHO Alice %na")).toContain(":parley.test 354 watcher Alice alice");
  });

  it("signs in after registration, in the view of the user's channels, and in to another account", async () => {
    const irc = await withAlice();
    await irc.connect().settled(["NICK bob", "REGISTER * * hunter2", "QUIT"]);
    const watcher = irc.join("watcher", "account-notify");
    const user = irc.join("someone", "sasl account-notify");
    watcher.send("JOIN #tea");
    user.send("JOIN #tea");
    watcher.lines();
    expect(await user.settled(["AUTHENTICATE PLAIN", plain("alice", "sesame")])).toEqual([
      ":parley.test AUTHENTICATE +",
      ":parley.test 900 someone someone!~someone@cloaked.test alice :You are now logged in as alice",
      ":parley.test 903 someone :SASL authentication successful",
      ":someone!~someone@cloaked.test ACCOUNT alice",
    ]);
    expect(watcher.lines()).toEqual([":someone!~someone@cloaked.test ACCOUNT alice"]);
    expect(codes(await user.settled(["AUTHENTICATE PLAIN", plain("bob", "hunter2")]))).toEqual([
      "AUTHENTICATE",
      "900",
      "903",
      "ACCOUNT",
    ]);
    expect(watcher.lines()).toEqual([":someone!~someone@cloaked.test ACCOUNT bob"]);
  });

  it("is said by the client itself: nobody can say afterwards for whom they speak", async () => {
    const client = ready(await withAlice());
    await client.settled(["AUTHENTICATE PLAIN", plain("alice", "sesame"), "CAP END"]);
    expect(codes(client.send("WEBIRC secret gateway host 192.0.2.1"))).toEqual(["462"]);
  });

  it("is offered, and may begin before registration whether it was asked for or not", async () => {
    const irc = await withAlice();
    expect(irc.connect().send("AUTHENTICATE PLAIN")).toEqual([":parley.test AUTHENTICATE +"]);
    expect(irc.connect().send("CAP LS 302").join()).toMatch(/ sasl=PLAIN,SCRAM-SHA-256 /);
    expect(irc.connect().send("CAP LS").join()).toMatch(/ sasl /);
  });

  it("does the same for a name without an account as for a wrong password", async () => {
    const passwords = testPasswords();
    const irc = await withAlice(passwords);
    const before = passwords.calls.length;
    const answers = [];
    for (const name of ["alice", "Nobody"]) {
      const client = ready(irc);
      answers.push(
        await client.settled(["AUTHENTICATE PLAIN", plain(name, "wrong")], RATES.wrongPerConnection.delayMs),
      );
    }
    expect(answers[0]).toEqual([":parley.test AUTHENTICATE +", ":parley.test 904 * :SASL authentication failed"]);
    expect(answers[1]).toEqual(answers[0]);
    expect(passwords.calls.slice(before)).toEqual(["matches c2FsdA==", "standIn nobody", "matches bm9ib2R5"]);
  });

  it("lets nobody in as somebody there is no account of, even if the stand-in matched", async () => {
    const passwords: Passwords = { ...testPasswords(), matches: async () => true };
    const client = ready(await withAlice(passwords));
    const lines = await client.settled(["AUTHENTICATE PLAIN", plain("nobody", "x")], RATES.wrongPerConnection.delayMs);
    expect(codes(lines)).toEqual(["AUTHENTICATE", "904"]);
  });

  it("answers wrong passwords later each time, and then ends the connection", async () => {
    const irc = await withAlice();
    const client = ready(irc);
    for (let i = 0; i < RATES.wrongPerConnection.most; i++) {
      const wait = RATES.wrongPerConnection.delayMs * 2 ** i;
      const attempt = ["AUTHENTICATE PLAIN", plain("alice", "guess")];
      expect(codes(await client.settled(attempt, wait - 1))).toEqual(["AUTHENTICATE"]);
      const last = i + 1 === RATES.wrongPerConnection.most;
      expect(codes(await client.settled([], 1))).toEqual(last ? ["904", "ERROR"] : ["904"]);
      expect(client.connection.closed).toBe(last);
    }
    expect(client.connection.notes).toEqual([`closed after ${RATES.wrongPerConnection.most} wrong passwords`]);
  });

  it("goes on with what the client sent meanwhile once the password is checked, in order", async () => {
    const irc = await withAlice();
    const client = ready(irc);
    const sent = ["AUTHENTICATE PLAIN", plain("alice", "sesame"), "NICK alice", "USER a 0 * :A", "CAP END", "PING x"];
    const answered = codes(await client.settled(sent));
    expect(answered.slice(0, 4)).toEqual(["AUTHENTICATE", "900", "903", "001"]);
    expect(answered.at(-1)).toBe("PONG");
    expect(client.connection.session.user?.account).toBe("alice");
  });

  it("still knows which line was not UTF-8 when its turn comes", async () => {
    const client = ready(await withAlice());
    client.send("AUTHENTICATE PLAIN");
    client.connection.send(`${plain("alice", "sesame")}\r\n`);
    client.connection.send(Uint8Array.from("NICK \xe8\r\n", (character) => character.charCodeAt(0)));
    const lines = await client.settled([""]);
    expect(lines.at(-1)).toBe(":parley.test FAIL NICK INVALID_UTF8 :That line is not UTF-8, and was left out");
  });

  it("sends a client away that sends too much in all, also if each password lets a little of it through", async () => {
    const irc = await withAlice({ ...testPasswords(), matches: async () => "busy" });
    const client = ready(irc);
    const attempt = ["AUTHENTICATE PLAIN", plain("alice", "guess")];
    const piece = `${[...attempt, ...Array.from({ length: 100 }, () => "")].join("\r\n")}\r\n`;
    for (let lines = 102; lines < LIMITS.ircWaitingLines; lines += 102) client.connection.send(piece);
    expect(await client.settled(["PING x"])).not.toContainEqual(expect.stringMatching("ERROR"));
    for (let i = 0; i < 2; i++) client.connection.send(piece);
    expect(client.connection.closed).toBe(true);
  });

  it("does not go on with what waits for a password when the client is gone", async () => {
    const irc = await withAlice();
    const client = ready(irc);
    client.send("AUTHENTICATE PLAIN");
    client.connection.send(`${plain("alice", "sesame")}\r\nNICK alice\r\nUSER a 0 * :A\r\nCAP END\r\n`);
    client.connection.drop();
    await irc.world.settle();
    irc.world.clock.advance(1_000);
    irc.world.commit();
    expect(irc.world.hub.state.users.size).toBe(0);
  });

  it("still does what a client asked that says nothing more", async () => {
    const irc = await withAlice();
    const client = ready(irc);
    client.send("AUTHENTICATE PLAIN");
    client.connection.send(`${plain("alice", "sesame")}\r\nNICK alice\r\nUSER a 0 * :A\r\nCAP END\r\n`);
    client.connection.end();
    const lines = codes(await client.settled([""]));
    expect(lines.slice(0, 3)).toEqual(["900", "903", "001"]);
    expect(client.connection.closed).toBe(true);
  });

  it("sends a client away that sends too much while its password is checked", async () => {
    const irc = await withAlice();
    const client = ready(irc);
    client.send("AUTHENTICATE PLAIN");
    client.connection.send(`${plain("alice", "sesame")}\r\n`);
    for (let bytes = 0; bytes <= LIMITS.ircWaitingBytes; bytes += 400) client.connection.send(`${"x".repeat(400)}\r\n`);
    expect(codes(client.lines())).toEqual(["ERROR"]);
    expect(client.connection.closed).toBe(true);
  });

  it("says so when too many want to sign in at once, which is not a wrong password", async () => {
    const irc = await withAlice({ ...testPasswords(), matches: async () => "busy" });
    const client = ready(irc);
    for (let i = 0; i <= RATES.wrongPerConnection.most; i++) {
      const [, answer] = await client.settled(["AUTHENTICATE PLAIN", plain("alice", "sesame")]);
      expect(answer).toBe(":parley.test 904 * :Too many want to sign in just now; try again.");
    }
  });
});

describe("AUTHENTICATE", () => {
  it("may be given up, and begun again", async () => {
    const client = ready(await withAlice());
    expect(codes(client.send("AUTHENTICATE PLAIN", "AUTHENTICATE *"))).toEqual(["AUTHENTICATE", "906"]);
    expect(codes(client.send("AUTHENTICATE PLAIN", "AUTHENTICATE !!!"))).toEqual(["AUTHENTICATE", "904"]);
    expect(codes(client.send("AUTHENTICATE PLAIN", "AUTHENTICATE +"))).toEqual(["AUTHENTICATE", "904"]);
    expect(codes(client.send("AUTHENTICATE PLAIN", `AUTHENTICATE ${"A".repeat(401)}`))).toEqual([
      "AUTHENTICATE",
      "905",
    ]);
    expect(codes(await client.settled(["authenticate plain", plain("alice", "sesame")]))).toContain("903");
  });

  it("names the mechanisms to who asks for another", async () => {
    const client = ready(await withAlice());
    expect(client.send("AUTHENTICATE EXTERNAL")).toEqual([
      ":parley.test 908 * PLAIN,SCRAM-SHA-256 :are available SASL mechanisms",
      ":parley.test 904 * :SASL authentication failed",
    ]);
  });

  it("is over when the client registers without waiting for its end", async () => {
    const client = ready(await withAlice());
    const answers = codes(client.send("AUTHENTICATE PLAIN", "NICK bob", "USER b 0 * :B", "CAP END"));
    expect(answers.slice(0, 3)).toEqual(["AUTHENTICATE", "906", "001"]);
    expect(client.connection.session.user?.account).toBeUndefined();
  });

  it("is answered with its label once the password is checked", async () => {
    const client = ready(await withAlice(), "sasl labeled-response batch");
    client.send("AUTHENTICATE PLAIN");
    const lines = await client.settled([`@label=x ${plain("alice", "sesame")}`]);
    expect(lines[0]).toMatch(/^@label=x :parley.test BATCH \+\S+ labeled-response$/);
    expect(codes(lines)).toEqual(["BATCH", "900", "903", "BATCH"]);
  });
});

describe("SASL SCRAM-SHA-256", () => {
  it("proves the password without saying it, and fails as PLAIN does", async () => {
    // What passes for HMAC here is the real one; the verifier is that of the example of RFC 7677.
    const verifier = {
      salt: "W22ZaJ0SNY7soEsUEjb6gQ==",
      iterations: 4096,
      storedKey: "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=",
      serverKey: "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
    };
    const irc = createIrcWorld("#lobby", {
      passwords: {
        ...testPasswords(),
        hash: (bytes) => createHash("sha256").update(bytes).digest(),
        hmac: (key, bytes) => createHmac("sha256", key).update(bytes).digest(),
        nonce: () => "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
      },
    });
    irc.connect().connection.session.submit({ type: "register", account: "user", verifier }, () => {});
    irc.world.commit();
    const first = `AUTHENTICATE ${base64("n,,n=user,r=rOprNGfwEbeRWgbNEkqO")}`;
    const final = (proof: string): string =>
      `AUTHENTICATE ${base64(`c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=${proof}`)}`;
    const client = ready(irc);
    const wrong = ["AUTHENTICATE SCRAM-SHA-256", first, final("eHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")];
    expect(codes(await client.settled(wrong))).toEqual(["AUTHENTICATE", "AUTHENTICATE"]);
    expect(codes(await client.settled([], RATES.wrongPerConnection.delayMs))).toEqual(["904"]);
    const right = ["AUTHENTICATE SCRAM-SHA-256", first, final("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")];
    const [, , proof] = client.send(...right);
    expect(proof).toBe(`:parley.test AUTHENTICATE ${base64("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")}`);
    expect(codes(client.send("AUTHENTICATE +"))).toEqual(["900", "903"]);
  });
});
