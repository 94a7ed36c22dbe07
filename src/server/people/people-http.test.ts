import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { RATES } from "../../core/rates.ts";
import { accountByName } from "../../core/state.ts";
import { cookieFrom, type PeopleWorld, startPeople } from "./people.fixture.ts";

const ALICE = { account: "alice", password: "a long password" };

async function withAlice(): Promise<PeopleWorld> {
  const people = await startPeople();
  await people.addAccount("Alice", ALICE.password);
  return people;
}

describe("signing in over HTTP", () => {
  it("gives a cookie that scripts and other sites don't get, and whose account it is", async () => {
    const { ask } = await withAlice();
    const answer = await ask("/session", { method: "POST", json: ALICE });
    expect([answer.status, await answer.json()]).toEqual([200, { account: "Alice" }]);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^parley=parley-[\w-]{43}; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Strict$/),
    ]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const who = await ask("/session", { headers: { cookie: cookieFrom(answer) } });
    expect(await who.json()).toEqual({ account: "Alice" });
    const door = await ask("/door", { headers: { cookie: cookieFrom(answer) } });
    expect(await door.json()).toMatchObject({ account: "Alice" });
    expect(await (await ask("/door")).json()).not.toHaveProperty("account");
  });

  it("gives a cookie for TLS alone to who comes by TLS", async () => {
    const { ask } = await withAlice();
    const headers = { "x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "https" };
    const answer = await ask("/session", { method: "POST", json: ALICE, headers });
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-parley=.*; Secure$/)]);
    const other = await ask("/session", { headers: { cookie: cookieFrom(answer) } });
    expect(other.status).toBe(401);
  });

  it("takes the token of a device, until that is signed out", async () => {
    const { ask, world } = await withAlice();
    const cookie = cookieFrom(await ask("/session", { method: "POST", json: ALICE }));
    const token = cookie.split("=")[1];
    const again = await ask("/session", { method: "POST", json: { token } });
    expect([again.status, cookieFrom(again)]).toEqual([200, cookie]);
    expect(accountByName(world.hub.state, "alice")?.devices.size).toBe(1);
    const out = await ask("/session", { method: "DELETE", headers: { cookie } });
    expect([out.status, out.headers.getSetCookie()]).toEqual([
      204,
      [expect.stringContaining("parley=; Path=/; Max-Age=0")],
    ]);
    expect((await ask("/session", { headers: { cookie } })).status).toBe(401);
    expect((await ask("/session", { method: "POST", json: { token } })).status).toBe(401);
    expect(accountByName(world.hub.state, "alice")?.devices.size).toBe(0);
  });

  it("makes no device of a token that is said as a password", async () => {
    const { ask, world } = await withAlice();
    const cookie = cookieFrom(await ask("/session", { method: "POST", json: ALICE }));
    const json = { account: "alice", password: cookie.split("=")[1] };
    expect(cookieFrom(await ask("/session", { method: "POST", json }))).toBe(cookie);
    expect(accountByName(world.hub.state, "alice")?.devices.size).toBe(1);
  });

  it("lets nobody in whose account is banned, by password or token", async () => {
    const { ask, run, world } = await withAlice();
    const token = cookieFrom(await ask("/session", { method: "POST", json: ALICE })).split("=")[1];
    run({ type: "ban-add", target: { kind: "account", name: "alice" }, mutes: false, reason: "" });
    for (const json of [ALICE, { token }]) {
      const answer = await ask("/session", { method: "POST", json });
      expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ code: "server-banned" })]);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect(accountByName(world.hub.state, "alice")?.devices.size).toBe(1);
  });

  it("lets the browser go that was used longest ago, where an account has as many as it may", async () => {
    const { ask, world } = await withAlice();
    const cookies: string[] = [];
    for (let i = 0; i <= LIMITS.devicesPerAccount; i++) {
      world.clock.advance(1);
      const answer = await ask("/session", { method: "POST", json: ALICE });
      expect(answer.status).toBe(200);
      cookies.push(cookieFrom(answer));
    }
    const statuses = await Promise.all(
      cookies.map(async (cookie) => (await ask("/session", { headers: { cookie } })).status),
    );
    expect(statuses).toEqual([401, ...cookies.slice(1).map(() => 200)]);
  });

  it("keeps no token", async () => {
    const { ask, world } = await withAlice();
    const token = cookieFrom(await ask("/session", { method: "POST", json: ALICE })).split("=")[1] ?? "none";
    const account = accountByName(world.hub.state, "alice");
    expect([...(account?.devices.values() ?? [])]).toHaveLength(1);
    expect(JSON.stringify([...(account?.devices.values() ?? [])])).not.toContain(token);
  });

  it.each([
    ["a wrong password", { ...ALICE, password: "another one" }, 401, "wrong-password"],
    ["a name without an account", { ...ALICE, account: "bob" }, 401, "wrong-password"],
    ["a token of nobody", { token: "parley-aaaa" }, 401, "wrong-password"],
    ["something else", { name: "alice" }, 400, "bad-command"],
  ])("says no to %s, late if that was a guess", async (_what, json, status, code) => {
    const { ask, waits } = await withAlice();
    const answer = await ask("/session", { method: "POST", json });
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ code })]);
    expect(waits).toHaveLength(status === 401 ? 1 : 0);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it("looks at no password any more when too many were wrong", async () => {
    const { ask } = await withAlice();
    for (let i = 0; i < RATES.wrongPerAddress.most; i++)
      await ask("/session", { method: "POST", json: { token: "x" } });
    expect((await ask("/session", { method: "POST", json: ALICE })).status).toBe(429);
  });

  it("is not for pages of other sites, nor for what their forms can send", async () => {
    const { ask, url } = await withAlice();
    const origin = "https://elsewhere.example";
    for (const method of ["POST", "DELETE"]) {
      expect((await ask("/session", { method, json: ALICE, headers: { origin } })).status).toBe(403);
    }
    const body = JSON.stringify(ALICE);
    expect((await ask("/session", { method: "POST", body, headers: { "content-type": "text/plain" } })).status).toBe(
      400,
    );
    expect((await ask("/session", { method: "POST", json: ALICE, headers: { origin: url } })).status).toBe(200);
    const answer = await ask("/session", { headers: { origin } });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("takes no more than it needs", async () => {
    const { ask } = await withAlice();
    expect((await ask("/session", { method: "POST", json: { token: "x".repeat(10_000) } })).status).toBe(413);
  });
});

