import { readFileSync } from "node:fs";
import { join as pathOf } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, expect, it, vi } from "vitest";
import {
  closeBrowser,
  composer,
  enterPage,
  hide,
  member,
  message,
  openPage,
  placeLink,
  said,
  say,
  visitor,
} from "./browser.ts";
import type { TestServer } from "./harness.ts";
import { does } from "./people.ts";
import { join, scene } from "./scene.ts";

afterAll(closeBrowser);

/** Passwords are worked on quickly here, by servers and by commands. */
vi.stubEnv("PARLEY_PASSWORD_ITERATIONS", "4096");

const PASSWORD = "a long password";

/** The name in the corner: who one is. */
function me(page: Page): ReturnType<Page["locator"]> {
  return page.locator(".sidebar-self");
}

async function fill(page: Page, form: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const filled = page.getByRole("form", { name: form });
  for (const [label, text] of Object.entries(fields)) await filled.getByLabel(label, { exact: true }).fill(text);
  await filled.getByRole("button").click();
}

async function makeAccount(server: TestServer, name: string): Promise<void> {
  await does(server.data, ["account", "add", name], PASSWORD);
}

it("who has an account signs in, is told if the password is wrong, and signs out again", async () => {
  const server = await scene("--access", "accounts");
  await makeAccount(server, "ada");
  const page = await openPage(server, { mayFail: /40[013]/ });
  await fill(page, "Sign in", { Name: "ada", Password: "sesame" });
  await page.getByRole("form", { name: "Sign in" }).getByRole("alert").waitFor();
  await fill(page, "Sign in", { Name: "ada", Password: PASSWORD });
  await composer(page).waitFor();
  await expect.poll(() => me(page).innerText()).toMatch(/ada\s+here/);
  await say(page, "it is me");
  await page.reload();
  await said(page, "it is me");
  await page.getByRole("button", { name: "More about you" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("form", { name: "Sign in" }).waitFor();
  expect((await page.request.get(new URL("/session", page.url()).href)).status()).toBe(401);
  await page.reload();
  await page.getByRole("form", { name: "Sign in" }).waitFor();
});

/** All that the page keeps in this browser, as text. */
function kept(page: Page): Promise<string> {
  return page.evaluate("JSON.stringify(localStorage)").then(String);
}

it("nothing of who was here is left for who signs in next, however the first one came to be gone", async () => {
  const server = await scene("--access", "accounts");
  for (const name of ["ada", "bob", "carol"]) await makeAccount(server, name);
  const page = await openPage(server, { mayFail: /40[013]/ });
  await fill(page, "Sign in", { Name: "ada", Password: PASSWORD });
  await composer(page).fill("the salary of ada");
  await placeLink(page, "lobby").waitFor();
  await page.getByRole("button", { name: "More about you" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("form", { name: "Sign in" }).waitFor();
  await expect.poll(() => page.title()).toBe("Parley");
  expect(await kept(page)).not.toMatch(/ada|salary|lobby/);
  await fill(page, "Sign in", { Name: "bob", Password: PASSWORD });
  await composer(page).waitFor();
  expect(await composer(page).inputValue()).toBe("");
  await composer(page).fill("the salary of bob");
  await expect.poll(() => kept(page)).toContain("salary");
  // Somebody else forgets his browser: it says no goodbye.
  await does(server.data, ["account", "sign-out", "bob"]);
  await page.getByRole("form", { name: "Sign in" }).waitFor();
  await fill(page, "Sign in", { Name: "carol", Password: PASSWORD });
  await composer(page).waitFor();
  expect(await composer(page).inputValue()).toBe("");
  expect(await kept(page)).not.toMatch(/bob|salary/);
});

it("where registration is open one makes an account at the entrance, and is in", async () => {
  const server = await scene("--access", "accounts", "--registration", "before-connect");
  await makeAccount(server, "ada");
  const page = await openPage(server, { mayFail: /40[019]/ });
  await page.getByRole("button", { name: "Make an account" }).click();
  const bob = { Name: "bob", Password: PASSWORD, "Password again": PASSWORD };
  await fill(page, "Make an account", { ...bob, "Password again": "another" });
  await page.getByRole("alert").getByText("not the same").waitFor();
  await fill(page, "Make an account", { ...bob, Name: "ada" });
  await page.getByRole("alert").getByText("not the same").waitFor({ state: "detached" });
  await page.getByRole("alert").waitFor();
  await fill(page, "Make an account", bob);
  await composer(page).waitFor();
  await expect.poll(() => me(page).innerText()).toMatch(/bob\s+here/);
});

it("an invite link leads into its channel, signed in", async () => {
  const server = await scene("--access", "invite");
  const out = await does(server.data, ["invite", "--channel", "tea"]);
  const link = out.trim().split("\n").at(-1) ?? "";
  const page = await openPage(server, { mayFail: /401/ });
  await page.getByRole("button", { name: "I have an invite link" }).click();
  await fill(page, "Come by invite", { "Invite link or its code": link });
  await page.getByLabel("Name").fill("bob");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password again").fill(PASSWORD);
  await page.getByRole("button").click();
  await page.getByRole("heading", { name: "Welcome, bob" }).waitFor();
  await page.getByRole("link").first().click();
  await page.getByRole("heading", { name: "tea", level: 1 }).waitFor();
  await member(page, /^bob/).waitFor();
  await say(page, "I was asked in");
});

it("the first start's link makes the owner, who comes in and keeps order", async () => {
  const server = await scene("--access", "invite");
  const page = await openPage(server, { mayFail: /401/ });
  const link = readFileSync(pathOf(server.data, "owner-link"), "utf8").trim();
  await page.goto(link);
  await page.getByLabel("Name").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password again").fill(PASSWORD);
  await page.getByRole("button").click();
  await page.getByRole("heading", { name: "Welcome, ada" }).waitFor();
  await page.getByRole("link").first().click();
  await composer(page).waitFor();
  await page.getByRole("link", { name: "People and order" }).click();
  await page.getByRole("button", { name: "Make a link" }).click();
  expect(await page.getByLabel("The new link", { exact: true }).inputValue()).toContain("/invite/");
  await page.getByRole("link", { name: "People", exact: true }).click();
  await page.getByRole("button", { name: "What can be done with ada" }).waitFor();
});

it("a guest is told what they are called, chooses a name, and is called so when they come again", async () => {
  const server = await scene();
  await join(server, "eve");
  const page = await openPage(server);
  await composer(page).waitFor();
  const name = page.getByRole("textbox", { name: /^You are here as/ });
  await name.fill("eve");
  await name.press("Enter");
  await page.getByRole("alert").getByText("Somebody else has that nick.").waitFor();
  await name.fill("ada");
  await name.press("Enter");
  await member(page, /^ada/).waitFor();
  await name.waitFor({ state: "detached" });
  await page.reload();
  await member(page, /^ada/).waitFor();
  await expect.poll(() => me(page).innerText()).toMatch(/ada\s+guest/);
  expect(await name.count()).toBe(0);
});

it("a guest makes an account of their name, and stays in their channels", async () => {
  const server = await scene();
  const page = await enterPage(server, "ada", { at: "#/channel/tea", mayFail: /401/ });
  await say(page, "before");
  await page.goto(new URL("#/settings/account", page.url()).href);
  await fill(page, "Make an account", { Password: PASSWORD, "Password again": PASSWORD });
  await page.getByRole("heading", { name: "Change the password" }).waitFor();
  await placeLink(page, /^tea/).click();
  await expect.poll(() => me(page).innerText()).toMatch(/ada\s+here/);
  await said(page, "before");
});

it("a profile says who somebody is and how they are here, and leads to a talk", async () => {
  const server = await scene();
  const eve = await join(server, "eve");
  await eve.ask({ type: "away", text: "at lunch" });
  const page = await enterPage(server, "ada");
  await member(page, /^eve/).click();
  const profile = page.getByRole("dialog", { name: "Profile" });
  await profile.getByRole("heading", { name: "eve" }).waitFor();
  await profile.getByText("at lunch").waitFor();
  await profile.getByTitle("Is here by Parley's own protocol").waitFor();
  await profile.getByRole("link", { name: "#lobby" }).waitFor();
  await profile.getByRole("button", { name: "Message" }).click();
  await page.getByRole("heading", { name: "eve", level: 1 }).waitFor();
  await page.getByText("away: at lunch").first().waitFor();
  await placeLink(page, "eve").waitFor();
  await placeLink(page, "not here").waitFor({ state: "detached" });
  await composer(page).fill("enjoy it");
  await composer(page).press("Enter");
  expect((await eve.next("message")).text).toBe("enjoy it");
});

it("colours and direction are as one wants them, and stay so", async () => {
  const server = await scene();
  const page = await enterPage(server, "ada", { colorScheme: "light" });
  const look = (): Promise<string> => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  const light = await look();
  await page.goto(new URL("#/settings/look", page.url()).href);
  await page.getByLabel("Dark").check();
  const dark = await look();
  expect(dark).not.toBe(light);
  await page.getByLabel("Right to left").check();
  const side = async (): Promise<number> =>
    (await page.getByRole("navigation", { name: "Places" }).boundingBox())?.x ?? 0;
  expect(await side()).toBeGreaterThan(600);
  await page.reload();
  await page.getByLabel("Dark").waitFor();
  expect([await look(), await page.getByLabel("Dark").isChecked()]).toEqual([dark, true]);
  expect(await side()).toBeGreaterThan(600);
  await page.getByLabel("As the system has it").check();
  expect(await look()).toBe(light);
});

it("one is notified of mentions and talks while the window is hidden, and led to them", async () => {
  const server = await scene();
  const eve = await join(server, "eve");
  const context = await visitor({ nick: "ada" });
  await context.grantPermissions(["notifications"]);
  await context.addInitScript(`
    window.told = [];
    window.Notification = class {
      static permission = "granted";
      static requestPermission = async () => "granted";
      constructor(title, { body }) { window.told.push(this); this.words = title + ": " + body; }
      close() {}
    };
  `);
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.port}/#/settings/notifications`);
  await page.getByRole("button", { name: "Turn them on" }).first().click();
  await page.getByText("Notifications are on.").waitFor();
  await placeLink(page, /^lobby/).click();
  await composer(page).waitFor();
  const told = (): Promise<string[]> => page.evaluate<string[]>("window.told.map(({ words }) => words)");
  await eve.say("ada: do you see this?");
  await said(page, "do you see this?");
  await hide(page, true);
  await eve.say("nothing of note");
  await eve.say("ada: are you there?");
  await eve.say("just us", "ada");
  await expect.poll(told).toEqual(["eve in #lobby: ada: are you there?", "eve: just us"]);
  await hide(page, false);
  await page.evaluate("window.told[1].onclick()");
  await page.getByRole("heading", { name: "eve", level: 1 }).waitFor();
  await message(page, "just us").waitFor();
});
