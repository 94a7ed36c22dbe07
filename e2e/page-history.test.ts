import type { Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { closeBrowser, composer, enterPage, hide, message, placeLink, said, scrollUp } from "./browser.ts";
import type { TestServer } from "./harness.ts";
import type { JsonPeer } from "./json-peer.ts";
import { join, scene } from "./scene.ts";

afterAll(closeBrowser);

const HISTORY = 1_000;

/** Long enough for some of them to take several lines. */
const textOf = (i: number): string => `entry ${i} ${"of a long history ".repeat(i % 13)}`.trim();

/** Somebody who has said a lot. */
async function chronicler(server: TestServer, count = HISTORY): Promise<JsonPeer> {
  const clio = await join(server, "clio");
  for (let from = 1; from <= count; from += 50) {
    const texts = Array.from({ length: Math.min(50, count + 1 - from) }, (_, i) => textOf(from + i));
    for (const text of texts.slice(0, -1)) clio.peer.command({ type: "say", to: "#lobby", text });
    await clio.say(texts.at(-1) ?? "");
  }
  return clio;
}

/**
 * Scrolls up by so many pixels at most in each picture until the beginning is in sight, and looks where the messages are that were
 * in sight before and after. What is loaded above them must not move them; that is the largest of what they moved by
 * beyond what was scrolled, in pixels. It is their lower ends that count: a message that has its author's other messages
 * above it once they are loaded loses the head over its text, which stays where it is.
 *
 * What counts is where they stand in the picture that one sees. Right before it is drawn the list measures its rows, which
 * are hidden until then, and puts them right. So a `ResizeObserver` that comes after the list's says which there are, and
 * an `IntersectionObserver`, which looks at the picture, where they stand.
 */
const scrollToTheBeginning = (pixels: number): string => `(async () => {
  const log = document.querySelector("[role=log]");
  const top = log.querySelector(".timeline-top");
  const picture = () => new Promise((done) => requestAnimationFrame(() => {
    const measured = new ResizeObserver(() => {
      measured.disconnect();
      const look = new IntersectionObserver((entries) => {
        look.disconnect();
        done(new Map(entries
          .filter(({ target, boundingClientRect: at, rootBounds: box }) =>
            target !== top && at.bottom > box.top && at.top < box.bottom)
          .map(({ target, boundingClientRect: at }) => [target.dataset.key, at.bottom])));
      }, { root: log });
      look.observe(top);
      for (const one of log.querySelectorAll("article[data-key]"))
        if (one.checkVisibility({ visibilityProperty: true })) look.observe(one);
    });
    measured.observe(top);
  }));
  let jump = 0;
  let pages = 0;
  let rests = 0;
  let before = await picture();
  const seen = new Set(before.keys());
  let height = log.scrollHeight;
  log.dispatchEvent(new WheelEvent("wheel", { deltaY: -120 }));
  for (let i = 0; i < 6000; i++) {
    const begins = top.textContent.includes("begins");
    rests = begins && log.scrollTop === 0 ? rests + 1 : 0;
    if (rests === 3) return { jump, pages, seen: seen.size };
    const by = Math.min(${pixels}, log.scrollTop);
    log.scrollBy(0, -by);
    const after = await picture();
    const moved = [...after]
      .filter(([key]) => before.has(key))
      .map(([key, bottom]) => Math.abs(bottom - before.get(key) - by));
    // Where none is left without having been scrolled away, all of them have jumped out of sight.
    if (moved.length === 0 && before.size > 0 && by < log.clientHeight / 2) jump = Infinity;
    jump = Math.max(jump, ...moved);
    for (const key of after.keys()) seen.add(key);
    if (log.scrollHeight > height + 1000) pages++;
    height = log.scrollHeight;
    before = after;
  }
  throw new Error("the beginning was not reached");
})()`;

interface Scrolled {
  readonly jump: number;
  readonly pages: number;
  readonly seen: number;
}

it("a thousand messages are scrolled back to the first, and nothing jumps when more is loaded", async () => {
  const server = await scene();
  await chronicler(server);
  const ada = await enterPage(server, "ada");
  await said(ada, textOf(HISTORY));
  const { jump, pages, seen } = await ada.evaluate<Scrolled>(scrollToTheBeginning(120));
  expect(pages).toBeGreaterThan(5);
  expect(seen).toBe(HISTORY);
  expect(jump).toBeLessThan(4);
  await message(ada, /^\w*clio.*entry 1\b/).waitFor();
  await ada.getByText("This is where it begins.").waitFor();
  await ada.getByRole("button", { name: "To the latest" }).click();
  await inSight(ada, textOf(HISTORY));
});

it("who is at the top already when more is loaded keeps what they read in sight", async () => {
  const server = await scene();
  await chronicler(server, 400);
  const ada = await enterPage(server, "ada");
  await said(ada, textOf(400));
  const { jump, pages } = await ada.evaluate<Scrolled>(scrollToTheBeginning(Infinity));
  expect(pages).toBeGreaterThan(1);
  // What lies below where one has leapt to is measured meanwhile, which may move the text by some lines.
  expect(jump).toBeLessThan(100);
});

it("the line of what is new stands where one stopped reading, and what comes while one reads above is counted", async () => {
  const server = await scene();
  const clio = await chronicler(server, 60);
  const ada = await enterPage(server, "ada", { at: "#/channel/tea" });
  await placeLink(ada, /^lobby/).click();
  await said(ada, textOf(60));
  await placeLink(ada, /^lobby$/).waitFor();
  await placeLink(ada, /^tea/).click();
  await ada.getByRole("textbox", { name: "Message #tea" }).waitFor();
  for (const text of ["late news", "later news"]) await clio.say(text);
  await placeLink(ada, /^lobby *, 2 unread/).click();
  await ada.getByRole("heading", { name: "New", exact: true }).waitFor();
  // Rows have no text that one sees before they are in their places.
  for (const text of [textOf(60), "late news", "later news"]) await said(ada, text);
  const rows = await ada.locator("[role=log] li").allInnerTexts();
  const line = rows.indexOf("New");
  expect(rows.slice(0, line).join()).toContain(textOf(60));
  expect(rows[line + 1]).toContain("late news");
  expect(rows.slice(0, line).join()).not.toContain("news");
  await scrollUp(ada, 2_000);
  await ada.getByRole("button", { name: "To the latest" }).waitFor();
  await clio.say("breaking news");
  await ada.getByRole("button", { name: "1 new message" }).click();
  await inSight(ada, "breaking news");
  await ada.getByRole("button", { name: "To the latest" }).waitFor({ state: "detached" });
  await hide(ada, true);
  await clio.say("unseen news");
  await hide(ada, false);
  await inSight(ada, "unseen news");
});

it("the end stays in sight while what is written below it grows and shrinks", async () => {
  const server = await scene();
  const clio = await chronicler(server, 60);
  const ada = await enterPage(server, "ada");
  await inSight(ada, textOf(60));
  for (let i = 1; i <= 3; i++) {
    await composer(ada).fill("several\nlines\nof\ntext\n".repeat(3));
    await clio.say(`while it is high ${i}`);
    await inSight(ada, `while it is high ${i}`);
    await composer(ada).fill("");
    await clio.say(`while it is low ${i}`);
    await inSight(ada, `while it is low ${i}`);
  }
  expect(await ada.getByRole("button", { name: /To the latest|new message/ }).count()).toBe(0);
});

/** Takes most of what is drawn away and puts it back before the next picture, as when rows turn out to be of other heights. */
const SHRINK_FOR_A_MOMENT = `(() => {
  const log = document.querySelector("[role=log]");
  const list = log.querySelector("ol");
  list.hidden = true;
  const shrunk = log.scrollTop;
  list.hidden = false;
  return log.scrollHeight - log.clientHeight - shrunk;
})()`;

it("only by hand one leaves the end, not by what the list does", async () => {
  const server = await scene();
  const clio = await chronicler(server, 60);
  const ada = await enterPage(server, "ada", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await inSight(ada, textOf(60));
  for (let i = 1; i <= 5; i++) {
    expect(await ada.evaluate<number>(SHRINK_FOR_A_MOMENT)).toBeGreaterThan(500);
    await inSight(ada, i === 1 ? textOf(60) : `and after that ${i - 1}`);
    await clio.say(`and after that ${i}`);
    await inSight(ada, `and after that ${i}`);
  }
  const toEnd = ada.getByRole("button", { name: /To the latest|new message/ });
  expect(await toEnd.count()).toBe(0);
  await pull(ada, 300);
  await toEnd.waitFor();
  await clio.say("out of sight");
  await ada.getByRole("button", { name: "1 new message" }).click();
  await inSight(ada, "out of sight");
});

it("going through the messages by keyboard is no reason to leave the end while nothing scrolls", async () => {
  const server = await scene();
  const clio = await chronicler(server, 3);
  const ada = await enterPage(server, "ada");
  await inSight(ada, textOf(3));
  const toEnd = ada.getByRole("button", { name: /To the latest|new message/ });
  await message(ada, textOf(3)).focus();
  await ada.keyboard.press("ArrowUp");
  await ada.locator("article:focus", { hasText: textOf(2) }).waitFor();
  expect(await toEnd.count()).toBe(0);
  for (let i = 4; i <= 60; i++) await clio.say(textOf(i));
  await inSight(ada, textOf(60));
  await ada.locator("article:focus", { hasText: textOf(2) }).press("Home");
  await toEnd.waitFor();
  await ada.locator("article:focus").press("End");
  await toEnd.waitFor({ state: "detached" });
  await inSight(ada, textOf(60));
});

it("a link to a message opens where it stands, with what is around it", async () => {
  const server = await scene();
  const clio = await chronicler(server, 400);
  const id = await idOf(clio, textOf(123));
  const ada = await enterPage(server, "ada", { at: `#/channel/lobby/${id}` });
  await inSight(ada, textOf(123));
  await said(ada, textOf(122));
  await said(ada, textOf(124));
  await clio.say("meanwhile");
  await ada.getByRole("button", { name: "To the latest" }).click();
  await inSight(ada, "meanwhile");
  await ada.goto(new URL("#/channel/lobby/nothing", ada.url()).href);
  await ada.getByRole("alert").getByText("not there any more").waitFor();
});

it("who says something while they read what is long past sees it at the end", async () => {
  const server = await scene();
  const clio = await chronicler(server, 400);
  const id = await idOf(clio, textOf(50));
  const ada = await enterPage(server, "ada", { at: `#/channel/lobby/${id}` });
  await inSight(ada, textOf(50));
  await composer(ada).fill("I was there");
  await composer(ada).press("Enter");
  await inSight(ada, "I was there");
  await said(ada, textOf(400));
});

it("what was said is found, by words, by whom and where, and opened where it stands", async () => {
  const server = await scene();
  const clio = await chronicler(server, 300);
  const tea = await join(server, "tom", "#tea");
  await clio.say("the owl flies at night https://parley.example/owl");
  await tea.say("owl tea is on sale", "#tea");
  // What was said a moment ago may not be found yet.
  for (const one of [clio, tea]) await expect.poll(() => finds(one, "owl"), { timeout: 10_000 }).toBe(1);
  const ada = await enterPage(server, "ada", { at: "#/channel/tea" });
  await said(ada, "owl tea");
  for (let i = 0; i < 120; i++) clio.peer.command({ type: "say", to: "#lobby", text: `after ${i}` });
  await clio.fence();
  await ada.getByRole("searchbox", { name: "Search messages" }).fill("owl");
  await ada.getByRole("searchbox", { name: "Search messages" }).press("Enter");
  await ada.getByText("2 found").waitFor();
  expect(await ada.locator("mark").allInnerTexts()).toContain("owl");
  await ada.getByLabel("Where").selectOption("#tea");
  await ada.getByText("1 found").waitFor();
  await ada.getByRole("link", { name: "owl tea is on sale" }).waitFor();
  await ada.getByLabel("Where").selectOption("");
  await ada.getByLabel("From").fill("clio");
  await ada.getByText("1 found").waitFor();
  await ada.getByRole("link", { name: "flies at night" }).waitFor();
  await ada.getByLabel("From").fill("");
  await ada.getByLabel("has a link").check();
  await ada.getByText("1 found").waitFor();
  await ada.getByRole("link", { name: "flies at night" }).click();
  await ada.getByRole("heading", { name: "lobby", level: 1 }).waitFor();
  await inSight(ada, "the owl flies at night");
  await ada.goBack();
  await ada.getByText("1 found").waitFor();
  await ada.getByRole("searchbox", { name: "What to search for" }).fill("unheardof");
  await ada.getByText("Nothing was found.").waitFor();
});

/** Pulls the messages down with a finger. @param by how far, in pixels */
async function pull(page: Page, by: number): Promise<void> {
  const touch = await page.context().newCDPSession(page);
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: 190, y: 250 }] });
  for (let moved = 20; moved <= by; moved += 20)
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x: 190, y: 250 + moved }] });
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

async function finds(peer: JsonPeer, text: string): Promise<number> {
  return (await peer.ask({ type: "search", text })).messages?.length ?? 0;
}

async function idOf(peer: JsonPeer, text: string): Promise<string> {
  const { messages = [] } = await peer.ask({ type: "history", channel: "#lobby", limit: 500 });
  return messages.find((one) => one.text === text)?.id ?? "";
}

/** Waits until a message stands within the part of the timeline that one sees. */
function inSight(page: Page, text: string): Promise<void> {
  const isInSight = `(() => {
    const log = document.querySelector("[role=log]");
    const box = log.getBoundingClientRect();
    return [...log.querySelectorAll("article[data-key]")].some((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      const isIt = one.querySelector(".timeline-text")?.innerText.startsWith(${JSON.stringify(text)});
      return isIt && top >= box.top - 1 && bottom <= box.bottom + 1;
    });
  })()`;
  return expect.poll(() => page.evaluate<boolean>(isInSight), { timeout: 10_000 }).toBe(true);
}
