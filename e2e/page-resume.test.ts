import type { Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { closeBrowser, composer, enterPage, messages, openPage, said, say, visitor } from "./browser.ts";
import type { TestServer } from "./harness.ts";
import { again, join, lastingScene, scene } from "./scene.ts";

afterAll(closeBrowser);

/** What a browser writes to its console while there is no server. */
const AWAY = { mayFail: /WebSocket|net::ERR_/ };
/** Everything is on one screen, so that all of it is drawn. */
const TALL = { viewport: { width: 1280, height: 3_000 } };

/** Sends without waiting for anything. */
async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

/** Waits until these texts are in the timeline, in this order. A row has none before it is in its place. */
function shows(page: Page, texts: readonly string[]): Promise<void> {
  return expect.poll(() => messages(page).locator(".timeline-text").allInnerTexts()).toEqual(texts);
}

/** What the channel's log has, in its order. */
async function logged(server: TestServer): Promise<string[]> {
  const reader = await join(server, "reader");
  const { messages: all = [] } = await reader.ask({ type: "history", channel: "#lobby", after: 0, limit: 500 });
  return all.flatMap((one) => (one.type === "message" ? [one.text] : []));
}

function waiting(page: Page): ReturnType<Page["locator"]> {
  return page.locator(".timeline-pending");
}

function away(page: Page): ReturnType<Page["getByText"]> {
  return page.getByText("Not connected:");
}

it("what somebody says is there once and in order, however often the server is killed meanwhile", async () => {
  let server = await lastingScene();
  const page = await enterPage(server, "ann", { ...AWAY, ...TALL });
  const sent: string[] = [];
  const next = async (): Promise<void> => {
    sent.push(`word ${sent.length}.`);
    await send(page, sent.at(-1) ?? "");
  };
  for (let round = 0; round < 4; round++) {
    for (let i = 0; i <= round; i++) await next();
    const killed = server.kill();
    for (let i = 0; i < 3; i++) await next();
    await killed;
    await away(page).waitFor();
    for (let i = 0; i < 3; i++) await next();
    await expect.poll(() => waiting(page).count()).toBeGreaterThanOrEqual(3);
    await waiting(page).last().getByText("Sending").waitFor();
    await composer(page).fill(`half a sentence ${round}`);
    server = await again(server);
    await away(page).waitFor({ state: "detached" });
    expect(await composer(page).inputValue()).toBe(`half a sentence ${round}`);
    await composer(page).fill("");
  }
  await said(page, sent.at(-1) ?? "");
  await expect.poll(() => waiting(page).count()).toBe(0);
  await shows(page, sent);
  expect(await logged(server)).toEqual(sent);
  await page.reload();
  await said(page, sent.at(-1) ?? "");
  await shows(page, sent);
});

it("who does not want to wait for the next try is back at once", async () => {
  const server = await lastingScene();
  const page = await enterPage(server, "ann", AWAY);
  // By itself the page would not be back within this test.
  await page.evaluate(`{
    const soon = window.setTimeout;
    window.setTimeout = (run, ms) => soon(run, ms > 100 ? 3_600_000 : ms);
  }`);
  await server.kill();
  await away(page).waitFor();
  await again(server);
  await page.getByRole("button", { name: "Try now" }).click();
  await away(page).waitFor({ state: "detached" });
});

it("what others said meanwhile is there once, between what was there and what waited", async () => {
  const server = await scene();
  const bob = await join(server, "bob");
  const page = await enterPage(server, "ann", { ...AWAY, ...TALL });
  await say(page, "before");
  await page.context().setOffline(true);
  await away(page).waitFor();
  for (const text of ["one", "two", "three"]) await bob.say(text);
  await send(page, "what waited");
  await waiting(page).waitFor();
  await shows(page, ["before"]);
  // The browser says that it is online again, and the page does not wait for its next try.
  await page.context().setOffline(false);
  await said(page, "what waited");
  await away(page).waitFor({ state: "detached" });
  await shows(page, ["before", "one", "two", "three", "what waited"]);
  await bob.say("after");
  await said(page, "after");
  await shows(page, ["before", "one", "two", "three", "what waited", "after"]);
});

it("a page that still has something to send asks before it is closed, and only then", async () => {
  const server = await lastingScene();
  const page = await enterPage(server, "ann", AWAY);
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await say(page, "there");
  await page.reload();
  await said(page, "there");
  expect(asked).toEqual([]);
  await server.kill();
  await away(page).waitFor();
  await send(page, "not there yet");
  await waiting(page).waitFor();
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toEqual(["beforeunload"]);
  await again(server);
  await said(page, "not there yet");
});

it("two windows of one browser show the same, and each is told once", async () => {
  const server = await scene();
  const bob = await join(server, "bob");
  const context = await visitor({ nick: "ann", ...TALL });
  const [one, other] = [await context.newPage(), await context.newPage()];
  for (const page of [one, other]) {
    await page.goto(`http://127.0.0.1:${server.port}/`);
    await composer(page).waitFor();
  }
  await say(one, "from one");
  await say(other, "from the other");
  await bob.say("from bob");
  await say(one, "from one again");
  for (const page of [one, other]) {
    await said(page, "from one again");
    await shows(page, ["from one", "from the other", "from bob", "from one again"]);
    await expect.poll(() => waiting(page).count()).toBe(0);
  }
  expect(await logged(server)).toEqual(["from one", "from the other", "from bob", "from one again"]);
  await one.close();
  await bob.say("to one window");
  await said(other, "to one window");
  await say(other, "still here");
});

it("without a server the page opens all the same, says so, and goes on by itself once there is one", async () => {
  const server = await lastingScene();
  const page = await openPage(server, { nick: "ann", ...AWAY });
  await composer(page).waitFor();
  await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
  await composer(page).fill("kept over night");
  await server.kill();
  await page.reload();
  await page.getByText("The server can't be reached just now.").waitFor();
  await again(server);
  await composer(page).waitFor();
  expect(await composer(page).inputValue()).toBe("kept over night");
});

it("says beside the list of places too that it is not connected, on a phone", async () => {
  const server = await scene();
  const page = await enterPage(server, "ann", { ...AWAY, viewport: { width: 360, height: 740 } });
  await page.getByRole("button", { name: "Back to the list" }).click();
  await page.getByRole("navigation", { name: "Places" }).waitFor();
  await server.kill();
  await away(page).waitFor();
  await page.getByRole("navigation", { name: "Places" }).waitFor();
});

it("where a part of the page can't be loaded the rest goes on, and the page can be loaded again", async () => {
  const server = await scene();
  // What a service worker fetches is not to be kept from it.
  const page = await enterPage(server, "ann", { mayFail: /ERR_FAILED|dynamically imported/, serviceWorkers: "block" });
  await page.route("**/assets/settings-view-*", (route) => route.abort());
  await page.goto(new URL("#/settings", page.url()).href);
  await page.getByText("This part of the page could not be loaded.").waitFor();
  await composer(page).waitFor({ state: "detached" });
  await page.getByRole("link", { name: "lobby" }).click();
  await composer(page).waitFor();
  await page.goBack();
  await page.unroute("**/assets/settings-view-*");
  await page.getByRole("button", { name: "Load the page again" }).click();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
});
