import { type BrowserContext, chromium, type Page } from "playwright-core";
import { expect, it, onTestFinished } from "vitest";
import { scene } from "./scene.ts";

/** Runs the service worker, unless the page has done so by itself. */
const RUN_WORKER = `(async () => {
  try {
    const policy = trustedTypes.createPolicy("parley", { createScriptURL: (url) => url });
    await navigator.serviceWorker.register(policy.createScriptURL("/service-worker.js"));
  } catch {}
  await navigator.serviceWorker.ready;
})()`;

const NOTIFICATIONS = `navigator.serviceWorker.ready
  .then((registration) => registration.getNotifications())
  .then((all) => all.map(({ title, body, tag, data }) => tag + ": " + title + ": " + body + " " + data.url).sort())`;

/** The page of a server, in a browser that has run its service worker. */
async function withWorker(origin: string): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  onTestFinished(() => browser.close());
  const context = await browser.newContext();
  await context.grantPermissions(["notifications"], { origin });
  const page = await context.newPage();
  await page.goto(origin);
  await page.evaluate(RUN_WORKER);
  return { page, context };
}

it("starts the page where the server can't be reached, and stands in no other's way", async () => {
  const server = await scene();
  const origin = `http://localhost:${server.port}`;
  const { page } = await withWorker(origin);
  expect((await page.request.get(`${origin}/session`)).status()).toBe(401);
  await server.stop();
  await page.reload();
  await page.locator("#root > *").first().waitFor();
  await expect(page.goto(`${origin}/session`)).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
});

it("shows what is pushed, the latest of each place", async () => {
  const server = await scene();
  const origin = `http://localhost:${server.port}`;
  const { page, context } = await withWorker(origin);
  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations: [one] }) => {
      if (one) resolve(one.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await registered;
  const said = { place: "#den", from: "bob", msgid: "e-1", seq: 1, at: 1 };
  for (const data of [
    { ...said, text: "hello" },
    { ...said, text: "bye" },
    { ...said, place: "bob", text: "psst" },
  ]) {
    await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: JSON.stringify(data) });
  }
  await expect
    .poll(() => page.evaluate(NOTIFICATIONS))
    .toEqual(["#den: bob in #den: bye /#/channel/den/e-1", "bob: bob: psst /#/talk/bob/e-1"]);
});
