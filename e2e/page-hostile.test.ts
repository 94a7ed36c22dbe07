import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { LIMITS } from "../src/core/limits.ts";
import { closeBrowser, enterPage, said, visitor } from "./browser.ts";
import type { TestServer } from "./harness.ts";
import { HARM, LEAKS, WATCH_HARM } from "./in-page.ts";
import type { JsonPeer } from "./json-peer.ts";
import { connection, join, scene } from "./scene.ts";

afterAll(closeBrowser);

const RUN = "window.pwned = true";
/** Runs to the left from here on, and nothing ends it. */
const OVERRIDE = "\u202E";
const ZALGO = [..."zalgo"].map((letter) => letter + "\u0301\u0302\u0308\u0310\u0348\u0324".repeat(40)).join("");

const TEXTS: Readonly<Record<string, string>> = {
  markup: `<img src=x onerror="${RUN}"><script>${RUN}</script><svg onload="${RUN}"><b style="position:fixed;inset:0">`,
  "markup in Markdown": `**<iframe srcdoc="<script>parent.pwned=1</script>">** \`<script>${RUN}</script>\` <!-- <a href="javascript:${RUN}">x</a>`,
  "links that are scripts": `[a](javascript:${RUN}) [b](JaVaScRiPt:${RUN}) [c](java\tscript:${RUN}) [d](&#106;avascript:${RUN}) [e](data:text/html,<script>${RUN}</script>) [f](vbscript:x) [g](  javascript:${RUN}) <javascript:${RUN}> javascript:${RUN}//https://example.org`,
  "links with more than an address": `[a](https://example.org "x\\" onmouseover=\\"${RUN}") https://example.org/"onmouseover="${RUN}" https://a@evil.example <https://example.org"><script>${RUN}</script>>`,
  "pictures from elsewhere": `![x](https://evil.example/x.png) ![x](javascript:${RUN}) ![x](//evil.example/y.png)`,
  "a direction that does not end": `${OVERRIDE}exe.gnp ${OVERRIDE}\u2067\u2068\u200F and more ${"\u202E".repeat(500)}`,
  "marks heaped on a few letters": ZALGO,
  "marks heaped on letters": ZALGO.repeat(20),
  "a word without end": "w".repeat(LIMITS.textBytes),
  "a word of wide letters without end": "\u{1F9D9}\u200D".repeat(8_000),
  "lines without end": `first${"\n".repeat(20_000)}last`,
  "many lines": Array.from({ length: 8_000 }, (_, i) => `${i}`).join("\n"),
  "code without end": `\`\`\`js\n${"const a = [1, 'two', /three/, `four`];\n".repeat(1_600)}\`\`\``,
  "one line of code without end": `\`\`\`\n${"x".repeat(60_000)}\n\`\`\``,
  "quotes in quotes": `${">".repeat(30_000)} deep`,
  "lists in lists": Array.from({ length: 300 }, (_, i) => `${"  ".repeat(i)}- item`)
    .join("\n")
    .slice(0, 65_000),
  "brackets and stars": `${"[".repeat(20_000)}${"*a _b ".repeat(5_000)}`,
  "many links": "https://example.org/a ".repeat(2_900),
  "invisible letters": "\u200B\u200C\u200D\u2060\uFEFF\u00AD\u3164\u2800".repeat(1_000),
  "letters that stand for nothing": "\u0001\u0007\u001B[31mred\u009B\uFFFE\uFFFF\u{E0041}",
  "tall and wide letters": "\uFDFD\u{12031}\uA9C5\u{1242B}".repeat(300),
};

/** A page in which nothing that somebody says may do anything, and one who says it. */
async function victim(): Promise<{ server: TestServer; page: Page; eve: JsonPeer }> {
  const server = await scene("--no-rate-limits");
  const page = await enterPage(server, "ann");
  await page.evaluate(WATCH_HARM);
  return { server, page, eve: await join(server, "eve") };
}

async function expectHarmless(page: Page): Promise<void> {
  // Rows are put in their places once they have been measured.
  await expect.poll(() => page.evaluate(LEAKS)).toEqual([]);
  expect(await page.evaluate(HARM)).toEqual([]);
}

