import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { RATES } from "../../core/rates.ts";
import { guessDelay } from "../wrong-passwords.ts";
import { tell, took } from "./testing.ts";
import { gather, passwordOf } from "./testing-people.ts";

const carol = { type: "register", account: "carol", password: "carol's password" };

describe("register in JSON", () => {
  it("signs in who has said hello, and gives a device's token if one is wanted", async () => {
    const people = await gather();
    const connection = await people.enter("carol");
    const came = await people.ask(connection, { ...carol, device: "laptop", ref: "1" });
    expect(came).toMatchObject([
      { type: "account", account: "carol" },
      { type: "ok", ref: "1", account: "carol", token: expect.stringMatching(/^parley-/), id: expect.any(String) },
    ]);
    const again = people.connect();
    expect(await people.answer(again, { type: "hello", token: came[1]?.["token"] })).toMatchObject({
      account: "carol",
    });
    expect(JSON.stringify(await people.ask(again, { type: "account" }, { type: "accounts" }))).not.toContain("parley-");
  });

  it.each([
    ["none", false, "registration-closed"],
    ["none", true, "registration-closed"],
    ["after-connect", false, "not-open"],
    ["after-connect", true, undefined],
    ["before-connect", false, undefined],
    ["before-connect", true, undefined],
  ] as const)("obeys the server: with %s and hello said: %s it is %s", async (registration, isHere, code) => {
    const people = await gather({ registration });
    const connection = isHere ? await people.enter("someone") : people.connect();
    const answer = await people.answer(connection, carol);
    expect(answer["code"]).toBe(code);
    expect(people.world.hub.state.accounts.has("carol")).toBe(code === undefined);
  });

  it.each(["none", "after-connect", "before-connect"] as const)(
    "takes an invite link where people come by invite, whatever the registration: %s",
    async (registration) => {
      const people = await gather({ registration, access: "invite", guests: "none" });
      const before = people.passwords.calls.length;
      const connection = people.connect();
      expect(await people.answer(connection, carol)).toMatchObject({ code: "registration-closed" });
      expect(await people.answer(connection, { ...carol, invite: "made up" })).toMatchObject({ code: "bad-invite" });
      expect(people.passwords.calls.slice(before)).toEqual([]);
      expect(people.world.hub.state.accounts.has("carol")).toBe(false);
      const alice = await people.answer(people.connect(), {
        type: "hello",
        account: "alice",
        password: passwordOf("alice"),
      });
      expect(alice).toMatchObject({ access: { mode: "invite", register: false } });
    },
  );

  it("is open to an invite link wherever it is closed else, and says to which channel that leads", async () => {
    const people = await gather({ registration: "none", access: "invite", guests: "none" });
    const [made] = await people.control({ type: "invite-add", channel: "#tea", role: "admin" });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^\w{8}$/),
      url: `https://parley.test/invite/${made?.["code"]}`,
    });
    const answer = await people.answer(people.connect(), { ...carol, invite: made?.["code"] });
    expect(answer).toMatchObject({ type: "ok", account: "carol", role: "admin", channel: "#tea" });
    expect(people.world.hub.state.accounts.get("carol")).toMatchObject({ role: "admin" });
  });

  it("refuses an invite link that is spent, over, revoked or none, before it tells of any account", async () => {
    const people = await gather({ registration: "none" });
    const until = people.world.clock.now() + 1_000;
    const links = await people.control({ type: "invite-add" }, { type: "invite-add", until }, { type: "invite-add" });
    const [spent, over, revoked] = links.map(({ code }) => code);
    expect(await people.answer(people.connect(), { ...carol, invite: spent })).toMatchObject({ type: "ok" });
    people.world.clock.advance(1_000);
    await people.control({ type: "invite-remove", id: links[2]?.["id"] });
    for (const invite of [spent, over, revoked, "made up", ""]) {
      for (const account of ["dora", "alice"]) {
        const answer = await people.answer(people.connect(), { ...carol, account, invite });
        expect(answer).toMatchObject({ type: "refused", code: "bad-invite" });
      }
    }
    expect(people.world.hub.state.accounts.has("dora")).toBe(false);
  });

  it("takes the whole link, too", async () => {
    const people = await gather({ registration: "none" });
    const [made] = await people.control({ type: "invite-add", channel: "#tea" });
    const invite = `${made?.["url"]}#sha256=${"0f".repeat(32)}`;
    expect(await people.answer(people.connect(), { ...carol, invite })).toMatchObject({ type: "ok", channel: "#tea" });
  });

  it("spends one use of a link for one account, also when two come at once", async () => {
    const people = await gather({ registration: "none" });
    const [made] = await people.control({ type: "invite-add" });
    const [one, other] = [people.connect(), people.connect()];
    tell(one, { ...carol, invite: made?.["code"] });
    tell(other, { ...carol, account: "dora", invite: made?.["code"] });
    await people.settle();
    expect([took(one)[0], took(other)[0]]).toMatchObject([{ type: "ok" }, { code: "bad-invite" }]);
  });

  it.each([
    ["alice", "a good password", "account-exists"],
    ["ALICE", "a good password", "account-exists"],
    ["7up", "a good password", "bad-nick"],
    ["someone", "a good password", "nick-in-use"],
    ["carol", "ab", "bad-password"],
    ["carol", "", "bad-password"],
    ["carol", "CAROL", "bad-password"],
    ["carol", "with\u0007bell", "bad-password"],
    ["carol", "x".repeat(LIMITS.accountPasswordBytes + 1), "bad-password"],
  ])("refuses the account %s with the password %j: %s", async (account, password, code) => {
    const people = await gather({ registration: "before-connect" });
    await people.enter("someone");
    const made = people.passwords.calls.length;
    expect(await people.answer(people.connect(), { type: "register", account, password })).toMatchObject({ code });
    expect(people.passwords.calls.slice(made)).not.toContain("make");
  });

  it("makes only so many accounts from one address, whoever asks there, but as many as who runs the server wants", async () => {
    const people = await gather({ registration: "before-connect" });
    const peer = { host: "2001:db8::1", port: 1 };
    for (let i = 0; i < RATES.registrationsPerAddress.most; i++) {
      await people.ask(people.connect({ peer }), { ...carol, account: `user${i}` });
    }
    const neighbour = { host: "2001:db8::2", port: 1 };
    const worked = people.passwords.calls.filter((call) => call === "make").length;
    expect(await people.answer(people.connect({ peer: neighbour }), carol)).toMatchObject({ code: "busy" });
    expect(people.passwords.calls.filter((call) => call === "make")).toHaveLength(worked);
    expect(await people.answer(people.connect({ peer: { host: "2001:db9::1", port: 1 } }), carol)).toMatchObject({
      type: "ok",
    });
    for (let i = 0; i < RATES.registrationsPerAddress.most; i++)
      await people.control({ ...carol, account: `more${i}` });
    expect(people.world.hub.state.accounts.size).toBeGreaterThan(2 * RATES.registrationsPerAddress.most);
  });
});

