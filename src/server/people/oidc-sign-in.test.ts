import { describe, expect, it } from "vitest";
import type { NewDevice } from "../../core/account-commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { RATES } from "../../core/rates.ts";
import { accountByName } from "../../core/state.ts";
import { cookieFrom, type PeopleWorld, startPeople } from "./people.fixture.ts";
import { Browser, startProvider } from "./provider.fixture.ts";
import { Provider } from "./provider.ts";

/** A server with a provider; which of the two is first is no matter, as the provider is asked late. */
async function start(): Promise<PeopleWorld> {
  const config = { issuer: new URL("http://127.0.0.1:1"), clientId: "parley", clientSecret: "a secret" };
  const people = await startPeople(new Provider(config));
  config.issuer = new URL(await startProvider(`${people.url}/login/oidc/callback`));
  return people;
}

it("makes an account of the name that somebody has elsewhere, and signs in to it again", async () => {
  const people = await start();
  for (const browser of [new Browser(), new Browser()]) {
    const { url } = await browser.signIn(`${people.url}/login/oidc`, "alice");
    expect(url).toBe(`${people.url}/`);
    expect(await (await browser.go(`${people.url}/session`)).answer.json()).toEqual({ account: "alice" });
  }
  expect(people.world.hub.state.accounts.size).toBe(1);
  expect(accountByName(people.world.hub.state, "alice")?.verifier).toBeUndefined();
  expect(people.troubles).toEqual([]);
});

it("never gives somebody another's account for being called the same elsewhere", async () => {
  const people = await start();
  await people.addAccount("alice", "her password");
  const browser = new Browser();
  await browser.signIn(`${people.url}/login/oidc`, "alice");
  const signedIn = await (await browser.go(`${people.url}/session`)).answer.json();
  expect(signedIn).toEqual({ account: expect.not.stringMatching(/^alice$/) });
  expect(accountByName(people.world.hub.state, "alice")?.subjects.size).toBe(0);
});

it("links an account to which the browser is signed in, if it asks for that", async () => {
  const people = await start();
  await people.addAccount("alice", "her password");
  const signedIn = await people.ask("/session", {
    method: "POST",
    json: { account: "alice", password: "her password" },
  });
  const cookie = cookieFrom(signedIn);
  const begun = await people.ask("/login/oidc?link", { headers: { cookie } });
  const browser = new Browser();
  // The browser is the one that began, so it has that cookie.
  const back = await browser.signIn(begun.headers.get("location") ?? "", "a_l");
  expect(back.answer.status).toBe(403);
  const query = new URL(back.url).search;
  const linked = await people.ask(`/login/oidc/callback${query}`, { headers: { cookie: cookieFrom(begun) } });
  expect(linked.status).toBe(302);
  expect(accountByName(people.world.hub.state, "alice")?.subjects.size).toBe(1);
  const again = new Browser();
  await again.signIn(`${people.url}/login/oidc`, "a_l");
  expect(await (await again.go(`${people.url}/session`)).answer.json()).toEqual({ account: "alice" });
});

describe("an account is linked only for who is still signed in to it when they come back", () => {
  it.each<[string, (people: PeopleWorld, device: NewDevice) => void]>([
    ["the device was removed", ({ run }, { id }) => run({ type: "device-remove", account: "alice", id })],
    ["the password was changed", ({ run }) => run({ type: "passwd", account: "alice" })],
    [
      "the account is another one",
      ({ run }, device) => {
        run({ type: "unregister", account: "alice" });
        run({ type: "register", account: "alice", device });
      },
    ],
    [
      "the account is banned",
      ({ run }) => run({ type: "ban-add", target: { kind: "account", name: "alice" }, mutes: false, reason: "" }),
    ],
  ])("%s", async (_what, change) => {
    const people = await start();
    await people.addAccount("alice", "her password");
    const json = { account: "alice", password: "her password" };
    const cookie = cookieFrom(await people.ask("/session", { method: "POST", json }));
    const [device] = accountByName(people.world.hub.state, "alice")?.devices.values() ?? [];
    if (!device) throw new Error("no device");
    const begun = await people.ask("/login/oidc?link", { headers: { cookie } });
    const back = await new Browser().signIn(begun.headers.get("location") ?? "", "mallory");
    change(people, { id: device.id, name: device.name, digest: device.digest });
    const callback = `/login/oidc/callback${new URL(back.url).search}`;
    const answer = await people.ask(callback, { headers: { cookie: cookieFrom(begun) } });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
    expect(accountByName(people.world.hub.state, "alice")?.subjects.size).toBe(0);
    expect(people.world.hub.state.accounts.size).toBe(1);
  });
});