describe("what somebody says", () => {
  it("runs nothing, leaves no box, and stalls nothing", async () => {
    const { page, eve } = await victim();
    page.on("dialog", () => expect.unreachable("something ran"));
    page.on("request", (request) => expect(new URL(request.url()).hostname).toBe("127.0.0.1"));
    const slow: Record<string, number> = {};
    const worked = await workOf(page);
    for (const [name, text] of Object.entries(TEXTS)) {
      await eve.say(`before ${name}.`);
      await said(page, `before ${name}.`);
      const before = await worked();
      await eve.say(text);
      await eve.say(`after ${name}.`);
      await said(page, `after ${name}.`);
      const ms = (await worked()) - before;
      if (ms > 500) slow[name] = ms;
      await expect.poll(() => page.evaluate(LEAKS), { message: name }).toEqual([]);
    }
    expect(slow).toEqual({});
    for (const link of await page.locator("article a").all()) {
      expect(await link.getAttribute("href")).toMatch(/^(?:https?:|mailto:|#)/);
    }
    await expectHarmless(page);
  });

  it("can be opened in full without harm, on a phone too", async () => {
    const { page, eve } = await victim();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole("complementary").waitFor({ state: "detached" });
    for (const name of ["a word without end", "many lines", "code without end", "marks heaped on letters"]) {
      await eve.say(TEXTS[name] ?? "");
      await eve.say(`after ${name}.`);
      await said(page, `after ${name}.`);
      await page.getByRole("button", { name: "Show all" }).last().click();
      const less = page.getByRole("button", { name: "Show less" });
      await less.waitFor({ state: "attached" });
      await expectHarmless(page);
      await less.click();
      await less.waitFor({ state: "detached" });
    }
  });

  it("is painted over nothing else", async () => {
    const { page, eve } = await victim();
    await eve.say("above");
    const timeline = page.locator(".timeline-scroller");
    for (const name of ["marks heaped on a few letters", "tall and wide letters", "a direction that does not end"]) {
      await eve.say(TEXTS[name] ?? "");
      await eve.say(`below ${name}.`);
      await said(page, `below ${name}.`);
      await eve.fence();
      const id = eve.takeMessages().at(-2)?.id;
      const row = page.locator(`[data-key="${id}"]`);
      const around = (): Promise<Buffer> => timeline.screenshot({ mask: [row], animations: "disabled" });
      const seen: Buffer[] = [];
      const isStill = async (): Promise<boolean> => {
        seen.push(await around());
        return seen.at(-2)?.equals(await around()) ?? false;
      };
      await expect.poll(isStill).toBe(true);
      await page.evaluate(`document.querySelector('[data-key="${id}"]').style.visibility = "hidden"`);
      await expect.poll(async () => seen.at(-1)?.equals(await around()), { message: name }).toBe(true);
    }
  });

  it("may be coloured as IRC does, and stays in its line", async () => {
    const { server, page } = await victim();
    const irc = await connection(server.port);
    irc.send("NICK mirc\r\nUSER mirc 0 * :\u00034,4mirc\r\nJOIN #lobby\r\n");
    await irc.until(" 366 ");
    irc.send(
      "PRIVMSG #lobby :\u000304,12red on blue\u000F \u0002bold\u0002 \u001Funder\u001F \u0016back\u0016 \u00031,1hidden\u0003 \u0004FF0000hex end.\r\n",
    );
    irc.send(`PRIVMSG #lobby :\u0001ACTION \u0003${"4".repeat(300)} <b>x</b> act.\u0001\r\n`);
    irc.send("TOPIC #lobby :\u0003,javascript:alert(1) https://example.org/\u202Egnp \u0002<b>\r\n");
    await said(page, "act.");
    await page.locator("article", { hasText: "red on blue" }).waitFor();
    const shown = await page.locator("article", { hasText: "red on blue" }).innerText();
    expect([...shown].filter((letter) => letter < " " && letter !== "\n")).toEqual([]);
    await expectHarmless(page);
  });
});

describe("what somebody is called", () => {
  it("does not pass for somebody else", async () => {
    const { server, eve } = await victim();
    expect(await refusalOf(eve, { type: "nick", nick: "\u0430nn" })).toMatch(/Somebody else has that nick/);
    expect(await refusalOf(eve, { type: "nick", nick: `an${OVERRIDE}n` })).toMatch(/nick/i);
    expect(await refusalOf(eve, { type: "nick", nick: "ann\u200B" })).toMatch(/nick/i);
    expect(server.log()).not.toContain("a bug");
  });

  it("stays in its place, as do topics, reasons, pages of a profile, and lines about oneself", async () => {
    const { page, eve } = await victim();
    const long = "\u05D0".repeat(32);
    await eve.ask({ type: "nick", nick: long });
    await eve.ask({ type: "setname", realname: `${OVERRIDE}${ZALGO.slice(0, 60)}` });
    for (const [key, value] of [
      ["url", `javascript:${RUN}`],
      ["homepage", `data:text/html,<script>${RUN}</script>`],
      ["display-name", `${OVERRIDE}nna ${"W".repeat(200)}`],
      ["pronouns", `<img src=x onerror="${RUN}">`],
    ] as const) {
      await eve.ask({ type: "metadata", to: "*", key, value });
    }
    await eve.ask({ type: "topic", channel: "#lobby", topic: `javascript:${RUN} ${OVERRIDE}${"T".repeat(900)}` });
    await eve.ask({ type: "away", text: `${OVERRIDE}${"A".repeat(400)}` });
    await eve.say("look at me.");
    await said(page, "look at me.");
    await expectHarmless(page);
    await page.locator("article", { hasText: "look at me." }).getByRole("button", { name: long }).click();
    const profile = page.getByRole("dialog");
    await profile.getByText("W".repeat(200)).waitFor();
    for (const link of await profile.getByRole("link").all()) {
      expect(await link.getAttribute("href")).toMatch(/^(?:https?:|mailto:|#)/);
    }
    await expectHarmless(page);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 360, height: 740 });
    await expectHarmless(page);
  });
});

it("a crowd of reactions stays below its message", async () => {
  const { server, page, eve } = await victim();
  await eve.say("react to this.");
  const { id } = await eve.next("message");
  const others = await Promise.all(Array.from({ length: 10 }, (_, i) => join(server, `reactor${i}`)));
  for (const [i, other] of others.entries()) {
    for (let j = 0; j < 20; j++) {
      const text = [
        `${i}-${j}`,
        OVERRIDE + j + i,
        `${"W".repeat(58)}${i}${j}`,
        `<b>${i}${j}`,
        "\u0348\u0301".repeat(14) + i + j,
      ][j % 5];
      const tags = { "+draft/react": text, "+draft/reply": id };
      await other.ask({ type: "say", to: "#lobby", text: "", form: "tags", tags });
    }
  }
  await eve.say("after the reactions.");
  await said(page, "after the reactions.");
  await expectHarmless(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectHarmless(page);
});

it("a file that is a page or a drawing with a script in it runs nothing when it is opened", async () => {
  const { server, page, eve } = await victim();
  const script = `<script>document.title = "pwned"; ${RUN}</script>`;
  const files = [
    ["x.html", "text/html", `<!doctype html><title>x</title>${script}`],
    [
      "x.svg",
      "image/svg+xml",
      `<svg xmlns="http://www.w3.org/2000/svg" onload='document.title="pwned"'>${script}</svg>`,
    ],
    ["x.xhtml", "application/xhtml+xml", `<html xmlns="http://www.w3.org/1999/xhtml">${script}</html>`],
    [`${OVERRIDE}gnp.${"long".repeat(40)}.html`, "image/png", script],
  ] as const;
  for (const [name, type, content] of files) {
    const { ticket } = await eve.ask({ type: "ticket" });
    const answer = await fetch(`http://127.0.0.1:${server.port}/files/${encodeURIComponent(name)}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${ticket}`, "content-type": type },
      body: content,
    });
    const link = answer.headers.get("location");
    if (link === null) continue;
    await eve.say(`${name.slice(-6)} ${new URL(link, answer.url).href}`);
    const context = await visitor();
    const opened = await context.newPage();
    await opened.goto(new URL(link, answer.url).href).catch(() => undefined);
    expect(await opened.title()).not.toBe("pwned");
    expect(await opened.evaluate("window.pwned")).toBeUndefined();
  }
  await eve.say("that is all.");
  await said(page, "that is all.");
  expect(await page.locator(".timeline-file, .timeline-picture").count()).toBeGreaterThan(1);
  await expectHarmless(page);
});

/** How long the page has worked so far, in milliseconds: what other programs do meanwhile does not count. */
async function workOf(page: Page): Promise<() => Promise<number>> {
  const inspector = await page.context().newCDPSession(page);
  await inspector.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await inspector.send("Performance.getMetrics");
    const seconds = metrics.find(({ name }) => name === "TaskDuration")?.value;
    if (seconds === undefined) throw new Error("the browser does not say how long the page has worked");
    return Math.round(seconds * 1_000);
  };
}

async function refusalOf(peer: JsonPeer, command: object): Promise<string> {
  try {
    await peer.ask(command);
    return "it was not refused";
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
