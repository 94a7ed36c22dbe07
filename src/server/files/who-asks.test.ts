import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { RATES } from "../../core/rates.ts";
import { identityOf } from "../../core/state.ts";
import { irc } from "../../wire/irc/irc.ts";
import { createWorld, type World } from "../../wire/testing.ts";
import { type TestPasswords, testPasswords } from "../../wire/testing-passwords.ts";
import { guessDelay, WrongPasswords } from "../../wire/wrong-passwords.ts";
import { Tickets } from "../tickets.ts";
import { type Doorkeeping, readBasic, WhoAsks } from "./who-asks.ts";

const HOME = "192.0.2.1";

const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

/** A server with the account `Alice`, whose password is `sesame`. */
class Door {
  readonly world: World = createWorld();
  readonly tickets: Tickets = new Tickets(() => this.world.clock.now());
  readonly passwords: TestPasswords = testPasswords();
  readonly wrong: WrongPasswords;
  readonly waits: number[] = [];
  readonly whoAsks: WhoAsks;

  constructor(more: Partial<Doorkeeping> = {}, rateLimits = true) {
    this.wrong = new WrongPasswords(rateLimits);
    this.whoAsks = new WhoAsks({
      hub: this.world.hub,
      tickets: this.tickets,
      passwords: this.passwords,
      wrong: this.wrong,
      clock: () => this.world.clock.now(),
      wait: async (ms) => this.waits.push(ms),
      ...more,
    });
    const maker = this.world.connect(this.world.listen(irc)).session;
    const verifier = { salt: "c2FsdA==", iterations: 4096, storedKey: "stored sesame", serverKey: "AAAA" };
    maker.submit({ type: "register", account: "Alice", verifier }, () => {});
    this.world.commit();
  }

  /** Who it is, by their identity, or the status of the answer. */
  async ask(authorization: string | undefined, address = HOME): Promise<string | number> {
    const found = await this.whoAsks.find(authorization, address);
    return "status" in found ? found.status : found.identity;
  }

  /** Tries wrong passwords, each for an account of its own if none is given. */
  async guess(count: number, addressOf: (i: number) => string, account?: string): Promise<void> {
    for (let i = 0; i < count; i++) {
      expect(await this.ask(basic(account ?? `somebody${i}`, "guess"), addressOf(i))).toBe(401);
    }
  }
}

describe("A ticket", () => {
  it("stands for the user of its session, as long as that is there", async () => {
    const door = new Door();
    const client = door.world.connect(door.world.listen(irc));
    const bearer = `Bearer ${door.tickets.issue(client.session.id)}`;
    expect(await door.ask(bearer)).toBe(401);
    client.send("NICK bob\r\nUSER bob 0 * :Bob\r\n");
    door.world.commit();
    const { user } = client.session;
    expect(await door.ask(bearer)).toBe(user && identityOf(user));
    expect(await door.ask(bearer.replace("Bearer", "bearer "))).toBe(user && identityOf(user));
    client.drop();
    expect(await door.ask(bearer)).toBe(401);
  });

  it("that is nobody's is refused in a way that makes no browser ask a person", async () => {
    const door = new Door();
    const found = await door.whoAsks.find("Bearer nonsense", HOME);
    expect(found).toMatchObject({ status: 401, headers: { "www-authenticate": ['Bearer realm="Parley"'] } });
  });
});

