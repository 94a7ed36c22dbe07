import { Buffer } from "node:buffer";
import type { Locator, Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { linkedFiles } from "../src/core/files.ts";
import { closeBrowser, composer, enterPage, message, openPage } from "./browser.ts";
import { LIST_RESTS } from "./in-page.ts";
import { join, scene } from "./scene.ts";

afterAll(closeBrowser);

/** The files that are shared with what is said next. */
function attachments(page: Page): Locator {
  return page.getByRole("list", { name: "Files to share" }).getByRole("listitem");
}

interface Given {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

async function picture(page: Page, name = "view.png"): Promise<Given> {
  return { name, mimeType: "image/png", buffer: await page.screenshot() };
}

const NOTES: Given = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("remember the milk") };

/** A short film, made by the browser. */
async function film(page: Page): Promise<Given> {
  const bytes = await page.evaluate<string>(`(async () => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const over = new Promise((done) => { recorder.onstop = done; });
    // Told of what there is so often, in milliseconds; none of it is there before the first picture was taken.
    recorder.start(100);
    for (let i = 0; i < 12 || !parts.some(({ size }) => size > 0); i++) {
      context.fillStyle = "hsl(" + i * 30 + " 80% 50%)";
      context.fillRect(0, 0, 300, 150);
      await new Promise((done) => requestAnimationFrame(done));
    }
    recorder.stop();
    await over;
    const url = await new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(new Blob(parts));
    });
    return url.slice(url.indexOf(",") + 1);
  })()`);
  return { name: "film.webm", mimeType: "video/webm", buffer: Buffer.from(bytes, "base64") };
}

/** Chooses files as with the browser's own window for it. */
async function pick(page: Page, ...files: readonly Given[]): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Share files" }).click();
  await (await choosing).setFiles(files);
}

async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

/** Drops or pastes a file. */
async function give(page: Page, how: "drop" | "paste", { name, mimeType, buffer }: Given): Promise<void> {
  await page.evaluate(`{
    const bytes = Uint8Array.from(atob(${JSON.stringify(buffer.toString("base64"))}), (one) => one.charCodeAt(0));
    const given = new DataTransfer();
    given.items.add(new File([bytes], ${JSON.stringify(name)}, { type: ${JSON.stringify(mimeType)} }));
    const about = { bubbles: true, cancelable: true };
    window.paste = () => new ClipboardEvent("paste", { ...about, clipboardData: given });
    window.drag = (type) => new DragEvent(type, { ...about, dataTransfer: given });
  }`);
  if (how === "paste") {
    await page.evaluate("document.activeElement.dispatchEvent(paste())");
    return;
  }
  await page.evaluate(`for (const type of ["dragenter", "dragover"]) document.body.dispatchEvent(drag(type))`);
  await page.getByText("Drop files").waitFor();
  await page.evaluate(`document.body.dispatchEvent(drag("drop"))`);
}

/** Whether each picture is there. */
function drawn(images: Locator): Promise<boolean[]> {
  return images.evaluateAll((all) => all.map((image) => Number(Reflect.get(image, "naturalWidth")) > 0));
}

/** Whether a film can be played. */
function ready(film: Locator): Promise<boolean> {
  return film.evaluate((one) => Number(Reflect.get(one, "readyState")) > 0);
}

it("files that are dropped, pasted and picked are shared, and shown to others where they were said", async () => {
  const server = await scene();
  const eve = await join(server, "eve");
  const ada = await enterPage(server, "ada");
  const bob = await enterPage(server, "bob");
  await give(ada, "drop", await picture(ada));
  await attachments(ada).filter({ hasText: "view.png" }).waitFor();
  await composer(ada).focus();
  await give(ada, "paste", await picture(ada, "image.png"));
  await attachments(ada).nth(1).waitFor();
  await pick(ada, await film(ada), NOTES);
  await attachments(ada)
    .filter({ hasText: "notes.txt" })
    .getByText(/ready$/)
    .waitFor();
  await send(ada, "look at these");
  expect(linkedFiles((await eve.next("message")).text)).toHaveLength(4);
  const shown = message(bob, "look at these");
  await expect.poll(() => drawn(shown.getByRole("img"))).toEqual([true, true]);
  await expect.poll(() => ready(shown.locator("video"))).toBe(true);
  const card = shown.getByRole("link", { name: "notes.txt" });
  expect(await card.innerText()).toContain("17 bytes");
  const opening = bob.context().waitForEvent("page");
  await card.click();
  const opened = await opening;
  await expect.poll(() => opened.locator("body").innerText()).toBe("remember the milk");
  // The links of the files stand below the message only.
  expect(await shown.locator(".timeline-text").innerText()).toBe("look at these");
});

