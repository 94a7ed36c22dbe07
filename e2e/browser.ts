import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { expect, onTestFinished } from "vitest";
import type { TestServer } from "./harness.ts";

/** The page in a real browser: Debian's Chromium. */

/** How somebody opens the page. */
export interface Opening extends BrowserContextOptions {
  /** What they are called, if they are a guest who has chosen a name before. */
  readonly nick?: string;
  /** What stands behind `#` in the address. */
  readonly at?: string;
  /** Errors that the page may write to the console. */
  readonly mayFail?: RegExp;
  /** Through which comes what the server tells the page. */
  readonly gate?: Gate;
}

/** Keeps back what a server tells a page by its WebSocket while it is closed, as a slow network does. */
export class Gate {
  #held: (() => void)[] | undefined;

  /** Stands before all pages of a browser that are opened from now on. */
  async guard(context: BrowserContext): Promise<void> {
    await context.routeWebSocket(/./, (page) => {
      page.connectToServer().onMessage((message) => {
        if (this.#held) this.#held.push(() => page.send(message));
        else page.send(message);
      });
    });
  }

  close(): void {
    this.#held ??= [];
  }

  /** Lets through what came meanwhile, in its order. */
  open(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const pass of held) pass();
  }
}

let shared: Promise<Browser> | undefined;

/** The browser of this file's tests. `closeBrowser` has to be called behind the last of them. */
export function browser(): Promise<Browser> {
  shared ??= chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  return shared;
}

/** Ends the browser. */
export async function closeBrowser(): Promise<void> {
  await (await shared)?.close();
  shared = undefined;
}

/** Somebody's own browser, as if nobody else had used it. */
export async function visitor(opening: Opening = {}): Promise<BrowserContext> {
  const { nick, at: _at, mayFail: _mayFail, gate, ...options } = opening;
  const context = await (await browser()).newContext({ viewport: { width: 1280, height: 800 }, ...options });
  onTestFinished(() => context.close());
  context.setDefaultTimeout(15_000);
  await gate?.guard(context);
  if (nick !== undefined) {
    await context.addInitScript((name) => {
      localStorage["parley.nick"] ??= JSON.stringify(name);
    }, nick);
  }
  return context;
}

/** Opens the page; the test fails if anything breaks in it. */
export async function openPage(server: TestServer, opening: Opening = {}): Promise<Page> {
  const page = await (await visitor(opening)).newPage();
  watchFor(page, opening.mayFail);
  await page.goto(`http://127.0.0.1:${server.port}/${opening.at ?? ""}`);
  return page;
}

/** The same, and waits until one can say something. */
export async function enterPage(server: TestServer, nick: string, opening: Opening = {}): Promise<Page> {
  const page = await openPage(server, { nick, ...opening });
  await composer(page).waitFor();
  if (opening.at?.startsWith("#/channel/")) await comeIn(page);
  return page;
}

/** Waits until one is in the channel of the address, which is made if there is none. */
async function comeIn(page: Page): Promise<void> {
  const make = page.getByRole("button", { name: "Make it" });
  const row = page.locator(".timeline-note, .timeline-notes, .timeline-message").first();
  await make.or(row).first().waitFor();
  if (await make.isVisible()) await make.click();
  await row.waitFor();
}

/** Where one writes. */
export function composer(page: Page): Locator {
  return page.getByRole("textbox", { name: /^Message / });
}

/** Says something, and waits until the server has it. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
  await said(page, text);
}

/** Waits until something stands in the timeline that somebody said, and is on the server's disk. */
export async function said(page: Page, text: string): Promise<void> {
  await message(page, text).waitFor();
}

/** The last message in the timeline that has this in its text. */
export function message(page: Page, text: string | RegExp): Locator {
  return messages(page).filter({ hasText: text }).last();
}

/** What happened, between the messages. */
export function note(page: Page, text: string | RegExp): Locator {
  return page.locator(".timeline-note", { hasText: text }).last();
}

/** The way to a place in the list of them, by its name and what is said of it there. */
export function placeLink(page: Page, name: string | RegExp): Locator {
  return page.getByRole("navigation", { name: "Places" }).getByRole("link", { name });
}

/** Somebody in the list of who is here, by their nick and what is said of them there. */
export function member(page: Page, name: string | RegExp): Locator {
  return page.getByRole("complementary", { name: "Who is here" }).getByRole("button", { name });
}

/** Turns the wheel over the messages. @param by how far, in pixels */
export async function scrollUp(page: Page, by: number): Promise<void> {
  await page.getByRole("log").hover();
  await page.mouse.wheel(0, -by);
}

/** Has the page be in a window that nobody sees, or in sight again. */
export async function hide(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, "hidden", { value: ${isHidden}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  `);
}

/** The messages that are drawn; what is on its way is not among them. */
export function messages(page: Page): Locator {
  return page.locator("article[data-key]");
}

/** What breaks in a page is a failure of the test; what the server refuses, the browser writes to the console too. */
function watchFor(page: Page, mayFail = /^$/): void {
  const broken: string[] = [];
  page.on("pageerror", (error) => broken.push(String(error.stack ?? error)));
  page.on("console", (message) => {
    const text = `${message.text()} ${message.location().url}`;
    if (message.type() === "error" && !mayFail.test(text)) broken.push(text);
  });
  onTestFinished(() => expect(broken).toEqual([]));
}
