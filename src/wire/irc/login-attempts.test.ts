import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { RATES } from "../../core/rates.ts";
import type { Settings } from "../conversation.ts";
import type { Connection } from "../testing.ts";
import { createWorld, type World } from "../testing.ts";
import { testPasswords } from "../testing-passwords.ts";
import { irc } from "./irc.ts";
import { codes } from "./testing.ts";

const LONGEST = RATES.wrongPerConnection.delayMs * 2 ** (RATES.wrongPerConnection.most - 1);

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const plain = (account: string, password: string): string[] => [
  "AUTHENTICATE PLAIN",
  `AUTHENTICATE ${base64(`\0${account}\0${password}`)}`,
];
const scram = (account: string): string[] => [
  "AUTHENTICATE SCRAM-SHA-256",
  `AUTHENTICATE ${base64(`n,,n=${account},r=x`)}`,
];

/** The client's last message, after so many first ones. */
const proof = (nonces: number): string => `AUTHENTICATE ${base64(`c=biws,r=xnonce${nonces},p=AAAA`)}`;

/** A server with the accounts `alice` and `zero`, and clients from any address. */
class Guessed {
  readonly #world: World = createWorld();
  readonly passwords: ReturnType<typeof testPasswords> = testPasswords();
  readonly connect: (host: string) => Connection;

  constructor(settings: Partial<Settings> = {}) {
    const dialect = this.#world.listen(irc, {}, "#lobby", { passwords: this.passwords, ...settings });
    this.connect = (host) => this.#world.connect(dialect, { peer: { host, port: 1 } });
    const maker = this.connect("192.0.2.99").session;
    for (const [account, storedKey] of [
      ["alice", "stored sesame"],
      // What passes for cryptography here takes the proof `AAAA` for it.
      ["zero", "AAAA"],
    ] as const) {
      const verifier = { salt: "c2FsdA==", iterations: 4096, storedKey, serverKey: "AAAA" };
      maker.submit({ type: "register", account, verifier }, () => {});
    }
    this.#world.commit();
  }

  /** What a connection is answered in `ms` milliseconds. */
  async ask(client: Connection, lines: readonly string[], ms: number = LONGEST): Promise<readonly string[]> {
    client.send(lines.map((line) => `${line}\r\n`).join(""));
    await this.#world.settle();
    this.pass(0);
    this.pass(ms);
    return codes(client.take().split("\r\n").slice(0, -1));
  }

  /** Tries wrong passwords, each on a connection of its own; for an account of its own too if none is given. */
  async guess(count: number, hostOf: (i: number) => string, account?: string): Promise<void> {
    for (let i = 0; i < count; i++) {
      const client = this.connect(hostOf(i));
      await this.ask(client, plain(account ?? `somebody${i}`, "guess"), 0);
      client.drop();
    }
  }

  pass(ms: number): void {
    this.#world.clock.advance(ms);
    this.#world.commit();
  }
}

const RIGHT = ["AUTHENTICATE", "900", "903"];
const BARRED = ["AUTHENTICATE", "904"];

describe("Wrong passwords of one address, over all its connections", () => {
  it("bar it from trying more, right ones too, which are not looked at and answered last", async () => {
    const it = new Guessed();
    await it.guess(RATES.wrongPerAddress.most - 1, () => "192.0.2.1");
    expect(await it.ask(it.connect("192.0.2.1"), plain("alice", "sesame"), 0)).toEqual(RIGHT);
    await it.guess(1, () => "192.0.2.1");
    const before = it.passwords.calls.length;
    const client = it.connect("192.0.2.1");
    expect(await it.ask(client, plain("alice", "sesame"), LONGEST - 1)).toEqual(["AUTHENTICATE"]);
    expect(await it.ask(client, [], 1)).toEqual(["904"]);
    expect(it.passwords.calls.length).toBe(before);
    expect(await it.ask(it.connect("192.0.2.2"), plain("alice", "sesame"))).toEqual(RIGHT);
  });

  it("are forgotten with time", async () => {
    const it = new Guessed();
    await it.guess(RATES.wrongPerAddress.most, () => "192.0.2.1");
    it.pass(RATES.wrongPerAddress.ms);
    expect(await it.ask(it.connect("192.0.2.1"), plain("alice", "sesame"))).toEqual(RIGHT);
  });

  it("count for the half of an IPv6 address", async () => {
    const it = new Guessed();
    await it.guess(RATES.wrongPerAddress.most, (i) => `2001:db8::${i}`);
    expect(await it.ask(it.connect("2001:db8::ffff"), plain("alice", "sesame"))).toEqual(BARRED);
    expect(await it.ask(it.connect("2001:db8:0:1::1"), plain("alice", "sesame"))).toEqual(RIGHT);
  });

  it("bar nobody where rates have no limits", async () => {
    const it = new Guessed({ rateLimits: false });
    await it.guess(RATES.wrongPerAddress.most, () => "192.0.2.1");
    expect(await it.ask(it.connect("192.0.2.1"), plain("alice", "sesame"))).toEqual(RIGHT);
  });

  it("count while a client goes away before the answer, or tries it with SCRAM and gives up in any way", async () => {
    const it = new Guessed();
    const ways = [[], ["AUTHENTICATE *"], ["AUTHENTICATE !!!"], ["AUTHENTICATE eA=="]];
    for (let i = 0; i < RATES.wrongPerAddress.most; i++) {
      expect(await it.ask(it.connect("192.0.2.2"), plain("alice", "sesame"), 0)).toEqual(RIGHT);
      const client = it.connect("192.0.2.2");
      await it.ask(client, [...scram(`somebody${i}`), ...(ways[i % ways.length] ?? [])], 0);
      client.drop();
      it.pass(0);
    }
    expect(await it.ask(it.connect("192.0.2.2"), plain("alice", "sesame"))).toEqual(BARRED);
    expect(await it.ask(it.connect("192.0.2.2"), scram("alice"))).toEqual(BARRED);
  });

  it("do not count an exchange that was left before the server said anything of the account", async () => {
    const it = new Guessed();
    for (let i = 0; i <= RATES.wrongPerAddress.most; i++) {
      const client = it.connect("192.0.2.1");
      await it.ask(client, ["AUTHENTICATE SCRAM-SHA-256", "AUTHENTICATE *", "AUTHENTICATE PLAIN"], 0);
      client.drop();
    }
    it.pass(0);
    expect(await it.ask(it.connect("192.0.2.1"), plain("alice", "sesame"))).toEqual(RIGHT);
  });
});

