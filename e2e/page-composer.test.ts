import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { linkedFiles } from "../src/core/files.ts";
import { closeBrowser, composer, enterPage, Gate, member, placeLink, said, say } from "./browser.ts";
import { join, scene } from "./scene.ts";

afterAll(closeBrowser);

const textOf = (page: Page): Promise<string> => composer(page).inputValue();

function timeline(page: Page): ReturnType<Page["getByRole"]> {
  return page.getByRole("log");
}

/** What stands above the box. */
function panel(page: Page): ReturnType<Page["locator"]> {
  return page.locator(".composer-result");
}

it("says, changes and answers messages by the keyboard alone", async () => {
  const server = await scene();
  const page = await enterPage(server, "ada");
  const bob = await join(server, "bob", "#lobby");
  const box = composer(page);
  await box.click();
  await page.keyboard.type("hello");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("there");
  await page.keyboard.press("Enter");
  expect((await bob.next("message")).text).toBe("hello\nthere");
  await expect.poll(() => textOf(page)).toBe("");
  // What is still on its way can't be changed.
  await said(page, "there");
  await page.keyboard.press("ArrowUp");
  const change = page.getByRole("textbox", { name: "Change your message" });
  await change.and(page.locator(":focus")).waitFor();
  expect(await change.inputValue()).toBe("hello\nthere");
  await change.fill("goodbye");
  await page.keyboard.press("Enter");
  expect((await bob.next("edit")).text).toBe("goodbye");
  // The keyboard is back where one writes.
  await box.and(page.locator(":focus")).waitFor();
  await page.keyboard.press("ArrowUp");
  await change.and(page.locator(":focus")).waitFor();
  await page.keyboard.type(" never");
  await page.keyboard.press("Escape");
  await expect.poll(() => textOf(page)).toBe("");
});

it("completes what is typed, and has commands answered in place", async () => {
  const server = await scene();
  const page = await enterPage(server, "ada", { mayFail: /emoji/ });
  await join(server, "bobby", "#lobby");
  await member(page, /^bobby/).waitFor();
  const box = composer(page);
  await box.pressSequentially("@bo");
  const options = page.getByRole("option");
  await options.first().waitFor();
  const active = await box.getAttribute("aria-activedescendant");
  expect(await page.locator(`[id="${active}"]`).innerText()).toBe("bobby");
  await box.press("Enter");
  expect(await textOf(page)).toBe("@bobby ");
  await box.pressSequentially(":tada");
  await options.first().waitFor();
  await box.press("Tab");
  expect(await textOf(page)).toBe("@bobby 🎉 ");
  await box.fill("");
  await box.pressSequentially("/whoi");
  await options.first().waitFor();
  await box.press("Tab");
  await box.pressSequentially("bobby");
  await box.press("Enter");
  await panel(page).getByText("bobby is ").first().waitFor();
  await box.fill("/whois nobody");
  await box.press("Enter");
  await page.locator(".composer-result.problem").waitFor();
  // What was refused can be mended.
  await expect.poll(() => textOf(page)).toBe("/whois nobody");
  await box.fill("/join #tea");
  await box.press("Enter");
  await page.getByRole("textbox", { name: "Message #tea" }).waitFor();
});

it("keeps order in a channel by commands, and shows how it stands", async () => {
  const server = await scene();
  const page = await enterPage(server, "ada");
  const type = async (text: string): Promise<void> => {
    await composer(page).fill(text);
    // It can be pressed once the command before has its answer.
    await page.getByRole("button", { name: "Send", exact: true }).click();
  };
  await type("/join #tea,#cake");
  await page.getByRole("textbox", { name: "Message #cake" }).waitFor();
  const eve = await join(server, "eve", "#cake");
  await type("/op eve");
  expect((await eve.next("mode")).changes).toEqual([{ set: true, mode: "o", parameter: "eve" }]);
  await type("/ban eve");
  expect((await eve.next("mode")).changes).toEqual([{ set: true, mode: "b", parameter: "eve!*@*" }]);
  await type("/mode");
  await panel(page).getByText("+b eve!*@*").waitFor();
  expect(await panel(page).innerText()).toContain("#cake has the modes +nt");
  await type("/unban eve");
  expect((await eve.next("mode")).changes).toEqual([{ set: false, mode: "b", parameter: "eve!*@*" }]);
  await type("/topic");
  await panel(page).getByText("#cake has no topic.").waitFor();
  await type("/close");
  expect(await eve.next("part")).toMatchObject({ channel: "#cake", from: { nick: "ada" } });
});

