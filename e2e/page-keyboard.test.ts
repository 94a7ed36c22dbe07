import type { Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { closeBrowser, enterPage, messages, openPage, placeLink, said, say } from "./browser.ts";
import { does } from "./people.ts";
import { join, scene } from "./scene.ts";

afterAll(closeBrowser);

const PASSWORD = "a long password";

/** What has the keyboard: its role as far as it is plain, and its name. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const at = document.activeElement;
    const name = at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent ?? "";
    return at.tagName.toLowerCase() + " " + name.trim().replace(/\\s+/g, " ");
  })()`);
}

/** Goes on with a key until something has the keyboard; it has to be there before the page's end. */
async function reach(page: Page, wanted: RegExp, key = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press(key);
    const at = await focused(page);
    if (wanted.test(at)) return;
    passed.push(at);
  }
  expect.unreachable(`${key} did not reach ${wanted}, but went over ${passed.join(", ")}`);
}

it("with the keyboard alone one goes everywhere, writes, and does all that can be done with a message", {
  timeout: 120_000,
}, async () => {
  const server = await scene();
  await does(server.data, ["account", "add", "ada", "--role", "owner"], PASSWORD);
  const bob = await join(server, "bob");
  await join(server, "cleo", "#tea");
  await bob.say("good morning.");
  const page = await openPage(server, { at: "#/settings/account", mayFail: /401/ });
  const { keyboard } = page;

  // In, by the settings.
  await page.getByRole("form", { name: "Sign in" }).waitFor();
  await reach(page, /^input Name/);
  await keyboard.type("ada");
  await reach(page, /^input Password/);
  await keyboard.type(PASSWORD);
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: "Change the password" }).waitFor();

  // The link that passes by the list of places, and back into the channel.
  await page.reload();
  await page.getByRole("heading", { name: "Change the password" }).waitFor();
  await keyboard.press("Tab");
  expect(await focused(page)).toBe("a To what is said");
  await keyboard.press("Enter");
  await expect.poll(() => focused(page)).toMatch(/^main/);
  await page.getByRole("heading", { name: "Change the password" }).waitFor();
  await placeLink(page, /^lobby/).waitFor();
  await reach(page, /^a lobby/, "Shift+Tab");
  await keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Message #lobby" }).waitFor();

  // Another channel: found, joined, and back by Alt and an arrow.
  await reach(page, /^button Find or make one/, "Shift+Tab");
  await keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("tea").first().waitFor();
  await keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(await focused(page)).toMatch(/^button Find or make one/);
  await keyboard.press("Enter");
  await dialog.getByText("tea").first().waitFor();
  await reach(page, /^button (?=.*tea|Join|Come in)/);
  await keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Message #tea" }).waitFor();
  await keyboard.press("Alt+ArrowUp");
  await page.getByRole("textbox", { name: "Message #lobby" }).waitFor();

  // Writing, and a reply.
  await expect.poll(() => focused(page)).toMatch(/^textarea Message #lobby/);
  await keyboard.type("hello from the keyboard.");
  await keyboard.press("Enter");
  await said(page, "hello from the keyboard.");
  await reach(page, /^article/, "Shift+Tab");
  await keyboard.press("ArrowUp");
  await expect.poll(() => focused(page)).toContain("good morning.");
  await keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await reach(page, /^button Reply/, "ArrowDown");
  await keyboard.press("Enter");
  await expect.poll(() => focused(page)).toMatch(/^textarea/);
  await keyboard.type("and to you.");
  await keyboard.press("Enter");
  await said(page, "and to you.");

  // A reaction, and the keyboard back at the message.
  const deed = async (message: string, what: RegExp): Promise<void> => {
    await reach(page, /^article/, "Shift+Tab");
    for (let at = await focused(page); !at.includes(message); at = await focused(page)) {
      await keyboard.press("ArrowUp");
      await expect.poll(() => focused(page)).not.toBe(at);
    }
    await keyboard.press("Enter");
    await page.getByRole("menu").waitFor();
    await reach(page, what, "ArrowDown");
    await keyboard.press("Enter");
  };
  await deed("good morning.", /^button React/);
  await expect.poll(() => focused(page)).toMatch(/^button 👍/u);
  await keyboard.press("Enter");
  await page.getByRole("list", { name: "Reactions" }).getByRole("button", { name: "👍, ada" }).waitFor();
  await expect.poll(() => focused(page)).toContain("good morning.");

  // A change, and a deletion.
  await reach(page, /^textarea/);
  await deed("hello from the keyboard.", /^button Edit/);
  await expect.poll(() => focused(page)).toMatch(/^textarea Change your message/);
  await keyboard.press("End");
  await keyboard.type(" Changed.");
  await keyboard.press("Enter");
  await said(page, "hello from the keyboard. Changed.");
  await expect.poll(() => focused(page)).toMatch(/^textarea Message/);
  await deed("hello from the keyboard. Changed.", /^button Delete/);
  await dialog.waitFor();
  await reach(page, /^button Delete/);
  await keyboard.press("Enter");
  await page.getByText("Taken back by").waitFor();
  await dialog.waitFor({ state: "detached" });
  await expect.poll(() => focused(page)).toContain("Taken back by");

  // Somebody's profile, by the list of who is here.
  await reach(page, /^button Hide who is here/);
  await keyboard.press("Tab");
  await reach(page, /^button B?bob/, "ArrowDown");
  await keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Message" }).waitFor();
  await keyboard.press("Escape");
  await expect.poll(() => focused(page)).toMatch(/^button B?bob/);

  // The rules of the channel.
  await reach(page, /^button What to do with this channel/, "Shift+Tab");
  await keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await reach(page, /^button Rules of the channel/, "ArrowDown");
  await keyboard.press("Enter");
  await dialog.waitFor();
  await keyboard.press("Escape");
  await expect.poll(() => focused(page)).toMatch(/^button What to do with this channel/);

  // A search, and its result where it stands.
  await reach(page, /^input Search messages/, "Shift+Tab");
  await keyboard.type("morning");
  await keyboard.press("Enter");
  await page.getByText("1 found").waitFor();
  await reach(page, /^a .*(?:good morning|Open|AM|PM)/);
  await keyboard.press("Enter");
  await expect.poll(() => focused(page)).toContain("good morning.");

  // Order, the status, and the settings.
  for (const [link, heading] of [
    [/^a People and order/, "People and order"],
    [/^a Status/, "Status"],
  ] as const) {
    await reach(page, link, "Shift+Tab");
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
  }
  await reach(page, /^button More about you/);
  await keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await reach(page, /^button Settings/, "ArrowDown");
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await reach(page, /^a Notifications/);
  await keyboard.press("Enter");
  await page.locator("main [aria-current]", { hasText: "Notifications" }).waitFor();
});

it("leaves the keyboard to who goes on to write in the moment in which a dialog closes", async () => {
  const server = await scene();
  const page = await enterPage(server, "ada");
  await say(page, "hello");
  const last = messages(page).filter({ hasText: "hello" });
  await last.focus();
  await last.press("Enter");
  await page.getByRole("menuitem", { name: /Delete/ }).click();
  await page.getByRole("dialog").waitFor();
  // The message has the keyboard again when the dialog has gone, be it some pictures later.
  await page.evaluate(`(async () => {
    [...document.querySelectorAll("dialog button")].find(({ textContent }) => textContent === "Cancel").click();
    await Promise.resolve();
    document.querySelector("textarea").focus();
    for (let i = 0; i < 30; i++) await new Promise(requestAnimationFrame);
  })()`);
  expect(await focused(page)).toMatch(/^textarea Message/);
});
