import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { closeBrowser, composer, enterPage, message, placeLink, said, say, scrollUp } from "./browser.ts";
import type { JsonPeer } from "./json-peer.ts";
import { join, scene } from "./scene.ts";

afterAll(closeBrowser);

/** The next messages that somebody reads, as many as are expected. */
async function hears(peer: JsonPeer, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) expect((await peer.next("message")).text).toBe(text);
}

/** Waits until the box says so. */
function holds(page: Page, text: string): Promise<void> {
  return expect.poll(() => composer(page).inputValue(), { timeout: 10_000 }).toBe(text);
}

it("Enter sends, Shift and Enter makes a new line, and the other way round if one wants", async () => {
  const server = await scene();
  const eve = await join(server, "eve");
  const ada = await enterPage(server, "ada");
  const box = composer(ada);
  await box.pressSequentially("roses");
  await box.press("Shift+Enter");
  await box.pressSequentially("are red");
  await box.press("Enter");
  await holds(ada, "");
  await box.press("Enter");
  await box.pressSequentially("violets");
  await ada.getByRole("button", { name: "Send", exact: true }).click();
  await hears(eve, "roses\nare red", "violets");
  // A row has no text that one sees before it is in its place.
  await expect.poll(() => message(ada, "roses").locator(".timeline-text").innerText()).toBe("roses\nare red");
  await ada.goto(new URL("#/settings/look", ada.url()).href);
  await ada.getByLabel("Enter sends").uncheck();
  await placeLink(ada, /^lobby/).click();
  await box.pressSequentially("one");
  await box.press("Enter");
  await box.pressSequentially("two");
  await box.press("Control+Enter");
  await hears(eve, "one\ntwo");
});

it("nicks, channels, emoji and commands are completed", async () => {
  const server = await scene();
  const eve = await join(server, "eve");
  await join(server, "bertram");
  const tea = await join(server, "tom", "#teahouse");
  await tea.ask({ type: "topic", channel: "#teahouse", topic: "Green or black" });
  const ada = await enterPage(server, "ada");
  const box = composer(ada);
  const suggestion = (text: string): ReturnType<Page["getByRole"]> => ada.getByRole("option", { name: text });
  await ada.getByRole("button", { name: "bertram" }).waitFor();
  await box.pressSequentially("bert");
  await box.press("Tab");
  await holds(ada, "bertram: ");
  await box.pressSequentially("ask @ev");
  await suggestion("eve").waitFor();
  await box.press("Enter");
  await holds(ada, "bertram: ask @eve ");
  await box.pressSequentially("in #tea");
  await suggestion("#teahouse Green or black").click();
  await holds(ada, "bertram: ask @eve in #teahouse ");
  await box.pressSequentially(":tada");
  await suggestion("🎉").first().waitFor();
  await box.press("Tab");
  await box.pressSequentially(":+1:");
  await holds(ada, "bertram: ask @eve in #teahouse 🎉 👍");
  await box.press("Enter");
  await hears(eve, "bertram: ask @eve in #teahouse 🎉 👍");
  await box.pressSequentially("/to");
  await suggestion("/topic").waitFor();
  await box.press("Escape");
  await holds(ada, "/to");
  await box.pressSequentially("p");
  await box.press("Tab");
  await holds(ada, "/topic ");
  await ada.getByText("show what a channel is about, or set it").waitFor();
});

it("what is typed and not said is there again, in another place and after the page was closed", async () => {
  const server = await scene();
  const ada = await enterPage(server, "ada", { at: "#/channel/tea" });
  await composer(ada).pressSequentially("green or");
  await placeLink(ada, /^lobby/).click();
  await ada.getByRole("textbox", { name: "Message #lobby" }).pressSequentially("hello");
  await placeLink(ada, /^tea/).click();
  await ada.getByRole("textbox", { name: "Message #tea" }).waitFor();
  await holds(ada, "green or");
  await ada.reload();
  await holds(ada, "green or");
  await placeLink(ada, /^lobby/).click();
  await holds(ada, "hello");
  await composer(ada).press("Enter");
  await said(ada, "hello");
  await ada.reload();
  await said(ada, "hello");
  await holds(ada, "");
});