describe("passwd in JSON", () => {
  it("ends the account's other sessions and forgets its devices before it is answered", async () => {
    const people = await gather();
    const [device] = await people.control({ type: "device-add", account: "alice", name: "phone" });
    const other = people.connect();
    await people.ask(other, { type: "hello", token: device?.["token"] });
    const connection = await people.enter("alice");
    const change = { type: "passwd", current: passwordOf("alice"), password: "another one" };
    expect(await people.ask(connection, change)).toMatchObject([{ type: "ok" }]);
    expect(took(other)).toMatchObject([{ type: "goodbye", code: "signed-out" }]);
    expect(await people.answer(connection, { type: "account" })).toMatchObject({ devices: [] });
    const again = people.connect();
    const hello = { type: "hello", account: "alice", password: "another one" };
    expect(await people.answer(again, hello)).toMatchObject({ account: "alice" });
    const late = people.connect();
    tell(late, { ...hello, password: passwordOf("alice") });
    await people.settle();
    people.world.clock.advance(guessDelay(1));
    expect(took(late)).toMatchObject([{ code: "wrong-password" }]);
  });

  it("takes neither a wrong password of now nor a device's token for it, and answers both late", async () => {
    const people = await gather();
    const [device] = await people.control({ type: "device-add", account: "alice", name: "phone" });
    const thief = people.connect();
    await people.ask(thief, { type: "hello", token: device?.["token"] });
    const tries = [
      { type: "passwd", current: "a guess", password: "another one" },
      { type: "passwd", current: device?.["token"], password: "another one" },
      { type: "unregister", password: device?.["token"] },
      { type: "unregister", password: "a guess" },
    ];
    for (const [i, attempt] of tries.entries()) {
      expect(await people.ask(thief, attempt)).toEqual([]);
      people.world.clock.advance(guessDelay(i + 1));
      expect(took(thief)).toMatchObject([{ code: "wrong-password" }]);
    }
    const connection = people.connect();
    const hello = { type: "hello", account: "alice", password: passwordOf("alice") };
    expect(await people.answer(connection, hello)).toMatchObject({ account: "alice" });
  });

  it("wants no password of now where there is none, and a good new one everywhere", async () => {
    const people = await gather();
    people.world.hub.run({ type: "register", account: "erin", subject: "https://id.example erin" }, () => {});
    await people.settle();
    const [device] = await people.control({ type: "device-add", account: "erin", name: "browser" });
    const connection = people.connect();
    await people.ask(connection, { type: "hello", token: device?.["token"] });
    expect(await people.answer(connection, { type: "account" })).toMatchObject({ hasPassword: false });
    expect(await people.answer(connection, { type: "passwd", password: "ab" })).toMatchObject({ code: "bad-password" });
    expect(await people.answer(connection, { type: "passwd", password: "a good one" })).toMatchObject({ type: "ok" });
    expect(await people.answer(connection, { type: "account" })).toMatchObject({ hasPassword: true });
    expect(await people.control({ type: "passwd", account: "alice", password: "alice" })).toMatchObject([
      { code: "bad-password" },
    ]);
  });
});