it("leaves the box to what is written next while a command has no answer yet", async () => {
  const server = await scene();
  const eve = await join(server, "eve", "#lobby");
  const gate = new Gate();
  const page = await enterPage(server, "ada", { gate });
  const box = composer(page);
  await member(page, /^eve/).waitFor();
  gate.close();
  await box.fill("/nick ada-2");
  await box.press("Enter");
  expect(await textOf(page)).toBe("");
  await box.pressSequentially("here I am");
  expect(await eve.next("nick")).toMatchObject({ nick: "ada-2" });
  gate.open();
  await panel(page).getByText("You are ada-2 now.").waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  expect(await eve.next("message")).toMatchObject({ from: { nick: "ada-2" }, text: "here I am" });
  await said(page, "here I am");

  // What is refused comes back, but not over what was written since.
  for (const [since, left] of [
    ["", "/kick eve"],
    ["never mind", "never mind"],
  ] as const) {
    gate.close();
    await box.fill("/kick eve");
    await box.press("Enter");
    await box.fill(since);
    gate.open();
    await panel(page).getByText("Only an operator of the channel").waitFor();
    await expect.poll(() => textOf(page)).toBe(left);
    if (since !== "") await panel(page).getByText("/kick eve").waitFor();
    await page.keyboard.press("Escape");
    await panel(page).waitFor({ state: "detached" });
  }

  // Whoever has looked elsewhere meanwhile finds it too.
  gate.close();
  await box.fill("/kick eve");
  await box.press("Enter");
  await page.goto(new URL("#/settings/look", page.url()).href);
  await placeLink(page, /^lobby/).click();
  await box.waitFor();
  expect(await textOf(page)).toBe("");
  gate.open();
  await expect.poll(() => textOf(page)).toBe("/kick eve");

  // What is written behind a command that leads elsewhere is not said here.
  gate.close();
  await box.fill("/join #tea");
  await box.press("Enter");
  await box.fill("not for the lobby");
  await box.press("Enter");
  expect(await textOf(page)).toBe("not for the lobby");
  gate.open();
  await page.getByRole("textbox", { name: "Message #tea" }).waitFor();
  await composer(page).fill("/msg #lobby hello");
  await composer(page).press("Enter");
  expect(await eve.next("message")).toMatchObject({ text: "hello" });
});

it("keeps what was typed in each place, also when the page is opened again", async () => {
  const server = await scene();
  const page = await enterPage(server, "ada");
  await composer(page).fill("for the lobby");
  await page.goto(`http://127.0.0.1:${server.port}/#/channel/tea`);
  const tea = page.getByRole("textbox", { name: "Message #tea" });
  await tea.fill("for the tea");
  await page.goto(`http://127.0.0.1:${server.port}/#/channel/lobby`);
  const lobby = page.getByRole("textbox", { name: "Message #lobby" });
  await lobby.waitFor();
  expect(await lobby.inputValue()).toBe("for the lobby");
  await page.reload();
  await lobby.waitFor();
  await expect.poll(() => lobby.inputValue()).toBe("for the lobby");
});

it("uploads files, shows how far they are, and says their links with the text", async () => {
  const server = await scene("--file-size", "30MB");
  const page = await enterPage(server, "ada", { mayFail: /files/ });
  const bob = await join(server, "bob", "#lobby");
  const box = composer(page);
  const rows = page.getByRole("list", { name: "Files to share" }).getByRole("listitem");
  // Two parts of an upload.
  const large = Buffer.alloc(20_000_000, 7);
  await page.locator("input[type=file]").setInputFiles([
    { name: "grün 1.txt", mimeType: "text/plain", buffer: Buffer.from("green") },
    { name: "large.bin", mimeType: "application/octet-stream", buffer: large },
    { name: "false.png", mimeType: "image/png", buffer: Buffer.from("no picture") },
  ]);
  await rows.filter({ hasText: "The file is not of the type image/png" }).waitFor();
  await page.getByRole("button", { name: "Don't share false.png" }).click();
  await box.fill("look");
  // It goes when the files are there.
  await box.press("Enter");
  const { text } = await bob.next("message");
  expect(text).toMatch(/^look http/);
  expect(linkedFiles(text)).toHaveLength(2);
  await expect.poll(() => rows.count()).toBe(0);
  await expect.poll(() => textOf(page)).toBe("");
  const link = text.split(" ").at(-1) ?? "";
  const got = await fetch(link);
  expect(Buffer.from(await got.arrayBuffer()).equals(large)).toBe(true);
});

it("takes a picture from the clipboard and files that are dropped", async () => {
  const server = await scene();
  const page = await enterPage(server, "ada");
  // What gives the box the keyboard also listens for what is dropped.
  await composer(page).and(page.locator(":focus")).waitFor();
  await page.evaluate(`{
    const pasted = new DataTransfer();
    pasted.items.add(new File(["pasted"], "image.txt"));
    const paste = { clipboardData: pasted, bubbles: true, cancelable: true };
    document.querySelector("textarea").dispatchEvent(new ClipboardEvent("paste", paste));
    const dropped = new DataTransfer();
    dropped.items.add(new File(["dropped"], "dropped.txt"));
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, cancelable: true }));
  }`);
  const rows = page.getByRole("list", { name: "Files to share" }).getByRole("listitem");
  await rows.filter({ hasText: "Picture " }).waitFor();
  await rows.filter({ hasText: "dropped.txt" }).waitFor();
});

it("picks emoji by the keyboard, and reacts with any", async () => {
  const server = await scene();
  const page = await enterPage(server, "ada");
  await say(page, "what a day");
  const row = timeline(page).getByRole("article").filter({ hasText: "what a day" });
  await page.getByRole("button", { name: "Emoji" }).click();
  const picker = page.getByRole("dialog", { name: "Emoji" });
  await picker.waitFor();
  await page.keyboard.type("tada");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  expect(await textOf(page)).toBe("🎉");
  await row.hover();
  await page
    .getByRole("button", { name: /^React/ })
    .first()
    .click();
  await page.getByRole("button", { name: "More reactions" }).click();
  await picker.waitFor();
  // What was used last comes first.
  await picker.getByRole("button", { name: "tada" }).click();
  await row.filter({ hasText: "🎉" }).waitFor();
});
