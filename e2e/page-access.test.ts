import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { closeBrowser, composer, messages, type Opening, openPage, said, say } from "./browser.ts";
import type { TestServer } from "./harness.ts";
import { does } from "./people.ts";
import { join, scene } from "./scene.ts";

afterAll(closeBrowser);

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const PASSWORD = "a long password";

/** What axe-core has to say against the page as it is shown now, by all of its rules. */
async function flaws(page: Page): Promise<readonly string[]> {
  await page.evaluate(`window.axe || (() => { ${AXE} })()`);
  return page.evaluate(`axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
      id + ": " + target.join(" ") + ": " + failureSummary.replace(/\\s+/g, " "))))`);
}

/** Goes through views, and looks at each. */
async function look(page: Page, name: string, found: string[]): Promise<void> {
  for (const flaw of await flaws(page)) found.push(`${name}: ${flaw}`);
}

/** Ways in which somebody sees the page. */
const LOOKS: readonly (readonly [string, Opening, "ltr" | "rtl"])[] = [
  ["a wide window, light", { colorScheme: "light" }, "ltr"],
  ["a phone, dark, from right to left", { colorScheme: "dark", viewport: { width: 360, height: 740 } }, "rtl"],
];

/** A server on which there is something of everything. */
async function lively(): Promise<TestServer> {
  const server = await scene("--no-rate-limits");
  await does(server.data, ["account", "add", "ada", "--role", "owner"], PASSWORD);
  const bob = await join(server, "bob");
  await bob.ask({
    type: "topic",
    channel: "#lobby",
    topic: `What we talk about, at https://example.org/ ${"and ".repeat(20)}`,
  });
  await bob.say(
    "# A heading\n\nwith **bold**, *slanted*, ~~gone~~ and `code`\n\n> a quote\n\n- a list\n- of two\n\n1. and\n2. numbers",
  );
  await bob.say("```js\nconst answer = 42; // or so\n```");
  await bob.say("a page: https://example.org/ and #lobby and ada: see @ada");
  const { id } = await bob.next("message");
  await bob.ask({ type: "say", to: "#lobby", text: "an answer", tags: { "+draft/reply": id } });
  await bob.ask({
    type: "say",
    to: "#lobby",
    text: "",
    form: "tags",
    tags: { "+draft/react": "👍", "+draft/reply": id },
  });
  await bob.ask({ type: "say", to: "#lobby", text: "waves", form: "action" });
  await bob.ask({ type: "say", to: "#lobby", text: "a notice", form: "notice" });
  await bob.say("a long one ".repeat(400));
  await bob.say("to be taken back");
  const gone = bob.takeMessages().at(-1)?.id;
  await bob.ask({ type: "redact", to: "#lobby", msgid: gone, reason: "a mistake" });
  await bob.say("to be mended");
  await bob.ask({ type: "edit", to: "#lobby", msgid: bob.takeMessages().at(-1)?.id, text: "mended" });
  const eve = await join(server, "eve");
  await eve.ask({ type: "away", text: "at tea" });
  await eve.ask({ type: "part", channel: "#lobby" });
  const { ticket } = await bob.ask({ type: "ticket" });
  const shared = await fetch(`http://127.0.0.1:${server.port}/files/notes.txt`, {
    method: "PUT",
    headers: { authorization: `Bearer ${ticket}`, "content-type": "text/plain" },
    body: "notes",
  });
  await bob.say(new URL(shared.headers.get("location") ?? "", shared.url).href);
  await bob.ask({ type: "say", to: "ada", text: "a word to you" }).catch(() => undefined);
  await bob.say("the last one.");
  return server;
}

/** Opens the page in some way, signed in to the account of the owner. */
async function ownersPage(server: TestServer, opening: Opening, direction: string): Promise<Page> {
  const page = await openPage(server, { at: "#/settings/account", mayFail: /401/, ...opening });
  const form = page.getByRole("form", { name: "Sign in" });
  await form.getByLabel("Name").fill("ada");
  await form.getByLabel("Password").fill(PASSWORD);
  await form.getByRole("button").click();
  await page.getByRole("heading", { name: "Change the password" }).waitFor();
  if (direction === "rtl") {
    await page.evaluate(`localStorage["parley.settings"] = JSON.stringify({ direction: "rtl" })`);
    await page.reload();
  }
  return page;
}

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
}

