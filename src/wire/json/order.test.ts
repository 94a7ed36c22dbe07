import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { took } from "./testing.ts";
import { gather } from "./testing-people.ts";

describe("invite links in JSON", () => {
  it("are listed without their codes, and not when they are over", async () => {
    const people = await gather({ linkFor: (code) => `https://chat.example/invite/${code}` });
    const ann = await people.enter("ann");
    const until = people.world.clock.now() + 1_000;
    const made = await people.answer(ann, { type: "invite-add", uses: 5, until });
    expect(made).toMatchObject({ id: expect.any(String), url: `https://chat.example/invite/${made["code"]}` });
    const [listed] = [await people.answer(ann, { type: "invites" })];
    expect(listed["invites"]).toEqual([
      { id: made["id"], uses: 5, used: 0, until, created: expect.any(Number), by: "ann" },
    ]);
    expect(JSON.stringify(listed)).not.toContain(String(made["code"]));
    people.world.clock.advance(1_000);
    expect(await people.answer(ann, { type: "invites" })).toMatchObject({ invites: [] });
  });

  it("are good for a week, for as long as is said, or for good", async () => {
    const people = await gather();
    const at = people.world.clock.now();
    const ids: unknown[] = [];
    for (const until of [undefined, at + 1_000, 0]) {
      const [made] = await people.control({ type: "invite-add", ...(until !== undefined && { until }) });
      ids.push(made?.["id"]);
    }
    const { invites } = people.world.hub.state;
    expect(ids.map((id) => invites.get(String(id))?.until)).toEqual([at + 7 * 86_400_000, at + 1_000, undefined]);
  });

  it("say how many accounts may be made by one", async () => {
    const people = await gather();
    expect(await people.control({ type: "invite-add", uses: LIMITS.inviteUses + 1 })).toMatchObject([
      { text: `An invite link is good for 1 to ${LIMITS.inviteUses} accounts.` },
    ]);
  });

  it.each([
    [{ uses: 0 }, "bad-command"],
    [{ uses: LIMITS.inviteUses + 1 }, "bad-command"],
    [{ until: 1 }, "bad-command"],
    [{ channel: "tea" }, "bad-channel-name"],
    [{ role: "king" }, "bad-command"],
  ])("can't be made with %j", async (fields, code) => {
    const people = await gather();
    expect(await people.control({ type: "invite-add", ...fields })).toMatchObject([{ code }]);
  });
});

describe("bans in JSON", () => {
  it("are found again however a range is written", async () => {
    const people = await gather();
    const ann = await people.enter("ann");
    expect(await people.answer(ann, { type: "ban-add", range: "10.1.2.3/8", reason: "Spam" })).toMatchObject({
      range: "10.0.0.0/8",
    });
    await people.ask(ann, { type: "ban-add", range: "2001:DB8:0::/32" });
    await people.ask(ann, { type: "ban-add", mask: "*!*@bad.example", mutes: true });
    const at = expect.any(Number);
    expect(await people.answer(ann, { type: "bans" })).toMatchObject({
      bans: [
        { range: "10.0.0.0/8", reason: "Spam", by: "ann", at },
        { range: "2001:db8::/32", by: "ann", at },
        { mask: "*!*@bad.example", mutes: true, by: "ann", at },
      ],
      more: false,
    });
    expect(await people.answer(ann, { type: "bans", skip: 1, limit: 1 })).toMatchObject({
      bans: [{ range: "2001:db8::/32" }],
      more: true,
    });
    expect(await people.answer(ann, { type: "ban-remove", range: "10.0.0.0/8" })).toMatchObject({ type: "ok" });
    expect(await people.answer(ann, { type: "ban-remove", range: "10.0.0.0/8" })).toMatchObject({
      code: "no-such-ban",
    });
    expect(await people.answer(ann, { type: "ban-remove", mask: "*!*@bad.example" })).toMatchObject({
      code: "no-such-ban",
    });
  });

  it("are not listed any more when they are over", async () => {
    const people = await gather();
    await people.control({ type: "ban-add", account: "bob", until: people.world.clock.now() + 1_000 });
    expect(await people.control({ type: "bans" })).toMatchObject([{ bans: [{ account: "bob" }] }]);
    people.world.clock.advance(1_000);
    expect(await people.control({ type: "bans" })).toMatchObject([{ bans: [] }]);
  });

  it.each([
    [{}, "bad-command"],
    [{ account: "bob", mask: "*!*@*" }, "bad-command"],
    [{ range: "10.0.0.0/33" }, "bad-ban"],
    [{ range: "bad.example" }, "bad-ban"],
    [{ range: "10.0.0.0/8", mutes: true }, "bad-ban"],
    [{ account: "bob", until: 1 }, "bad-command"],
    [{ account: "bob", reason: "x".repeat(LIMITS.reasonBytes + 1) }, "too-long"],
  ])("can't be of %j", async (fields, code) => {
    const people = await gather();
    expect(await people.control({ type: "ban-add", ...fields })).toMatchObject([{ code }]);
  });

  it("are of accounts that there are, or of who is signed in by another nick, and say how else one is banned", async () => {
    const people = await gather();
    const bob = await people.enter("bob");
    await people.ask(bob, { type: "nick", nick: "rob" });
    for (const account of ["nobody", "10.0.0", "300.1.1.1"]) {
      expect(await people.control({ type: "ban-add", account })).toMatchObject([
        { code: "no-such-account", about: account, text: expect.stringContaining("a range such as 10.0.0.0/8") },
      ]);
    }
    expect(await people.control({ type: "ban-add", account: "ROB" })).toMatchObject([{ type: "ok", account: "bob" }]);
    expect(await people.control({ type: "bans" })).toMatchObject([{ bans: [{ account: "bob" }] }]);
  });

  it("of a mask are answered as they are listed, and found again as they were written", async () => {
    const people = await gather();
    const mask = "*.example";
    expect(await people.control({ type: "ban-add", mask })).toMatchObject([{ mask: "*!*@*.example" }]);
    expect(await people.control({ type: "bans" })).toMatchObject([{ bans: [{ mask: "*!*@*.example" }] }]);
    expect(await people.control({ type: "ban-remove", mask })).toMatchObject([{ type: "ok" }]);
  });

  it("end the sessions of who is there, and mutes keep them from saying anything", async () => {
    const people = await gather();
    const bob = await people.enter("bob");
    await people.ask(bob, { type: "join", channel: "#tea" });
    await people.control({ type: "ban-add", account: "bob", mutes: true });
    expect(await people.answer(bob, { type: "say", to: "#tea", text: "hello" })).toMatchObject({ code: "muted" });
    await people.control({ type: "ban-add", account: "bob", reason: "Spam" });
    expect(took(bob).at(-1)).toMatchObject({ type: "goodbye", code: "banned", text: "Spam" });
  });
});

