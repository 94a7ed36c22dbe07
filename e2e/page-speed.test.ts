import process from "node:process";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { browser, closeBrowser } from "./browser.ts";
import { contended } from "./contention.ts";
import type { TestServer } from "./harness.ts";
import { crowd, fill, firstView, flooded, opened, type Scrolled, scrolled, type Visit, visit } from "./page-figures.ts";
import { scene } from "./scene.ts";

/**
 * What the page promises about speed, measured in the browser. What is measured in time is measured again if it falls
 * short. A machine that has too much else to do says nothing about the page: there only what the page takes of the
 * processor counts, which is the same however long one waits for it.
 */

afterAll(closeBrowser);

const ATTEMPTS = 3;
/** Work that takes so much longer than it should says that others want the processors. */
const BUSY = 1.3;

/** Measures until it is good enough, at most so often; prints each. Fails if it was not, and the machine was free. */
async function best<T>(what: string, measure: () => Promise<T>, isGood: (figures: T) => boolean): Promise<T> {
  const short: T[] = [];
  for (let attempt = 1; ; attempt++) {
    const { result, contention } = await contended(measure);
    process.stdout.write(`${what}: ${JSON.stringify(result)}, contention ${contention}\n`);
    if (isGood(result)) return result;
    if (contention < BUSY) short.push(result);
    if (attempt < ATTEMPTS) continue;
    expect(short, what).toEqual([]);
    return result;
  }
}

async function inside(server: TestServer, nick: string): Promise<Visit> {
  const visitor = await visit(await browser(), nick);
  onTestFinished(() => visitor.context.close());
  await visitor.page.goto(`http://127.0.0.1:${server.port}/`);
  await visitor.page.getByRole("textbox", { name: /^Message / }).waitFor();
  return visitor;
}

it("takes less than 150 kB of JavaScript and a second until the first message is seen", async () => {
  const server = await scene();
  await fill(server, 5);
  const chromium = await browser();
  for (const encoding of ["gzip", "br"] as const) {
    const measure = () => firstView(chromium, server, encoding);
    const figures = await best(`first view, ${encoding}`, measure, ({ firstMessage }) => firstMessage < 1_000);
    expect(figures.scriptBytes).toBeLessThan(150_000);
  }
});

it("scrolls through 10,000 messages at 60 pictures a second", async () => {
  const server = await scene("--no-rate-limits");
  await fill(server, 10_000);
  const reader = await inside(server, "reader");
  const isEven = ({ slow, fast }: Scrolled): boolean =>
    [slow, fast].every(({ median, late }) => median <= 17 && late <= 0.01);
  const figures = await best("10,000 messages", () => scrolled(reader, 240), isEven);
  // Half of what there is for one picture.
  expect(figures.cpuPerFrame).toBeLessThan(8);
});

it("opens a channel of 2,000 members at once", async () => {
  const server = await scene("--no-rate-limits");
  const people = await crowd(server, 2_000, "#everybody");
  onTestFinished(() => {
    for (const one of people) one.close();
  });
  await best(
    "2,000 members, ms",
    async () => {
      const reader = await inside(server, "reader");
      return opened(reader, "#everybody", 2_001);
    },
    (took) => took < 500,
  );
});

it("is not stalled by 200 messages a second", async () => {
  const server = await scene("--no-rate-limits");
  const figures = await best(
    "200 messages/s",
    async () => {
      const { texts, ...stalls } = await flooded(await inside(server, "reader"), server, 200, 10);
      expect(texts.slice(-2_000)).toEqual(Array.from({ length: 2_000 }, (_, i) => `flood ${i}.`));
      return stalls;
    },
    ({ longestTask, middleKey, slowestKey }) => longestTask < 200 && middleKey < 50 && slowestKey < 300,
  );
  expect(figures.cpu).toBeLessThan(0.7);
  expect(figures.keys).toBeGreaterThan(20);
});
