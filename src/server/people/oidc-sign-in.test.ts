import { expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
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