describe("the moderation log in JSON", () => {
  it("is shown to operators as it happens, and told to them and to who runs the server", async () => {
    const people = await gather();
    const [ann, bob, alice] = [await people.enter("ann"), await people.enter("bob"), await people.enter("alice")];
    for (const one of [bob, alice]) await people.ask(one, { type: "join", channel: "#tea" });
    await people.ask(bob, { type: "say", to: "#tea", text: "something bad" });
    const message = took(alice).find(({ type }) => type === "message");
    const report = { type: "report", to: "#tea", msgid: message?.["id"], reason: "It is bad" };
    expect(await people.answer(alice, report)).toMatchObject({ type: "ok" });
    const said = { action: "report", channel: "#tea", reason: "It is bad", said: { by: "bob", text: "something bad" } };
    expect(took(ann)).toMatchObject([{ type: "moderation", from: { nick: "alice" }, ...said }]);
    expect(took(bob)).toEqual([]);
    await people.ask(ann, { type: "ban-add", mask: "*!*@bad.example" });
    const log = { events: [said, { action: "ban", target: "*!*@bad.example" }], more: false };
    const { events } = (await people.control({ type: "moderation" }))[0] ?? {};
    expect(events).toMatchObject([...registered(4), ...log.events]);
    const page = await people.answer(ann, { type: "moderation", limit: 2 });
    expect(page).toMatchObject({ events: log.events, more: true });
    const [first] = [page["events"]].flat();
    const before = first !== null && typeof first === "object" && "seq" in first ? first.seq : 0;
    expect(await people.answer(ann, { type: "moderation", before, limit: 1 })).toMatchObject({
      events: [{ action: "register", target: "olga" }],
    });
  });

  it("has no secret in it, and neither has what anybody else is shown", async () => {
    const people = await gather();
    const [ann, other] = [await people.enter("ann"), await people.enter("alice")];
    await people.ask(other, { type: "join", channel: "#lobby" });
    const { code } = await people.answer(ann, { type: "invite-add" });
    const { token } = await people.answer(ann, { type: "device-add", name: "phone" });
    const [made] = await people.control({ type: "register", account: "dora", password: "planted", device: "tablet" });
    await people.control({ type: "passwd", account: "dora", password: "planted again" });
    const [log] = await people.control({ type: "moderation" }, { type: "accounts" }, { type: "invites" });
    const shown = JSON.stringify([log, took(ann), took(other)]);
    for (const secret of [code, token, made?.["token"], "planted"]) expect(shown).not.toContain(secret);
  });

  it("is refused when a message can't be found, or is nobody's to see", async () => {
    const people = await gather();
    const alice = await people.enter("alice");
    const report = { type: "report", to: "#lobby", msgid: "nonsense", reason: "" };
    expect(await people.answer(alice, report)).toMatchObject({ type: "refused", code: "no-such-message" });
  });
});

function registered(count: number): object[] {
  return Array.from({ length: count }, () => ({ type: "moderation", action: "register" }));
}
