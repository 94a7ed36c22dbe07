import { describe, expect, it } from "vitest";
import { gather } from "./testing-people.ts";

const pushKey = `B${"k".repeat(86)}`;
const endpoint = "https://push.example/secret-endpoint";
const keys = { p256dh: `B${"p".repeat(86)}`, auth: "a".repeat(22) };
const add = { type: "push-add", endpoint, keys };

describe("Web Push in JSON", () => {
  it("is offered to whoever comes in, by the server's key", async () => {
    const hello = { type: "hello", nick: "guest" };
    const people = await gather({ pushKey });
    expect(await people.answer(people.connect(), hello)).toMatchObject({ type: "ok", pushKey });
    const without = await gather();
    expect(await without.answer(without.connect(), hello)).not.toHaveProperty("pushKey");
  });

  it("is asked for as a browser's own PushSubscription has it, and given up", async () => {
    const people = await gather({ pushKey });
    const alice = await people.enter("alice");
    expect(await people.answer(alice, { ...add, expirationTime: null })).toMatchObject({ type: "ok" });
    const { accounts } = people.world.hub.state;
    expect([...(accounts.get("alice")?.pushes.values() ?? [])]).toEqual([{ endpoint, ...keys }]);
    expect(await people.answer(alice, { type: "push-remove", endpoint })).toMatchObject({ type: "ok" });
    expect(accounts.get("alice")?.pushes.size).toBe(0);
  });

  it("is told nobody: what is asked about an account says nothing of it", async () => {
    const people = await gather({ pushKey });
    const alice = await people.enter("alice");
    const olga = await people.enter("olga");
    const said = [
      ...(await people.ask(alice, add, { type: "account" })),
      ...(await people.ask(olga, { type: "account", account: "alice" }, { type: "accounts" })),
    ];
    expect(said).toHaveLength(4);
    const text = JSON.stringify(said);
    for (const secret of [endpoint, keys.p256dh, keys.auth]) expect(text).not.toContain(secret);
  });

  it("is for those with an account, and with a browser", async () => {
    const people = await gather({ pushKey });
    const guest = await people.enter("guest");
    expect(await people.answer(guest, add)).toMatchObject({ type: "refused", code: "no-account" });
    const alice = await people.enter("alice");
    for (const bad of [
      { ...add, keys: { auth: keys.auth } },
      { ...add, endpoint: "http://push.example/" },
    ]) {
      expect(await people.answer(alice, bad)).toMatchObject({ type: "refused", code: "bad-command" });
    }
    expect(await people.control(add)).toMatchObject([{ type: "refused" }]);
  });

  it("is refused by a server that sends no pushes", async () => {
    const people = await gather();
    expect(await people.answer(await people.enter("alice"), add)).toMatchObject({ code: "unavailable" });
  });
});
