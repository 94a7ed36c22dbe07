import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { RATES } from "../../core/rates.ts";
import type { Connection } from "../testing.ts";
import { guessDelay } from "../wrong-passwords.ts";
import { tell, took } from "./testing.ts";
import { gather, type People, passwordOf } from "./testing-people.ts";

const alice = { account: "alice", password: passwordOf("alice") };
const client = "a secret of alice, long enough";

describe("hello in JSON", () => {
  it("signs in with a password before anybody sees the user, who has the account's nick", async () => {
    const people = await gather();
    const connection = people.connect();
    expect(await people.ask(connection, { type: "hello", ref: "1", ...alice })).toMatchObject([
      { type: "ok", ref: "1", nick: "alice", account: "alice", joined: [] },
    ]);
    expect(connection.session.user).toMatchObject({ nick: "alice", account: "alice" });
  });

  it("tells the role, and what one has to know to get in", async () => {
    const people = await gather({ access: "invite", registration: "none", guests: "read" });
    const olga = { account: "olga", password: passwordOf("olga") };
    expect(await people.answer(people.connect(), { type: "hello", nick: "o", ...olga })).toMatchObject({
      nick: "o",
      account: "olga",
      role: "owner",
      access: { mode: "invite", register: false, guests: "read" },
    });
    const open = await gather();
    const guest = await open.answer(open.connect(), { type: "hello" });
    expect(guest).toMatchObject({ access: { mode: "open", register: true } });
    expect(guest).not.toHaveProperty("account");
    const closed = await gather({ access: "accounts", guests: "none" });
    expect(await closed.answer(closed.connect(), { type: "hello", ...alice })).toMatchObject({
      access: { mode: "accounts", register: false },
    });
  });

  it("lets nobody in without an account where that is needed", async () => {
    const people = await gather({ access: "accounts", guests: "none" });
    expect(await people.answer(people.connect(), { type: "hello" })).toMatchObject({ code: "account-needed" });
    expect(await people.answer(people.connect(), { type: "hello", ...alice })).toMatchObject({ type: "ok" });
  });

  it("tells who has not signed in nothing of who is here, where that is needed", async () => {
    const answers: unknown[] = [];
    for (const isHere of [true, false]) {
      const people = await gather({ access: "accounts", guests: "none" });
      if (isHere) await people.enter("alice");
      const stranger = people.connect();
      const asked = [
        { type: "hello", nick: "alice" },
        { type: "hello", nick: "alice", client: "c".repeat(32) },
        { type: "whois", nick: "alice" },
        { type: "names", channel: "#lobby" },
        { type: "channels" },
        { type: "history", channel: "#lobby" },
        { type: "say", to: "alice", text: "hi" },
        { type: "register", account: "alice", password: "some password" },
      ];
      answers.push(await people.ask(stranger, ...asked));
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject([
      { code: "account-needed" },
      { code: "account-needed" },
      ...Array.from({ length: 5 }, () => ({ code: "not-open" })),
      { code: "registration-closed" },
    ]);
  });

  it("wants a whole proof", async () => {
    const people = await gather();
    const connection = people.connect();
    for (const half of [{ account: "alice" }, { password: "x" }, { password: "x", token: "y" }]) {
      expect(await people.answer(connection, { type: "hello", ...half })).toMatchObject({ code: "bad-command" });
    }
    const long = "a".repeat(LIMITS.nickBytes + 1);
    expect(await people.answer(connection, { type: "hello", account: long, password: "x" })).toMatchObject({
      code: "bad-command",
    });
    expect(people.passwords.calls.filter((call) => call.startsWith("matches"))).toEqual([]);
  });

  it("says no secret again that is of the wrong kind", async () => {
    const people = await gather();
    const connection = people.connect();
    for (const field of ["password", "token", "client"]) {
      const answer = await people.answer(connection, { type: "hello", [field]: 271_828 });
      expect(answer).toMatchObject({ code: "bad-command", text: expect.stringContaining(field) });
      expect(JSON.stringify(answer)).not.toContain("271828");
    }
  });

  it("answers the same for a wrong password and for an account that there is not, after as much work", async () => {
    const people = await gather();
    const answers = [];
    for (const account of ["alice", "nobody"]) {
      const connection = people.connect();
      tell(connection, { type: "hello", account, password: "guess" });
      await people.settle();
      expect(took(connection)).toEqual([]);
      people.world.clock.advance(guessDelay(1));
      answers.push(took(connection));
    }
    expect(answers[0]).toMatchObject([{ type: "refused", code: "wrong-password" }]);
    expect(answers[1]).toEqual(answers[0]);
    expect(people.passwords.calls.filter((call) => call.startsWith("matches"))).toHaveLength(2);
  });

  it("answers each wrong password later, and ends the connection with the last", async () => {
    const people = await gather();
    const connection = people.connect();
    for (let tries = 1; tries <= RATES.wrongPerConnection.most; tries++) {
      tell(connection, { type: "hello", account: "alice", password: "guess" });
      await people.settle();
      people.world.clock.advance(guessDelay(tries) - 1);
      expect(took(connection)).toEqual([]);
      people.world.clock.advance(1);
      expect(took(connection)[0]).toMatchObject({ code: "wrong-password" });
    }
    expect(connection.closed).toBe(true);
    expect(connection.notes).toEqual(["closed after 5 wrong passwords"]);
  });

  it("says goodbye with that, and does nothing more of what waits", async () => {
    const people = await gather();
    const connection = people.connect();
    const guess = { type: "hello", account: "alice", password: "guess" };
    tell(connection, ...Array.from({ length: RATES.wrongPerConnection.most }, () => guess), {
      type: "hello",
      nick: "x",
    });
    for (let tries = 1; tries <= RATES.wrongPerConnection.most; tries++) {
      await people.settle();
      people.world.clock.advance(guessDelay(tries));
    }
    await people.settle();
    expect(took(connection).at(-1)).toMatchObject({ type: "goodbye", code: "too-many-tries" });
    expect(people.world.hub.state.users.size).toBe(0);
  });

  it("looks at no password of who is barred, not even at the right one", async () => {
    const people = await gather();
    for (let i = 0; i < RATES.wrongPerAccount.most; i++) {
      await wrong(people, people.connect({ peer: { host: `192.0.2.${i}`, port: 1 } }));
    }
    const looked = people.passwords.calls.length;
    const connection = people.connect();
    tell(connection, { type: "hello", ...alice });
    await people.settle();
    people.world.clock.advance(guessDelay(RATES.wrongPerConnection.most));
    expect(took(connection)).toMatchObject([{ code: "too-many-tries" }]);
    expect(people.passwords.calls.length).toBe(looked);
  });

  it("is refused at once, and not counted, while too many passwords are worked on", async () => {
    const people = await gather();
    const busy = { ...people.passwords, matches: async () => "busy" as const };
    const there = await gather({ passwords: busy });
    const connection = there.connect();
    expect(await there.answer(connection, { type: "hello", ...alice })).toMatchObject({ code: "busy" });
    expect(await there.answer(connection, { type: "hello", nick: "x" })).toMatchObject({ type: "ok" });
  });

  it("keeps the order of what is asked behind a slow password check", async () => {
    const people = await gather();
    const connection = people.connect();
    const came = await people.ask(
      connection,
      { type: "hello", ref: "a", ...alice },
      { type: "join", channel: "#tea", ref: "b" },
      { type: "say", to: "#tea", text: "hello", ref: "c" },
      { type: "names", channel: "#tea", ref: "d" },
      { type: "part", channel: "#elsewhere", ref: "e" },
      { type: "account", ref: "f" },
      { type: "ping", ref: "g" },
      { type: "bye", ref: "h" },
    );
    const answers = came.filter(({ type }) => type === "ok" || type === "refused");
    expect(answers.map(({ ref }) => ref).join("")).toBe("abcdefgh");
    expect(answers.filter(({ type }) => type === "refused").map(({ ref }) => ref)).toEqual(["e"]);
    expect(connection.closed).toBe(true);
  });

  it("keeps it behind a wrong one too, and behind one that is refused by the core", async () => {
    const people = await gather();
    await people.enter("someone");
    const connection = people.connect();
    tell(
      connection,
      { type: "hello", ref: "a", account: "alice", password: "guess" },
      { type: "hello", ref: "b", ...alice, nick: "someone" },
      { type: "join", channel: "#tea", ref: "c" },
      { type: "hello", ref: "d", ...alice },
      { type: "join", channel: "#tea", ref: "e" },
    );
    await people.settle();
    expect(took(connection)).toEqual([]);
    people.world.clock.advance(guessDelay(1));
    await people.settle();
    const answers = took(connection).filter(({ type }) => type === "ok" || type === "refused");
    expect(answers.map(({ ref, code = "ok" }) => `${ref} ${code}`)).toEqual([
      "a wrong-password",
      "b nick-in-use",
      "c not-open",
      "d ok",
      "e ok",
    ]);
  });

  it("answers all to who has said all they will say", async () => {
    const people = await gather();
    const connection = people.connect();
    tell(connection, { type: "hello", ...alice }, { type: "join", channel: "#tea" }, { type: "account" });
    connection.end();
    await people.settle();
    expect(took(connection).filter(({ type }) => type === "ok")).toHaveLength(3);
    expect(connection.closed).toBe(true);
  });

  it("has a connection soon not be read any more while a password is worked on", async () => {
    const people = await gather();
    const connection = people.connect();
    tell(connection, { type: "hello", ...alice });
    const line = { type: "say", to: "#tea", text: "x".repeat(LIMITS.lineBytes / 2) };
    tell(connection, line, line, line);
    expect(connection.session.isBehind).toBe(false);
    tell(connection, line);
    expect(connection.session.isBehind).toBe(true);
    await people.settle();
    expect(connection.session.isBehind).toBe(false);
    expect(took(connection).map(({ code }) => code)).toEqual([undefined, ...Array(4).fill("no-such-channel")]);
  });

  it("refuses what is more than the server holds meanwhile, and keeps the rest", async () => {
    const people = await gather();
    const connection = people.connect();
    tell(connection, { type: "hello", ...alice });
    for (let i = 0; i <= LIMITS.waitingLines; i++) tell(connection, { type: "whois", nick: "alice", ref: `${i}` });
    expect(took(connection)).toMatchObject([{ type: "refused", ref: `${LIMITS.waitingLines}`, code: "busy" }]);
    await people.settle();
    expect(took(connection)).toHaveLength(1 + LIMITS.waitingLines);
    tell(connection, { type: "login", ...alice });
    for (let i = 0; i < LIMITS.waitingLines; i++) tell(connection, { type: "whois", nick: "alice" });
    await people.settle();
    const answers = took(connection);
    expect(answers).toHaveLength(1 + LIMITS.waitingLines);
    expect(answers.every(({ type }) => type === "ok")).toBe(true);
  });

  it("does nothing more for who is gone by the time the password was looked at", async () => {
    const people = await gather();
    const connection = people.connect();
    tell(connection, { type: "hello", ...alice });
    connection.drop();
    await people.settle();
    expect(people.world.hub.state.users.size).toBe(0);
  });

  it("refuses a stolen client secret without a sign-in, while its user is signed in", async () => {
    const people = await gather();
    await people.ask(people.connect(), { type: "hello", client, ...alice });
    expect(await people.answer(people.connect(), { type: "hello", client })).toMatchObject({ code: "account-needed" });
    const other = people.connect();
    await people.ask(other, { type: "hello", client, account: "bob", password: passwordOf("bob") });
    expect(other.session.user).toMatchObject({ nick: "bob", account: "bob" });
  });

  it("looks at no password of who has come in already", async () => {
    const people = await gather();
    const connection = await people.enter("someone");
    expect(await people.answer(connection, { type: "hello", ...alice })).toMatchObject({ code: "already-open" });
    expect(people.passwords.calls.some((call) => call.startsWith("matches"))).toBe(false);
  });

  it("refuses one who is banned, and tells why", async () => {
    const people = await gather();
    await people.control({ type: "ban-add", account: "alice", reason: "Spam" });
    expect(await people.answer(people.connect(), { type: "hello", ...alice })).toMatchObject({
      code: "server-banned",
      text: "You are banned from this server: Spam",
    });
  });
});

/** One wrong password, with its answer. */
async function wrong(people: People, connection: Connection): Promise<void> {
  tell(connection, { type: "hello", account: "alice", password: "guess" });
  await people.settle();
  people.world.clock.advance(guessDelay(1));
}
