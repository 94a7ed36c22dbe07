import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, expect, it, vi } from "vitest";
import { closeBrowser, openPage, visitor } from "./browser.ts";
import type { Peer, TestServer } from "./harness.ts";
import { does } from "./people.ts";
import { connection, scene } from "./scene.ts";

const PASSWORD = "open-sesame-77";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

vi.stubEnv("PARLEY_PASSWORD_ITERATIONS", "4096");
afterAll(closeBrowser);

/** Opens the status page as somebody who is signed in. */
async function statusOf(
  { port }: TestServer,
  account: string,
  options: Parameters<typeof visitor>[0] = {},
): Promise<Page> {
  const context = await visitor(options);
  const page = await context.newPage();
  const base = `http://127.0.0.1:${port}`;
  const answer = await context.request.post(`${base}/session`, {
    data: { account, password: PASSWORD },
    headers: { origin: base },
  });
  expect(answer.ok()).toBe(true);
  await page.goto(`${base}/#/status`);
  await page.getByRole("heading", { name: "Status" }).waitFor();
  return page;
}

async function withNetcat(server: TestServer, ...lines: readonly string[]): Promise<Peer> {
  const nc = await connection(server.port);
  for (const line of ["", ...lines]) nc.send(`${line}\n`);
  await nc.until("/help lists");
  return nc;
}

/** What axe-core finds wrong in the page. */
async function wrong(page: Page): Promise<unknown> {
  await page.evaluate(AXE);
  return page.evaluate(`axe.run(document.querySelector(".panel")).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]))`);
}

it("shows an operator the charts, the sessions, and what goes over a connection that may be watched", async () => {
  const server = await scene();
  await does(server.data, ["account", "add", "olivia", "--role", "owner"], PASSWORD);
  const nc = await withNetcat(server, "/wire allow");
  await nc.until("/wire forbid");
  const page = await statusOf(server, "olivia");
  await page.locator(".status-figure canvas").first().waitFor();
  expect(await page.locator(".status-figure").count()).toBe(6);
  await page.getByText("As a table: Memory").click();
  await page
    .getByRole("table", { name: /Memory/ })
    .getByRole("rowheader")
    .first()
    .waitFor();
  const row = page.getByRole("row", { name: new RegExp(`127.0.0.1:${nc.localPort}`) });
  await row.getByRole("button", { name: /Watch .* by relay/ }).press("Enter");
  await page.getByText("Watching. Passwords").waitFor();
  await nc.until("olivia watches from now on");
  nc.send(`/login nobody ${PASSWORD}\nhello <b>there</b>\n`);
  const frames = page.getByRole("list", { name: /What goes over/ });
  await frames.getByText("hello <b>there</b>").waitFor();
  expect(await frames.textContent()).toContain("/login ********");
  await frames.getByText('say {"to":"#lobby"').waitFor();
  expect(await frames.textContent()).toContain("␊");
  expect(await frames.textContent()).not.toContain(PASSWORD);
  await page.getByRole("button", { name: "Hex" }).press("Enter");
  await frames.getByText("68 65 6c 6c 6f").first().waitFor();
  expect(await wrong(page)).toEqual([]);
  await page.getByRole("columnheader", { name: "Dialect" }).getByRole("button").press("Enter");
  await page.locator('th[aria-sort="ascending"]', { hasText: "Dialect" }).waitFor();
  nc.close();
  await page.getByText("Not watched any more.").waitFor();
});

it("shows somebody their own sessions alone, on a phone, in the dark and from right to left", async () => {
  const server = await scene();
  await does(server.data, ["account", "add", "tom"], PASSWORD);
  const nc = await withNetcat(server, `/login tom ${PASSWORD}`);
  await nc.until("signed in to tom");
  await withNetcat(server);
  const page = await statusOf(server, "tom", { viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await page.evaluate(`document.documentElement.dir = "rtl"`);
  const rows = page.locator(".status-sessions tbody tr");
  await expect.poll(() => rows.count()).toBe(2);
  expect(await page.locator(".status-figure").count()).toBe(0);
  await page.getByRole("button", { name: /Watch .* by relay/ }).click();
  await page.getByText("Watching. Passwords").waitFor();
  nc.send("hello\n");
  await page
    .getByRole("list", { name: /What goes over/ })
    .getByText("hello")
    .waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  expect(await page.locator(".panel").evaluate((panel) => panel.scrollWidth <= panel.clientWidth)).toBe(true);
  expect(await wrong(page)).toEqual([]);
});

it("says nothing of others to a guest", async () => {
  const server = await scene();
  await withNetcat(server);
  const page = await openPage(server, { nick: "gus", at: "#/status" });
  const rows = page.locator(".status-sessions tbody tr");
  await expect.poll(() => rows.count()).toBe(1);
  expect(await rows.first().textContent()).toContain("gus");
});