describe("accounts in JSON", () => {
  it("are removed with all their sessions, and who asked is answered first", async () => {
    const people = await gather();
    const connection = await people.enter("alice");
    const remove = { type: "unregister", password: passwordOf("alice"), ref: "1" };
    expect(await people.ask(connection, remove)).toMatchObject([
      { type: "ok", ref: "1", seq: people.world.hub.state.seq },
      { type: "goodbye", code: "signed-out" },
    ]);
    expect(people.world.hub.state.accounts.has("alice")).toBe(false);
  });

  it("are not said to have changed if a ban came first", async () => {
    const people = await gather();
    const connection = await people.enter("alice");
    const target = { kind: "account", name: "alice" } as const;
    people.world.hub.run({ type: "ban-add", target, mutes: false, reason: "" }, () => {});
    expect(await people.ask(connection, { type: "device-add", name: "phone" })).toMatchObject([{ type: "goodbye" }]);
    expect(people.world.hub.state.accounts.get("alice")?.devices.size).toBe(0);
  });

  it("are told with all but what proves them", async () => {
    const people = await gather();
    const connection = people.connect({ certificate: "ab".repeat(32) });
    await people.ask(connection, { type: "hello", account: "alice", password: passwordOf("alice") });
    expect(await people.answer(connection, { type: "certificate-add" })).toMatchObject({
      fingerprint: "ab".repeat(32),
    });
    const upper = "0F:".repeat(32).slice(0, -1);
    expect(await people.answer(connection, { type: "certificate-add", fingerprint: upper })).toMatchObject({
      type: "ok",
    });
    await people.ask(connection, { type: "alwayson", on: true }, { type: "device-add", name: "watch" });
    const told = await people.answer(connection, { type: "account", account: "ALICE" });
    expect(told).toEqual({
      type: "ok",
      account: "alice",
      alwaysOn: true,
      created: expect.any(Number),
      hasPassword: true,
      devices: [{ id: expect.any(String), name: "watch", created: expect.any(Number) }],
      certificates: ["ab".repeat(32), "0f".repeat(32)],
    });
    expect(await people.answer(await people.enter("bob"), { type: "certificate-add" })).toMatchObject({
      code: "bad-command",
    });
  });

  it("are listed a page at a time, in the order in which they were made", async () => {
    const people = await gather();
    const ann = await people.enter("ann");
    const first = await people.answer(ann, { type: "accounts", limit: 3 });
    expect(first).toMatchObject({ more: true });
    expect(first["accounts"]).toMatchObject([
      { account: "alice" },
      { account: "bob" },
      { account: "ann", role: "admin", here: true },
    ]);
    const second = await people.answer(ann, { type: "accounts", after: "ANN", limit: 3 });
    expect(second).toMatchObject({ more: false, accounts: [{ account: "olga", role: "owner" }] });
    expect(await people.answer(ann, { type: "accounts", after: "nobody" })).toMatchObject({ code: "no-such-account" });
    for (let i = 0; i <= LIMITS.deskPage; i++) {
      const verifier = people.passwords.standIn("");
      people.world.hub.run({ type: "register", account: `user${i}`, verifier }, () => {});
    }
    await people.settle();
    took(ann);
    const page = await people.answer(ann, { type: "accounts", limit: 1_000_000 });
    expect(page["accounts"]).toHaveLength(LIMITS.deskPage);
  });
});