it("Markdown is shown as people type it, and leads out safely", async () => {
  const server = await scene();
  const ada = await enterPage(server, "ada");
  await composer(ada).fill(
    [
      "**bold** and `code` and https://parley.example/a?b=1 and [words](https://parley.example/)",
      "- one",
      "- two",
      "",
      "> quoted",
      "",
      "```js",
      "const answer = 42; // why",
      "```",
    ].join("\n"),
  );
  await composer(ada).press("Enter");
  const shown = message(ada, "bold");
  await shown.locator("strong", { hasText: /^bold$/ }).waitFor();
  await shown.locator("p code", { hasText: /^code$/ }).waitFor();
  expect(await shown.locator("li").allInnerTexts()).toEqual(["one", "two"]);
  await shown.locator("blockquote", { hasText: /^quoted$/ }).waitFor();
  const links = shown.locator(".timeline-text a");
  expect(await links.evaluateAll((all) => all.map((a) => a.getAttribute("href")))).toEqual([
    "https://parley.example/a?b=1",
    "https://parley.example/",
  ]);
  for (const link of await links.all()) {
    expect(await link.getAttribute("target")).toBe("_blank");
    expect((await link.getAttribute("rel"))?.split(" ").sort()).toEqual(["noopener", "noreferrer"]);
  }
  const keyword = shown.locator("pre span", { hasText: /^const$/ });
  await keyword.waitFor();
  const colours = await ada.evaluate<string[]>(
    "[...document.querySelectorAll('article pre span')].map((one) => getComputedStyle(one).color)",
  );
  expect(new Set(colours).size).toBeGreaterThan(1);
  await composer(ada).fill("[bad](javascript:alert(1)) and <b>tags</b>");
  await composer(ada).press("Enter");
  const bad = message(ada, "bad");
  await bad.waitFor();
  expect(await bad.locator(".timeline-text a, .timeline-text b").count()).toBe(0);
});

