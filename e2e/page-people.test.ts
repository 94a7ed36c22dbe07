import type { Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { closeBrowser, composer, enterPage, said } from "./browser.ts";
import type { TestServer } from "./harness.ts";
import { connection, join, scene } from "./scene.ts";

afterAll(closeBrowser);

/** What has the keyboard, as it is heard. */
async function focused(page: Page): Promise<string | null> {
  const there = page.locator(":focus");
  return (await there.count()) === 0 ? null : there.getAttribute("aria-label");
}

/** Opens the page, and waits until one is in `#tea`. */
async function enterTea(server: TestServer, nick: string): Promise<Page> {
  const page = await enterPage(server, nick, { at: "#/channel/tea" });
  await page
    .getByRole("region", { name: /^Members/ })
    .getByRole("button", { name: nick })
    .waitFor();
  return page;
}

/** Opens one of the channel's dialogs. */
async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "What to do with this channel" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

it("an operator sees who is there by which dialect, gives a voice, and makes somebody leave", async () => {
  const server = await scene();
  const page = await enterTea(server, "ada");
  const bob = await join(server, "bob", "#tea");
  const irene = await connection(server.port);
  irene.send("NICK irene\r\nUSER irene 0 * :Irene\r\nJOIN #tea\r\n");
  await irene.until(/ 366 /);
  await bob.ask({ type: "away", text: "boiling water" });
  const members = page.getByRole("region", { name: /^Members/ });
  await members.getByRole("button", { name: /^bob.*away: boiling water/ }).waitFor();
  await members.getByRole("button", { name: "irene" }).click();
  const profile = page.getByRole("dialog");
  await profile.getByText("Irene", { exact: true }).waitFor();
  await profile.getByText("IRC").first().waitFor();
  await profile.getByLabel("with a voice").click();
  expect((await bob.next("mode")).changes).toEqual([{ set: true, mode: "v", parameter: "irene" }]);
  await profile.getByLabel("Reason").fill("no tea");
  await profile.getByRole("button", { name: "Make them leave" }).click();
  expect(await bob.next("kick")).toMatchObject({ nick: "irene", reason: "no tea" });
  await page.keyboard.press("Escape");
  await expect.poll(() => members.getByRole("button", { name: "irene" }).count()).toBe(0);
});

it("an operator changes topic, rules and bans, and the keyboard comes back each time", async () => {
  const server = await scene();
  const page = await enterTea(server, "ada");
  const bob = await join(server, "bob", "#tea");
  await page.getByRole("button", { name: "Change the topic" }).click();
  await page.getByRole("textbox", { name: "Topic" }).fill("See https://tea.example");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "https://tea.example" }).waitFor();
  await expect.poll(() => focused(page)).toBe("Change the topic");

  await choose(page, "Rules of the channel");
  await page.getByLabel("Only people with an invitation may come in").check();
  await page.getByLabel("Members at most").fill("9");
  await page.getByRole("button", { name: "Save" }).click();
  expect((await bob.next("mode")).changes).toEqual([
    { set: true, mode: "i" },
    { set: true, mode: "l", parameter: "9" },
  ]);
  await expect.poll(() => focused(page)).toBe("What to do with this channel");

  await choose(page, "Bans and exceptions");
  await page.getByLabel("Add to: Banned").fill("a b");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "A mask is" }).waitFor();
  await page.getByLabel("Add to: Banned").fill("eve");
  await page.keyboard.press("Enter");
  await page.getByText("the nick eve").waitFor();
  await page.getByRole("button", { name: "Remove eve!*@*" }).click();
  await page.getByText("Nobody is banned.").waitFor();
});

it("one finds a channel, gives its key, and is in it", async () => {
  const server = await scene();
  const bob = await join(server, "bob", "#locked");
  await bob.ask({ type: "mode", channel: "#locked", changes: [{ set: true, mode: "k", parameter: "sesame" }] });
  const page = await enterPage(server, "ada", { at: "#/channel/lobby" });
  await page.getByRole("button", { name: "Find or make one", exact: true }).click();
  await page.getByRole("searchbox", { name: "Find a channel" }).fill("lock");
  await page.getByRole("button", { name: "Join #locked" }).click();
  await page.getByLabel("The key of #locked").fill("open");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "not the one you gave" }).waitFor();
  await page.getByLabel("The key of #locked").fill("sesame");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "locked", level: 1 }).waitFor();
  await composer(page).fill("hello");
  await composer(page).press("Enter");
  expect((await bob.next("message")).text).toBe("hello");
});

it("a search finds as one types, filters, and opens what it found where it stands", async () => {
  const server = await scene();
  const page = await enterTea(server, "ada");
  const bob = await join(server, "bob", "#tea");
  await bob.say("the kettle is at https://kettle.example", "#tea");
  await bob.say("kettles are hot", "#tea");
  await page.getByText("kettles are hot").waitFor();
  await page.goto(new URL("#/search/", page.url()).href);
  const field = page.getByRole("searchbox", { name: "What to search for" });
  // What was said a moment ago may not be found yet.
  await expect.poll(async () => (await bob.ask({ type: "search", text: "kettle from:bob" })).messages?.length).toBe(2);
  await field.fill("kettle from:bob");
  await page.getByText("2 found").waitFor();
  await page.getByLabel("has a link").check();
  await page.getByText("1 found").waitFor();
  expect(await field.inputValue()).toBe("kettle from:bob has:link");
  expect(await page.locator("mark").allTextContents()).toEqual(["kettle", "kettle"]);
  await page.getByRole("link", { name: "the kettle is at" }).click();
  await expect.poll(() => page.url()).toContain("#/channel/tea/");
  await said(page, "the kettle is at");
  await page.goBack();
  await page.getByText("1 found").waitFor();
  await field.fill("nothing of that");
  await page.getByText("Nothing was found.").waitFor();
});