it("makes only so many accounts for one address", async () => {
  const people = await start();
  const now = people.world.clock.now();
  for (let i = 1; i < RATES.registrationsPerAddress.most; i++) people.registrations.take("127.0.0.1", now);
  expect((await new Browser().signIn(`${people.url}/login/oidc`, "alice")).url).toBe(`${people.url}/`);
  const { answer } = await new Browser().signIn(`${people.url}/login/oidc`, "bob");
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("Too many accounts")]);
  expect(people.world.hub.state.accounts.size).toBe(1);
  // Who has an account is not kept out.
  expect((await new Browser().signIn(`${people.url}/login/oidc`, "alice")).url).toBe(`${people.url}/`);
});

it("remembers only so much that was begun from one address, and what was begun from others", async () => {
  const people = await start();
  const finish = async (begun: Response): Promise<number> => {
    const back = await new Browser().signIn(begun.headers.get("location") ?? "", "alice");
    const callback = `/login/oidc/callback${new URL(back.url).search}`;
    return (await people.ask(callback, { headers: { cookie: cookieFrom(begun) } })).status;
  };
  const begin = (host: string): Promise<Response> =>
    people.ask("/login/oidc", { headers: { "x-forwarded-for": host } });
  const other = await begin("2001:db8::1");
  const first = await begin("2001:db8:1::1");
  for (let i = 0; i < RATES.signInsElsewherePerAddress.most; i++) await begin(`2001:db8:1::${i.toString(16)}`);
  expect([await finish(other), await finish(first)]).toEqual([302, 403]);
});

it("takes nobody who comes back to another browser, twice, late, or with another answer", async () => {
  const people = await start();
  const begun = await people.ask("/login/oidc");
  const cookie = cookieFrom(begun);
  const back = await new Browser().signIn(begun.headers.get("location") ?? "", "alice");
  const callback = `/login/oidc/callback${new URL(back.url).search}`;
  expect((await people.ask(callback)).status).toBe(403);
  expect((await people.ask(callback, { headers: { cookie: `${cookie}x` } })).status).toBe(403);
  expect((await people.ask(callback.replace(/state=[^&]*/, "state=x"), { headers: { cookie } })).status).toBe(403);
  const bad = await people.ask(callback.replace(/code=[^&]*/, "code=x"), { headers: { cookie } });
  expect([bad.status, people.troubles.length]).toEqual([502, 1]);
  expect((await people.ask(callback, { headers: { cookie } })).status).toBe(403);
  const late = await people.ask("/login/oidc");
  const lateBack = await new Browser().signIn(late.headers.get("location") ?? "", "alice");
  people.world.clock.advance(LIMITS.oidcMs);
  const lateCallback = `/login/oidc/callback${new URL(lateBack.url).search}`;
  expect((await people.ask(lateCallback, { headers: { cookie: cookieFrom(late) } })).status).toBe(403);
  expect(people.world.hub.state.accounts.size).toBe(0);
});

it("says so when the provider is not there, and asks it again later", async () => {
  const config = { issuer: new URL("http://127.0.0.1:1"), clientId: "parley", clientSecret: "a secret" };
  const people = await startPeople(new Provider(config));
  expect((await people.ask("/login/oidc")).status).toBe(502);
  expect(people.troubles).toHaveLength(1);
  config.issuer = new URL(await startProvider(`${people.url}/login/oidc/callback`));
  expect((await people.ask("/login/oidc")).status).toBe(302);
});