describe("axe-core finds nothing", () => {
  it.each(LOOKS)("in %s", { timeout: 120_000 }, async (_name, opening, direction) => {
    const server = await lively();
    const page = await ownersPage(server, opening, direction);
    const found: string[] = [];

    await go(page, "#/channel/lobby");
    await said(page, "the last one.");
    await look(page, "timeline", found);
    await say(page, "a word of ada's own.");
    const last = messages(page).filter({ hasText: "a word of ada's own." });
    await last.focus();
    await look(page, "message with its tools", found);
    await last.press("Enter");
    await page.getByRole("menu").waitFor();
    await look(page, "menu of a message", found);
    await page.getByRole("menuitem", { name: /Delete/ }).click();
    await page.getByRole("dialog").waitFor();
    await look(page, "deleting a message", found);
    await page.keyboard.press("Escape");
    // With the next picture the message has the keyboard again.
    await page.evaluate("new Promise(requestAnimationFrame)");
    await last.and(page.locator(":focus")).waitFor();
    await composer(page).fill("@b");
    await page.getByRole("listbox").waitFor();
    await look(page, "completion", found);
    await composer(page).fill("");
    await page.getByRole("button", { name: "Emoji", exact: true }).click();
    await page.getByRole("dialog").waitFor();
    await look(page, "emoji", found);
    await page.keyboard.press("Escape");
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") });
    await page.getByText("a.txt").waitFor();
    await look(page, "a file to be shared", found);
    await composer(page).fill("/help");
    await composer(page).press("Enter");
    await page.getByRole("dialog").waitFor();
    await look(page, "commands", found);
    await page.keyboard.press("Escape");
    if (!(await page.getByRole("complementary").isVisible()))
      await page.getByRole("button", { name: "Who is here" }).click();
    await page.getByRole("complementary").waitFor();
    await look(page, "members", found);
    await page.locator(".members-row", { hasText: "bob" }).click();
    await page.getByRole("dialog").getByText("Message", { exact: true }).waitFor();
    await look(page, "profile", found);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Hide who is here" }).click();
    for (const item of ["Invite somebody", "Rules of the channel", "Bans and exceptions"]) {
      await page.getByRole("button", { name: "What to do with this channel" }).click();
      await page.getByRole("menuitem", { name: item }).click();
      await page.getByRole("dialog").waitFor();
      await look(page, item, found);
      await page.keyboard.press("Escape");
    }
    await go(page, "#/talk/bob");
    await page.getByRole("heading", { name: "bob", level: 1 }).waitFor();
    await look(page, "talk", found);
    await go(page, "#/search/mended");
    await page.getByRole("main").getByText("mended").first().waitFor();
    await look(page, "search", found);
    for (const tab of ["look", "notifications", "profile", "account", "sign-out"]) {
      await go(page, `#/settings/${tab}`);
      await page.locator(`main [aria-current][href="#/settings/${tab}"]`).waitFor();
      await look(page, `settings ${tab}`, found);
    }
    for (const tab of ["people", "invites", "channels", "bans", "moderation"]) {
      await go(page, `#/admin/${tab}`);
      await page.locator(`main [aria-current][href="#/admin/${tab}"]`).waitFor();
      await look(page, `admin ${tab}`, found);
    }
    await go(page, "#/status");
    await page.getByRole("heading", { name: "Status", level: 1 }).waitFor();
    await look(page, "status", found);
    await go(page, "#/");
    if (opening.viewport) {
      await page.getByRole("navigation", { name: "Places" }).waitFor();
      await look(page, "list of places", found);
    }
    await page.getByRole("button", { name: /^Find or make a channel/ }).click();
    await page.getByRole("dialog").waitFor();
    await look(page, "channels", found);
    expect(found).toEqual([]);
  });

  it("at the entrance, and in the page behind an invite link", async () => {
    const server = await scene("--access", "accounts");
    await does(server.data, ["account", "add", "ada", "--role", "owner"], PASSWORD);
    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await openPage(server, { mayFail: /401/, colorScheme });
      for (const way of ["I have an invite link", "I have an account"]) {
        await page
          .getByRole("button", { name: way })
          .or(page.getByRole("heading", { name: "Sign in" }))
          .first()
          .waitFor();
        const button = page.getByRole("button", { name: way });
        if (await button.isVisible()) await button.click();
        await look(page, `entrance, ${way}, ${colorScheme}`, found);
      }
      const [link] = (await does(server.data, ["invite"])).match(/https?:\/\/\S+/) ?? [];
      await page.goto(new URL(new URL(link ?? "").pathname, page.url()).href);
      await page.getByLabel("Name").waitFor();
      await look(page, `invite, ${colorScheme}`, found);
    }
    expect(found).toEqual([]);
  });
});

it("has a language, headings, landmarks, and tells what comes once", async () => {
  const server = await scene();
  const bob = await join(server, "bob");
  await bob.say("what was there before.");
  const page = await openPage(server, { nick: "ann" });
  await said(page, "what was there before.");
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  for (const role of ["navigation", "main", "search", "complementary"] as const) {
    expect(await page.getByRole(role).count()).toBe(1);
  }
  expect(await page.getByRole("heading", { level: 1 }).allInnerTexts()).toEqual(["lobby"]);
  await page.evaluate(`(() => {
    window.told = [];
    const live = [...document.querySelectorAll("[aria-live=polite], [role=status]")];
    const note = (records) => { for (const { target } of records) {
      const text = (target.nodeType === 3 ? target.parentElement : target).closest("[aria-live], [role=status]")?.textContent;
      if (text && window.told.at(-1) !== text) window.told.push(text);
    } };
    for (const one of live) new MutationObserver(note).observe(one, { childList: true, characterData: true, subtree: true });
  })()`);
  await bob.say("one piece of news.");
  await expect.poll(() => page.evaluate("window.told")).toEqual(["bob: one piece of news."]);
  await composer(page).fill("my own words.");
  await composer(page).press("Enter");
  await said(page, "my own words.");
  await bob.say("another.");
  await expect.poll(() => page.evaluate("window.told.at(-1)")).toBe("bob: another.");
  expect(await page.evaluate("window.told")).toEqual(["bob: one piece of news.", "bob: another."]);
});