describe("A password", () => {
  it("opens an account, however its name is written, and nobody else's", async () => {
    const door = new Door();
    const asked = [
      basic("Alice", "sesame"),
      basic("ALICE", "sesame"),
      basic("alice", "Sesame"),
      basic("bob", "sesame"),
    ];
    const answers: unknown[] = [];
    for (const authorization of asked) answers.push(await door.ask(authorization));
    expect(answers).toEqual(["alice", "alice", 401, 401]);
    expect(await door.ask(basic("alice", "ses\u00ADame"))).toBe("alice");
  });

  it("that is wrong costs as much for an account that there is as for another", async () => {
    const door = new Door();
    const before = door.passwords.calls.length;
    await door.ask(basic("alice", "guess"));
    await door.ask(basic("nobody", "guess"));
    expect(door.passwords.calls.slice(before)).toEqual(["matches c2FsdA==", "standIn nobody", "matches bm9ib2R5"]);
    expect(door.waits).toEqual([RATES.wrongPerConnection.delayMs, RATES.wrongPerConnection.delayMs]);
  });

  it.each([
    undefined,
    "",
    "Basic",
    "Basic !!!",
    "Basic YWxpY2U=",
    "Basic OnNlc2FtZQ==",
    "Digest abc",
    "Basic /////w==",
  ])("is asked for where there is none: %j", async (authorization) => {
    const door = new Door();
    const found = await door.whoAsks.find(authorization, HOME);
    expect(found).toMatchObject({
      status: 401,
      headers: { "www-authenticate": [expect.any(String), expect.any(String)] },
    });
    expect(door.waits).toEqual([]);
  });

  it("is not looked at when too many were wrong from that address, and answered last", async () => {
    const door = new Door();
    await door.guess(RATES.wrongPerAddress.most, () => HOME);
    const before = door.passwords.calls.length;
    expect(await door.whoAsks.find(basic("alice", "sesame"), HOME)).toMatchObject({
      status: 429,
      headers: { "retry-after": String(RATES.wrongPerAddress.ms / 1_000) },
      body: { text: "Too many wrong passwords came from there; try again in some minutes." },
    });
    expect(door.passwords.calls.length).toBe(before);
    expect(door.waits.at(-1)).toBe(guessDelay(RATES.wrongPerConnection.most));
    expect(await door.ask(basic("alice", "sesame"), "192.0.2.2")).toBe("alice");
    door.world.clock.advance(RATES.wrongPerAddress.ms);
    expect(await door.ask(basic("alice", "sesame"))).toBe("alice");
  });

  it("is not looked at when too many were wrong for that account, from wherever", async () => {
    const door = new Door({}, false);
    await door.guess(RATES.wrongPerAccount.most, (i) => `192.0.2.${i}`, "alice");
    expect(await door.ask(basic("alice", "sesame"), "198.51.100.1")).toBe(429);
  });

  it("counts here and in IRC alike", async () => {
    const door = new Door();
    await door.guess(RATES.wrongPerAddress.most, () => HOME);
    const dialect = door.world.listen(irc, {}, "#lobby", { passwords: door.passwords, wrong: door.wrong });
    const client = door.world.connect(dialect, { peer: { host: HOME, port: 1 } });
    client.send("AUTHENTICATE PLAIN\r\nAUTHENTICATE AGFsaWNlAHNlc2FtZQ==\r\n");
    await door.world.settle();
    door.world.clock.advance(guessDelay(RATES.wrongPerConnection.most));
    expect(client.take()).toMatch(/ 904 /);
  });

  it("that is tried together with others is not told of if they were wrong too often by then", async () => {
    let look = (): void => {};
    const looking = new Promise<void>((resolve) => {
      look = resolve;
    });
    const slow = testPasswords();
    const matches: TestPasswords["matches"] = async (...asked) => {
      await looking;
      return slow.matches(...asked);
    };
    const door = new Door({ passwords: { ...slow, matches } });
    const guesses = Array.from({ length: RATES.wrongPerAddress.most }, (_, i) =>
      door.ask(basic(`somebody${i}`, "guess")),
    );
    const right = door.ask(basic("alice", "sesame"));
    look();
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([401]));
    expect(await right).toBe(429);
  });

  it("is put off when too many wait", async () => {
    const door = new Door({ passwords: { ...testPasswords(), matches: async () => "busy" } });
    expect(await door.whoAsks.find(basic("alice", "sesame"), HOME)).toMatchObject({
      status: 503,
      headers: { "retry-after": expect.any(String) },
    });
  });
});

it("reads names and passwords of Basic authentication", () => {
  const read = (text: string): unknown => readBasic(Buffer.from(text).toString("base64"));
  expect(read("alice:open:sesame")).toEqual({ account: "alice", password: "open:sesame" });
  expect(read("älice:ſesame")).toEqual({ account: "älice", password: "sesame" });
  expect(["alice:", ":x", "alice", "alice:\u0007", `${"a".repeat(65)}:x`].map(read)).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
  expect(read(`alice:${"x".repeat(LIMITS.accountPasswordBytes)}`)).toBeDefined();
  expect(read(`alice:${"x".repeat(LIMITS.accountPasswordBytes + 1)}`)).toBeUndefined();
});
