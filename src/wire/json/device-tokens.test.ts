import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { RATES } from "../../core/rates.ts";
import { guessDelay } from "../wrong-passwords.ts";
import { tell, took } from "./testing.ts";
import { gather, passwordOf, tokenOf } from "./testing-people.ts";

const alice = { account: "alice", password: passwordOf("alice") };
const client = "a secret of alice, long enough";

describe("the token of a device in JSON", () => {
  it("is made on signing in with a password, once, and signs in from then on as the same user", async () => {
    const people = await gather();
    const first = people.connect();
    const made = await people.answer(first, { type: "hello", device: "phone", client, ...alice });
    expect(made).toMatchObject({ type: "ok", account: "alice", token: expect.stringMatching(/^parley-/) });
    const user = first.session.user?.id;
    const second = people.connect();
    const again = await people.answer(second, { type: "hello", client, token: made["token"], device: "phone" });
    expect(again).toMatchObject({ type: "ok", nick: "alice", account: "alice" });
    expect(again).not.toHaveProperty("token");
    expect(second.session.user?.id).toBe(user);
    const { devices } = await people.answer(second, { type: "account" });
    expect(devices).toEqual([expect.objectContaining({ id: made["id"], name: "phone", used: expect.any(Number) })]);
  });

  it("is as good as a password for the account of its name, and for no other", async () => {
    const people = await gather();
    const token = await tokenOf(people);
    expect(await people.answer(people.connect(), { type: "hello", account: "alice", token })).toMatchObject({
      account: "alice",
    });
    const connection = people.connect();
    tell(connection, { type: "hello", account: "bob", token });
    await people.settle();
    people.world.clock.advance(guessDelay(1));
    expect(took(connection)).toMatchObject([{ code: "wrong-password" }]);
  });

  it("is good for nothing once it is revoked, and its sessions are over", async () => {
    const people = await gather();
    const { id, token } = await people.answer(await people.enter("alice"), { type: "device-add", name: "phone" });
    const thief = people.connect();
    await people.ask(thief, { type: "hello", nick: "thief", token });
    expect(await people.answer(await people.enter("alice"), { type: "device-remove", id })).toMatchObject({
      type: "ok",
    });
    expect(took(thief)).toMatchObject([{ type: "goodbye", code: "signed-out" }]);
    expect(thief.closed).toBe(true);
    const again = people.connect();
    tell(again, { type: "hello", token });
    await people.settle();
    people.world.clock.advance(guessDelay(1));
    expect(took(again)).toMatchObject([{ code: "wrong-password" }]);
  });

  it("has the session that got it end with it", async () => {
    const people = await gather();
    const connection = people.connect();
    const { id } = await people.answer(connection, { type: "hello", device: "phone", ...alice });
    expect(await people.ask(connection, { type: "device-remove", id, ref: "9" })).toMatchObject([
      { type: "ok", ref: "9" },
      { type: "goodbye", code: "signed-out" },
    ]);
  });

  it("is told as refused if the account has too many in use, and one is signed in all the same", async () => {
    const people = await gather();
    for (let i = 1; i < LIMITS.devicesPerAccount; i++) {
      const token = await tokenOf(people);
      const hello = await people.answer(people.connect(), { type: "hello", nick: `nick${i}`, token });
      expect(hello).toMatchObject({ account: "alice" });
    }
    // The last one as a user of its own: the other one has room for one more session then.
    const guest = await people.enter("guest");
    const login = await people.answer(guest, { type: "login", token: await tokenOf(people) });
    expect(login).toMatchObject({ account: "alice" });
    const connection = people.connect();
    expect(await people.answer(connection, { type: "hello", device: "one more", ...alice })).toMatchObject({
      type: "ok",
      account: "alice",
      refused: [{ code: "server-full" }],
    });
  });

  it("signs in by a browser's cookie who says nothing of their own", async () => {
    const people = await gather();
    const token = await tokenOf(people);
    const browser = people.connect({ token });
    expect(await people.answer(browser, { type: "hello" })).toMatchObject({ nick: "alice", account: "alice" });
    const other = people.connect({ token });
    const bob = { account: "bob", password: passwordOf("bob") };
    expect(await people.answer(other, { type: "hello", ...bob })).toMatchObject({ account: "bob" });
  });

  it("makes who has a bad cookie a guest, and counts nothing", async () => {
    const people = await gather();
    for (let i = 0; i <= RATES.wrongPerAddress.most; i++) {
      const answer = await people.answer(people.connect({ token: "parley-of-yesterday" }), { type: "hello" });
      expect(answer).toMatchObject({ type: "ok" });
      expect(answer).not.toHaveProperty("account");
    }
    expect(await people.answer(people.connect(), { type: "hello", ...alice })).toMatchObject({ account: "alice" });
  });
});