describe("an invite link", () => {
  const form = { account: "bob", password: "a password", again: "a password" };

  it("shows a form, and makes an account that is signed in, once", async () => {
    const { ask, invite, world } = await startPeople();
    const path = `/invite/${invite()}`;
    const page = await ask(path);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<form method="post">')]);
    expect(page.headers.get("referrer-policy")).toBe("same-origin");
    const done = await ask(path, { method: "POST", form });
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining("Welcome, bob")]);
    expect(await (await ask("/session", { headers: { cookie: cookieFrom(done) } })).json()).toEqual({ account: "bob" });
    expect(accountByName(world.hub.state, "bob")?.verifier).toBeDefined();
    expect((await ask(path)).status).toBe(410);
    expect((await ask(path, { method: "POST", form: { ...form, account: "eve" } })).status).toBe(410);
    expect(accountByName(world.hub.state, "eve")).toBeUndefined();
  });

  it("says nothing of who is here to whoever has no good code, and counts the guess", async () => {
    const { ask, world, waits } = await withAlice();
    const session = world.hub.connect(() => ({ kind: { render: () => "" }, deliver: () => {}, goodbye: () => {} }));
    const ident = { ident: "ada", realname: "ada", host: "host", made: false, dialect: "test" };
    session.submit({ type: "open", nick: "ada", ...ident }, () => {});
    world.commit();
    for (const said of [{ ...form, account: "ada" }, { ...form, account: "alice" }, { ...form, again: "x" }, {}]) {
      expect((await ask("/invite/made-up", { method: "POST", form: said })).status).toBe(410);
    }
    expect(waits).toHaveLength(4);
    for (let i = waits.length; i < RATES.wrongPerAddress.most; i++) {
      await ask("/invite/made-up", { method: "POST", form });
    }
    expect((await ask("/session", { method: "POST", json: ALICE })).status).toBe(429);
  });

  it("is looked at before what comes with it", async () => {
    const { url } = await startPeople();
    const asked = request(`${url}/invite/made-up`, { method: "POST", headers: { "transfer-encoding": "chunked" } });
    asked.flushHeaders();
    const [answer]: IncomingMessage[] = await once(asked, "response");
    expect(answer?.statusCode).toBe(410);
    asked.destroy();
  });

  it("makes only so many accounts for one address, whichever ways they are made", async () => {
    const { ask, invite, registrations, world } = await startPeople();
    for (let i = 1; i < RATES.registrationsPerAddress.most; i++) registrations.take("127.0.0.1", world.clock.now());
    const path = `/invite/${invite({ uses: 2 })}`;
    expect((await ask(path, { method: "POST", form })).status).toBe(200);
    const eve = await ask(path, { method: "POST", form: { ...form, account: "eve" } });
    expect([eve.status, await eve.text()]).toEqual([503, expect.stringContaining("Too many accounts")]);
  });

  it("tells to which channel it leads, if it leads to one", async () => {
    const { ask, invite } = await startPeople();
    const link = invite({ uses: 2, channel: "#a<b" });
    const done = await (await ask(`/invite/${link}`, { method: "POST", form })).text();
    expect(done).toContain("the link leads to <code>#a&lt;b</code>");
    expect(done).toContain(`href="/#/join/a%3Cb"`);
    const other = await ask(`/invite/${invite()}`, { method: "POST", form: { ...form, account: "other" } });
    expect(await other.text()).not.toContain("leads to");
  });

  it("gives the role that it was made for", async () => {
    const { ask, invite } = await startPeople();
    const done = await ask(`/invite/${invite({ role: "owner" })}`, { method: "POST", form });
    const who = await ask("/session", { headers: { cookie: cookieFrom(done) } });
    expect(await who.json()).toEqual({ account: "bob", role: "owner" });
  });

  it("is no good when it is over, or was made up, which is answered late and counted", async () => {
    const { ask, invite, world, waits } = await startPeople();
    const code = invite({ until: world.clock.now() + 60_000 });
    world.clock.advance(60_000);
    for (const path of [`/invite/${code}`, "/invite/made-up"]) {
      expect((await ask(path)).status).toBe(410);
      expect((await ask(path, { method: "POST", form })).status).toBe(410);
    }
    expect(waits).toHaveLength(4);
  });

  it.each([
    ["passwords that differ", { ...form, again: "other" }],
    ["a weak password", { ...form, password: "no", again: "no" }],
    ["a name as the password", { ...form, password: "bob", again: "bob" }],
    ["no name", { ...form, account: "" }],
    ["a name that is taken", { ...form, account: "Alice" }],
    ["a field that is missing", { account: "bob" }],
  ])("asks again after %s, and is not spent", async (_what, said) => {
    const people = await withAlice();
    const path = `/invite/${people.invite()}`;
    const answer = await people.ask(path, { method: "POST", form: said });
    expect([400, 409]).toContain(answer.status);
    expect(await answer.text()).toMatch(/role="alert"[\s\S]*<form/);
    expect((await people.ask(path, { method: "POST", form })).status).toBe(200);
  });

  it("shows what is typed as text", async () => {
    const people = await startPeople();
    const said = { ...form, account: "<script>alert(1)</script>" };
    const answer = await people.ask(`/invite/${people.invite()}`, { method: "POST", form: said });
    expect(await answer.text()).not.toContain("<script");
  });

  it("is not for forms of other sites", async () => {
    const people = await startPeople();
    const headers = { origin: "https://elsewhere.example" };
    const answer = await people.ask(`/invite/${people.invite()}`, { method: "POST", form, headers });
    expect(answer.status).toBe(403);
  });
});
