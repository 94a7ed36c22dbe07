import { describe, expect, it } from "vitest";
import { guessDelay } from "../wrong-passwords.ts";
import { tell, took } from "./testing.ts";
import { gather, passwordOf } from "./testing-people.ts";

const alice = { account: "alice", password: passwordOf("alice") };
const client = "a secret of alice, long enough";

describe("login in JSON", () => {
  it("signs a guest in, who is shown it as everybody is", async () => {
    const people = await gather();
    const connection = await people.enter("al");
    expect(await people.ask(connection, { type: "login", ref: "1", ...alice })).toMatchObject([
      { type: "account", account: "alice", from: { nick: "al" } },
      { type: "ok", ref: "1", account: "alice", seq: expect.any(Number) },
    ]);
    expect(await people.ask(connection, { type: "logout", ref: "2" })).toMatchObject([
      { type: "account" },
      { type: "ok", ref: "2" },
    ]);
    expect(connection.session.user).not.toHaveProperty("account");
  });

  it("gives a token if one is wanted, and takes one", async () => {
    const people = await gather();
    const connection = await people.enter("al");
    const { token, id } = await people.answer(connection, { type: "login", device: "phone", ...alice });
    expect(people.world.hub.state.sessions.get(connection.session.id)?.device).toBe(id);
    const other = await people.enter("al2");
    expect(await people.answer(other, { type: "login", token })).toMatchObject({ type: "ok", account: "alice" });
  });

  it("is for who has said hello, wants a whole proof, and is answered late if it is wrong", async () => {
    const people = await gather();
    expect(await people.answer(people.connect(), { type: "login", ...alice })).toMatchObject({ code: "not-open" });
    const connection = await people.enter("al");
    expect(await people.answer(connection, { type: "login" })).toMatchObject({ code: "bad-command" });
    tell(connection, { type: "login", token: "parley-wrong" }, { type: "whois", nick: "al", ref: "2" });
    await people.settle();
    expect(took(connection)).toEqual([]);
    people.world.clock.advance(guessDelay(1));
    await people.settle();
    expect(took(connection)).toMatchObject([{ code: "wrong-password" }, { type: "ok", ref: "2" }]);
  });

  it("is not for a user for whom others speak too", async () => {
    const people = await gather();
    const connection = people.connect();
    await people.ask(connection, { type: "hello", client });
    await people.ask(people.connect(), { type: "hello", client });
    expect(await people.answer(connection, { type: "login", ...alice })).toMatchObject({ code: "not-yours" });
  });
});