it("a picture has its room before it is there, so that nothing moves when it comes", async () => {
  const server = await scene();
  const ada = await enterPage(server, "ada");
  const bob = await enterPage(server, "bob");
  const gate = Promise.withResolvers<void>();
  await bob.route("**/files/**", async (route) => {
    await gate.promise;
    await route.continue();
  });
  await pick(ada, await picture(ada));
  await attachments(ada)
    .getByText(/ready$/)
    .waitFor();
  await send(ada, "the view");
  await message(bob, "the view").getByRole("img").waitFor();
  await bob.evaluate(LIST_RESTS);
  const before = await message(bob, "the view").boundingBox();
  gate.resolve();
  await expect.poll(() => drawn(message(bob, "the view").getByRole("img"))).toEqual([true]);
  await bob.evaluate(LIST_RESTS);
  expect(await message(bob, "the view").boundingBox()).toEqual(before);
  expect(before?.height).toBeGreaterThan(200);
});

it("an upload shows how far it is, can be taken back, and is waited for by what is said with it", async () => {
  const server = await scene();
  const eve = await join(server, "eve");
  const ada = await enterPage(server, "ada");
  const gate = Promise.withResolvers<void>();
  await ada.route("**/files**", async (route) => {
    await gate.promise;
    await route.continue();
  });
  await pick(ada, NOTES, { ...NOTES, name: "other.txt" });
  await ada.getByRole("progressbar", { name: "Upload of notes.txt" }).waitFor();
  await ada.getByRole("button", { name: "Don't share other.txt" }).click();
  await send(ada, "my notes");
  await ada.getByText("It is sent as soon as the files are there.").waitFor();
  expect(await composer(ada).inputValue()).toBe("my notes");
  gate.resolve();
  const { text } = await eve.next("message");
  expect(text).toMatch(/^my notes\s+http/);
  expect(linkedFiles(text)).toHaveLength(1);
  await attachments(ada).first().waitFor({ state: "detached" });
});

it("a file that is refused says why, beside it, and what was typed stays", async () => {
  const server = await scene("--file-size", "10kB", "--file-types", "text/*");
  const ada = await enterPage(server, "ada", { mayFail: /files/ });
  const large = { ...NOTES, name: "large.txt", buffer: Buffer.alloc(20_000, "a") };
  await pick(ada, large, await picture(ada));
  await attachments(ada)
    .filter({ hasText: "large.txt" })
    .getByRole("alert")
    .getByText(/larger|large/)
    .waitFor();
  await attachments(ada).filter({ hasText: "view.png" }).getByRole("alert").waitFor();
  await send(ada, "without them");
  expect(await composer(ada).inputValue()).toBe("without them");
  await ada.getByRole("button", { name: "Don't share large.txt" }).click();
  await ada.getByRole("button", { name: "Don't share view.png" }).click();
  await composer(ada).press("Enter");
  await message(ada, "without them").waitFor();
});

it("files that are for members alone are shown to them, and given to nobody else", async () => {
  const server = await scene("--file-links", "members");
  const eve = await join(server, "eve", "#den");
  const ada = await enterPage(server, "ada", { at: "#/channel/den", mayFail: /files/ });
  const bob = await enterPage(server, "bob", { at: "#/channel/den", mayFail: /files/ });
  await pick(ada, await picture(ada), NOTES);
  await attachments(ada)
    .filter({ hasText: "notes.txt" })
    .getByText(/ready$/)
    .waitFor();
  await send(ada, "for us");
  const { text } = await eve.next("message");
  const shown = message(bob, "for us");
  await expect.poll(() => drawn(shown.getByRole("img"))).toEqual([true]);
  const saving = bob.waitForEvent("download");
  await shown.getByRole("link", { name: "notes.txt" }).click();
  expect((await saving).suggestedFilename()).toBe("notes.txt");
  const [link = ""] = /http\S+/.exec(text) ?? [];
  const stranger = await openPage(server, { nick: "mallory" });
  expect((await stranger.request.get(link)).status()).toBeGreaterThanOrEqual(400);
});