describe("a message that was said", () => {
  const menu = async (page: Page, text: string, entry: string): Promise<void> => {
    await message(page, text).hover();
    await message(page, text).getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: entry, exact: true }).click();
  };

  it("is answered, and the answer leads back to it", async () => {
    const server = await scene();
    const eve = await join(server, "eve");
    await eve.say("who brings cake?");
    const { id } = await eve.next("message");
    const ada = await enterPage(server, "ada");
    for (let i = 0; i < 40; i++) await eve.say(`and ${i}`);
    await said(ada, "and 39");
    await ada.getByRole("log").press("Home");
    await scrollUp(ada, 10_000);
    await message(ada, "who brings cake?").hover();
    await message(ada, "who brings cake?").getByRole("button", { name: "Reply" }).click();
    await ada.getByText("In reply to").waitFor();
    await ada.keyboard.type("I do");
    await ada.keyboard.press("Enter");
    let heard = await eve.next("message");
    while (heard.from.nick !== "ada") heard = await eve.next("message");
    expect(heard).toMatchObject({ text: "I do", tags: { "+draft/reply": id } });
    // Who says something sees it, wherever they were.
    await message(ada, "I do").waitFor();
    const preview = message(ada, "I do").getByRole("button", { name: /^In reply to *eve *who brings cake\?/ });
    await preview.click();
    await ada.locator("article:focus", { hasText: /^\w*eve.*who brings cake\?/ }).waitFor();
    expect(await ada.getByRole("button", { name: "Don't reply" }).count()).toBe(0);
  });

  it("is reacted to, for all to see, and that can be taken back", async () => {
    const server = await scene();
    const eve = await join(server, "eve");
    const ada = await enterPage(server, "ada");
    await eve.say("cake is here");
    await message(ada, "cake is here").hover();
    await message(ada, "cake is here").getByRole("button", { name: "React" }).click();
    await ada.getByRole("button", { name: "🎉" }).click();
    const own = message(ada, "cake is here").getByRole("button", { name: /^🎉/, pressed: true });
    await own.waitFor();
    expect((await eve.next("message")).text).toBe("cake is here");
    expect(await eve.next("message")).toMatchObject({ from: { nick: "ada" }, tags: { "+draft/react": "🎉" } });
    const bob = await enterPage(server, "bob");
    const others = message(bob, "cake is here").getByRole("button", { name: "🎉, ada", pressed: false });
    await others.click();
    await message(ada, "cake is here").getByRole("button", { name: "🎉, ada, bob" }).click();
    await message(bob, "cake is here").getByRole("button", { name: "🎉, bob", pressed: true }).click();
    await message(ada, "cake is here").getByRole("button", { name: /^🎉/ }).waitFor({ state: "detached" });
  });

  it("is changed, and says so", async () => {
    const server = await scene();
    const eve = await join(server, "eve");
    const ada = await enterPage(server, "ada");
    const bob = await enterPage(server, "bob");
    await say(ada, "the tain is late");
    await hears(eve, "the tain is late");
    await composer(ada).press("ArrowUp");
    const box = ada.getByRole("textbox", { name: "Change your message" });
    expect(await box.inputValue()).toBe("the tain is late");
    await box.fill("the train is late");
    await box.press("Enter");
    for (const page of [ada, bob]) {
      await message(page, "the train is late").getByText("edited").waitFor();
      expect(await message(page, "the tain is late").count()).toBe(0);
    }
    await composer(ada).waitFor();
    await composer(ada).press("ArrowUp");
    await box.press("Escape");
    await composer(ada).waitFor();
    await ada.reload();
    await message(ada, "the train is late").getByText("edited").waitFor();
  });

  it("is taken back, and its text is gone for everybody", async () => {
    const server = await scene();
    const eve = await join(server, "eve");
    const ada = await enterPage(server, "ada");
    const bob = await enterPage(server, "bob");
    await say(ada, "my password is sesame");
    await said(bob, "my password is sesame");
    await menu(ada, "my password is sesame", "Delete");
    const dialog = ada.getByRole("dialog", { name: "Delete message" });
    await dialog.getByLabel("Why").fill("slipped");
    await dialog.getByRole("button", { name: "Delete" }).click();
    // It shows the text too, and goes once the server has answered: others may see sooner what became of it.
    await dialog.waitFor({ state: "detached" });
    for (const page of [ada, bob]) {
      await page.getByText("Taken back by ada: slipped").waitFor();
      expect(await page.getByText("sesame").count()).toBe(0);
    }
    expect(await eve.next("redact")).toMatchObject({ reason: "slipped" });
  });
});

it("slash commands do what they say, or say what was wrong and leave what was typed", async () => {
  const server = await scene();
  const eve = await join(server, "eve", "#garden");
  const ada = await enterPage(server, "ada", { at: "#/channel/garden" });
  const box = composer(ada);
  const types = async (text: string): Promise<void> => {
    await box.fill(text);
    // It can be pressed once the command before has its answer.
    await ada.getByRole("button", { name: "Send", exact: true }).click();
  };
  await ada.getByRole("button", { name: "eve" }).first().waitFor();
  await types("/me waves");
  expect(await eve.next("message")).toMatchObject({ text: "waves", form: "action" });
  await message(ada, "ada waves").waitFor();
  await types("/topic Mine");
  await ada.getByRole("alert").waitFor();
  await holds(ada, "/topic Mine");
  await types("/whois eve");
  await ada
    .getByRole("status")
    .getByText(/eve.*json/i)
    .first()
    .waitFor();
  await holds(ada, "");
  await types("/nonsense");
  await ada.getByRole("alert").getByText("nonsense").waitFor();
  await types("/nick lovelace");
  await ada.getByText("You are lovelace now.").waitFor();
  await types("//not a command");
  await hears(eve, "/not a command");
  await types("/help");
  await ada.getByRole("dialog", { name: "What you can type" }).getByText("/whois nick").waitFor();
  await ada.keyboard.press("Escape");
  await types("/join #tea");
  await ada.getByRole("heading", { name: "tea", level: 1 }).waitFor();
  await composer(ada).fill("/part");
  await composer(ada).press("Enter");
  await placeLink(ada, /^tea/).waitFor({ state: "detached" });
});