describe("A SCRAM exchange", () => {
  it("whose proof was right is no wrong try, also if the client goes away before its end", async () => {
    const it = new Guessed();
    for (let i = 1; i <= RATES.wrongPerAddress.most; i++) {
      const client = it.connect("192.0.2.1");
      const answers = await it.ask(client, [...scram("zero"), proof(i)], 0);
      expect(answers).toEqual(["AUTHENTICATE", "AUTHENTICATE", "AUTHENTICATE"]);
      client.drop();
    }
    it.pass(0);
    expect(await it.ask(it.connect("192.0.2.1"), plain("alice", "sesame"))).toEqual(RIGHT);
  });

  it("whose proof cannot be read is answered as late as a wrong one", async () => {
    const it = new Guessed();
    const client = it.connect("192.0.2.1");
    const answers = await it.ask(client, [...scram("zero"), "AUTHENTICATE eA=="], RATES.wrongPerConnection.delayMs - 1);
    expect(answers).toEqual(["AUTHENTICATE", "AUTHENTICATE"]);
    expect(await it.ask(client, [], 1)).toEqual(["904"]);
  });
});

describe("Wrong passwords for one account, from all addresses", () => {
  it.each([true, false])("bar everybody from trying more for it (limits on addresses: %s)", async (rateLimits) => {
    const it = new Guessed({ rateLimits });
    await it.guess(RATES.wrongPerAccount.most, (i) => `192.0.2.${i}`, "ALICE");
    expect(await it.ask(it.connect("198.51.100.1"), plain("alice", "sesame"))).toEqual(BARRED);
    expect(await it.ask(it.connect("198.51.100.1"), scram("Alice"))).toEqual(BARRED);
    expect(await it.ask(it.connect("198.51.100.1"), scram("bob"))).toEqual(["AUTHENTICATE", "AUTHENTICATE"]);
    it.pass(RATES.wrongPerAddress.ms);
    expect(await it.ask(it.connect("198.51.100.1"), plain("alice", "sesame"))).toEqual(RIGHT);
  });

  it.each([
    ["PLAIN", () => plain("alice", "sesame"), "alice"],
    ["SCRAM", (nonces: number) => [...scram("zero"), proof(nonces), "AUTHENTICATE +"], "zero"],
  ])("bar nobody from where %s was right before", async (_how, right, account) => {
    const it = new Guessed();
    expect((await it.ask(it.connect("198.51.100.1"), right(1))).slice(-2)).toEqual(["900", "903"]);
    await it.guess(RATES.wrongPerAccount.most, (i) => `192.0.2.${i}`, account);
    expect((await it.ask(it.connect("198.51.100.1"), right(2))).slice(-2)).toEqual(["900", "903"]);
    expect(await it.ask(it.connect("198.51.100.2"), scram(account))).toEqual(BARRED);
  });

  it("bar a proof that was begun before, though it is right", async () => {
    const it = new Guessed();
    const client = it.connect("198.51.100.1");
    expect(await it.ask(client, scram("zero"), 0)).toEqual(["AUTHENTICATE", "AUTHENTICATE"]);
    await it.guess(RATES.wrongPerAccount.most, (i) => `192.0.2.${i}`, "zero");
    expect(await it.ask(client, [proof(1)], LONGEST - 1)).toEqual([]);
    expect(await it.ask(client, [], 1)).toEqual(["904"]);
  });
});
