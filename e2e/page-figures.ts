import { setTimeout as delay } from "node:timers/promises";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { Peer, type TestServer } from "./harness.ts";
import {
  FIRST_MESSAGE,
  type Frames,
  LOAD_ALL,
  opening,
  READ_ALL,
  STALLS,
  type Stalls,
  scrolling,
  WATCH_FIRST_MESSAGE,
  WATCH_STALLS,
} from "./in-page.ts";
import { JsonPeer } from "./json-peer.ts";

/** What the page can do, measured in a browser, for the test that holds it to that and for `bench/page.ts`. */

/** Commands of one connection that are on their way at the same time. */
const IN_FLIGHT = 250;

/** A text as people write them: of some words, some with Markdown, some of several lines. */
export function textOf(number: number): string {
  const words = Array.from({ length: 4 + ((number * 7) % 23) }, (_, i) => WORDS[(number * 31 + i * 17) % WORDS.length]);
  const text = `${number}: ${words.join(" ")}`;
  if (number % 11 === 0) return `${text} **bold** and \`code\` and https://example.org/${number}`;
  if (number % 37 === 0) return `${text}\n\`\`\`js\nconst answer = ${number};\n\`\`\``;
  return number % 19 === 0 ? `${text}\n> a quote\n- and a list` : text;
}

const WORDS = "tea cake kettle garden river quick brown fox lazy dog jumps over moon under a the of with and".split(
  " ",
);

/** Fills a channel. */
export async function fill(server: TestServer, count: number, channel = "#lobby"): Promise<void> {
  const peer = await Peer.to(server.port);
  peer.command({ type: "hello", nick: "filler", ref: "hello" });
  peer.command({ type: "join", channel, ref: "join" });
  await peer.until(/"ref":"join".*\n/);
  for (let from = 0; from < count; from += IN_FLIGHT) {
    const until = Math.min(count, from + IN_FLIGHT);
    for (let i = from; i < until; i++) peer.command({ type: "say", to: channel, text: textOf(i), ref: `say-${i}` });
    await peer.until(`"ref":"say-${until - 1}"`);
    await peer.until("\n");
  }
  peer.close();
}

/** Lets people come into a channel, and say something there to be seen, and stay until they are closed. */
export async function crowd(server: TestServer, people: number, channel: string): Promise<readonly Peer[]> {
  const all: Peer[] = [];
  while (all.length < people) {
    const wave = Array.from({ length: Math.min(IN_FLIGHT, people - all.length) }, async (_, i) => {
      const peer = await Peer.to(server.port);
      peer.command({ type: "hello", nick: `person${String(all.length + i).padStart(5, "0")}`, ref: "hello" });
      peer.command({ type: "join", channel, ref: "join" });
      peer.command({ type: "say", to: channel, text: "here", ref: "say" });
      await peer.until(/"ref":"say".*\n/);
      // What they hear is not looked at.
      peer.socket.removeAllListeners("data").resume();
      return peer;
    });
    all.push(...(await Promise.all(wave)));
  }
  return all;
}

/** Somebody's own window on the page. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly cdp: CDPSession;
}

/** Opens a window that has not been at the page before, and does not go there yet. */
export async function visit(browser: Browser, nick: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript(`localStorage["parley.nick"] ??= ${JSON.stringify(JSON.stringify(nick))}`);
  await context.addInitScript(WATCH_FIRST_MESSAGE);
  const page = await context.newPage();
  return { context, page, cdp: await context.newCDPSession(page) };
}

/** What the first view takes. */
export interface FirstView {
  /** Bytes of JavaScript over the wire, heads included. */
  readonly scriptBytes: number;
  /** Bytes of everything. */
  readonly allBytes: number;
  /** Milliseconds from wanting the page to seeing the first message. */
  readonly firstMessage: number;
}

/** Opens the page for the first time, with nothing kept. @param encoding what the browser takes */
export async function firstView(browser: Browser, server: TestServer, encoding: "br" | "gzip"): Promise<FirstView> {
  const { context, page, cdp } = await visit(browser, "newcomer");
  const scripts = new Set<string>();
  let scriptBytes = 0;
  let allBytes = 0;
  const encodings = new Set<string>();
  cdp.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type !== "Script") return;
    scripts.add(requestId);
    encodings.add(response.headers["content-encoding"] ?? response.headers["Content-Encoding"] ?? "none");
  });
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    allBytes += encodedDataLength;
    if (scripts.has(requestId)) scriptBytes += encodedDataLength;
  });
  await cdp.send("Network.enable");
  await cdp.send("Network.setExtraHTTPHeaders", { headers: { "accept-encoding": encoding } });
  await page.goto(`http://127.0.0.1:${server.port}/`);
  const firstMessage: number = await page.evaluate(FIRST_MESSAGE);
  await page.waitForLoadState("networkidle");
  if (!encodings.has(encoding)) throw new Error(`no script came as ${encoding}, but as ${[...encodings].join(", ")}`);
  await context.close();
  return { scriptBytes, allBytes, firstMessage };
}

/** How long the processor has worked for the main thread of the page so far, in milliseconds. */
async function cpuMs(cdp: CDPSession): Promise<number> {
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const { metrics } = await cdp.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1_000;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** How a long timeline scrolls. */
export interface Scrolled {
  /** Milliseconds that it took to load all of it by going up. */
  readonly loading: number;
  /** As one reads, and as one looks for something. */
  readonly slow: Frames;
  readonly fast: Frames;
  /** Milliseconds of its processor that the page's main thread took for each picture. */
  readonly cpuPerFrame: number;
}

/** Loads all that was said in the channel, and scrolls through it. */
export async function scrolled({ page, cdp }: Visit, frames: number): Promise<Scrolled> {
  const loading: number = await page.evaluate(LOAD_ALL);
  const before = await cpuMs(cdp);
  const slow: Frames = await page.evaluate(scrolling(12, frames));
  const fast: Frames = await page.evaluate(scrolling(150, frames));
  const cpu = (await cpuMs(cdp)) - before;
  return { loading, slow, fast, cpuPerFrame: round(cpu / (2 * frames)) };
}

/** How the page bears it when much is said. */
export interface Flooded extends Stalls {
  /** The texts that are in the timeline afterwards. */
  readonly texts: readonly string[];
  /** The part of a processor that the page's main thread took. */
  readonly cpu: number;
}

/** Says so many messages a second for some seconds, while somebody types in the page. */
export async function flooded(visit: Visit, server: TestServer, rate: number, seconds: number): Promise<Flooded> {
  const { page, cdp } = visit;
  const speaker = await JsonPeer.enter(server.port, "speaker");
  await page.evaluate(WATCH_STALLS);
  const box = page.getByRole("textbox", { name: /^Message / });
  await box.focus();
  const talk = async (): Promise<void> => {
    const began = performance.now();
    for (let said = 0; said < rate * seconds; ) {
      const due = Math.min(rate * seconds, ((performance.now() - began) / 1_000) * rate);
      for (; said < due; said++) speaker.peer.command({ type: "say", to: "#lobby", text: `flood ${said}.` });
      await delay(5);
    }
    await speaker.fence();
  };
  const before = await cpuMs(cdp);
  const talking = talk();
  let isOver = false;
  void talking.then(() => {
    isOver = true;
  });
  while (!isOver) await page.keyboard.press(KEYS[Math.floor(Math.random() * KEYS.length)] ?? "a", { delay: 30 });
  await talking;
  speaker.peer.close();
  await page.getByText(`flood ${rate * seconds - 1}.`, { exact: true }).waitFor();
  const cpu = ((await cpuMs(cdp)) - before) / (seconds * 1_000);
  const stalls: Stalls = await page.evaluate(STALLS);
  const texts: readonly string[] = await page.evaluate(READ_ALL);
  return { ...stalls, cpu: round(cpu), texts: texts.filter((text) => text.startsWith("flood ")) };
}

const KEYS = "abcdefghij".split("");

/** Milliseconds until the members of a channel are counted and drawn. */
export async function opened({ page }: Visit, channel: string, members: number): Promise<number> {
  return page.evaluate(opening(`#/channel/${channel.slice(1)}`, members));
}
