import type { Page } from "playwright-core";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { closeBrowser, composer, enterPage, hide, member, note, placeLink, said, say } from "./browser.ts";
import { Program, type TestServer } from "./harness.ts";
import { LIST_RESTS } from "./in-page.ts";
import { IRSSI } from "./irc-clients.ts";
import { join, scene } from "./scene.ts";
import type { Terminal } from "./tmux.ts";

afterAll(closeBrowser);

async function irssi(server: TestServer, nick: string): Promise<Terminal> {
  const terminal = IRSSI.start(server.port, nick);
  await terminal.until("End of /MOTD");
  IRSSI.enter(terminal, "#lobby");
  await terminal.until("Irssi: #lobby: Total of");
  return terminal;
}

async function netcat(server: TestServer, nick: string): Promise<Program> {
  const program = new Program("nc", ["127.0.0.1", String(server.port)]);
  onTestFinished(() => program.kill());
  program.type("");
  await program.until("can do.\n");
  program.type(`/nick ${nick}`);
  return program;
}

/** Waits until the window's title says so. */
function titled(page: Page, title: string): Promise<void> {
  return expect.poll(() => page.title(), { timeout: 10_000 }).toBe(title);
}

it("a page, a second browser, irssi and nc read each other, and each is shown with what it speaks", async () => {
  const server = await scene();
  const ada = await enterPage(server, "ada");
  const bob = await enterPage(server, "bob");
  const grace = await irssi(server, "grace");
  const linus = await netcat(server, "linus");
  for (const page of [ada, bob]) {
    await member(page, /^ada *Parley$/).waitFor();
    await member(page, /^bob *Parley$/).waitFor();
    await member(page, /^grace *IRC$/).waitFor();
    await member(page, /^linus *netcat$/).waitFor();
  }
  await say(ada, "good morning from the page");
  await say(bob, "and from another browser");
  grace.type("and from irssi");
  linus.type("and from netcat");
  for (const text of ["good morning from the page", "and from another browser", "and from irssi", "and from netcat"]) {
    await said(ada, text);
    await said(bob, text);
    await grace.until(text);
  }
  await linus.until("and from irssi");
  expect(await ada.locator("article", { hasText: "and from irssi" }).innerText()).toMatch(/^grace/m);
  await linus.kill();
  await member(ada, /^linus/).waitFor({ state: "detached" });
});

it("what happens in a channel is told between the messages, and shown where it belongs", async () => {
  const server = await scene();
  const eve = await join(server, "eve", "#garden");
  const ada = await enterPage(server, "ada", { at: "#/channel/garden" });
  const tells = async (what: string): Promise<void> => {
    await note(ada, what).waitFor();
    // What stands between two messages is not drawn together with what comes next.
    await eve.say(`that was: ${what}`, "#garden");
    await said(ada, `that was: ${what}`);
  };
  await member(ada, /^ada/).waitFor();
  await eve.say("welcome", "#garden");
  await said(ada, "welcome");
  const bob = await join(server, "bob", "#garden");
  await tells("bob came");
  await member(ada, /^bob/).waitFor();
  await bob.ask({ type: "nick", nick: "robert" });
  await tells("bob is called robert now");
  await member(ada, /^robert/).waitFor();
  await eve.ask({ type: "topic", channel: "#garden", topic: "Roses" });
  await tells("eve set the topic: Roses");
  await ada.locator("header", { hasText: "Roses" }).waitFor();
  await eve.ask({ type: "kick", channel: "#garden", nick: "robert", reason: "weeds" });
  await tells("eve removed robert (weeds)");
  await member(ada, /^robert/).waitFor({ state: "detached" });
  const cleo = await join(server, "cleo", "#garden");
  await tells("cleo came");
  await cleo.ask({ type: "part", channel: "#garden", reason: "supper" });
  await tells("cleo left (supper)");
  await eve.ask({ type: "away", text: "watering" });
  await member(ada, /^eve\W*away: *watering/).waitFor();
  await eve.ask({ type: "kick", channel: "#garden", nick: "ada", reason: "closing" });
  await ada.getByText("You are not in this channel.").waitFor();
  await ada.getByRole("button", { name: "Come in" }).click();
  await member(ada, /^ada/).waitFor();
});

it("a page and irssi talk with each other alone", async () => {
  const server = await scene();
  const ada = await enterPage(server, "ada");
  const grace = await irssi(server, "grace");
  grace.type("/msg ada between us");
  await placeLink(ada, /^grace *, 1 for you, 1 unread$/).click();
  await said(ada, "between us");
  await ada.getByRole("heading", { name: "grace", level: 1 }).waitFor();
  await ada.locator("header").getByText("IRC", { exact: true }).waitFor();
  await titled(ada, "grace – Parley");
  await composer(ada).fill("I hear you");
  await composer(ada).press("Enter");
  await grace.until(/\[ada\(.*\)\] I hear you/);
  grace.type("/nick hopper");
  await placeLink(ada, /^hopper$/).waitFor();
  await ada.getByRole("textbox", { name: "Message hopper" }).waitFor();
  await composer(ada).fill("by any name");
  await composer(ada).press("Enter");
  await grace.until("by any name");
});

it("what waits is counted beside its place and in the title, until one looks", async () => {
  const server = await scene();
  const ada = await enterPage(server, "ada", { at: "#/channel/tea" });
  await placeLink(ada, /^lobby$/).click();
  await titled(ada, "#lobby – Parley");
  const eve = await join(server, "eve", "#tea");
  await eve.say("green or black?", "#tea");
  await placeLink(ada, /^tea *, 1 unread$/).waitFor();
  await titled(ada, "• #lobby – Parley");
  await eve.say("ada: what do you say?", "#tea");
  await placeLink(ada, /^tea *, 1 for you, 2 unread$/).waitFor();
  await titled(ada, "(1) #lobby – Parley");
  await placeLink(ada, /^tea/).click();
  await said(ada, "what do you say?");
  await placeLink(ada, /^tea$/).waitFor();
  await titled(ada, "#tea – Parley");
  await hide(ada, true);
  await eve.say("Ada?", "#tea");
  await titled(ada, "(1) #tea – Parley");
  await hide(ada, false);
  await titled(ada, "#tea – Parley");
  await ada.reload();
  await composer(ada).waitFor();
  await placeLink(ada, /^tea$/).waitFor();
});

it("an address makes no channel, and follows one that gets another name", async () => {
  const server = await scene();
  const bob = await join(server, "bob");
  const ada = await enterPage(server, "ada");
  await ada.goto(new URL("#/channel/tea", ada.url()).href);
  await ada.getByText("There is no #tea.").waitFor();
  await placeLink(ada, /^lobby$/).click();
  await placeLink(ada, /^tea$/).waitFor({ state: "detached" });
  const { channels = [] } = await bob.ask({ type: "channels" });
  expect(channels.map(({ channel }) => channel)).toEqual(["#lobby"]);
  await ada.goBack();
  await ada.getByRole("button", { name: "Make it" }).click();
  await say(ada, "here now");
  await bob.ask({ type: "join", channel: "#tea" });
  await ada.getByRole("button", { name: "What to do with this channel" }).click();
  await ada.getByRole("menuitem", { name: "Rename" }).click();
  await ada.getByRole("dialog").getByRole("textbox").first().fill("#cake");
  await ada.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await ada.waitForURL(/#\/channel\/cake$/);
  await said(ada, "here now");
});

it("who writes is shown to the others, until it is said", async () => {
  const server = await scene();
  const eve = await join(server, "eve");
  const ada = await enterPage(server, "ada");
  const bob = await enterPage(server, "bob");
  await composer(bob).pressSequentially("well");
  await ada.getByText("bob is writing…").waitFor();
  expect(await bob.getByText("is writing…").count()).toBe(0);
  await composer(bob).press("Enter");
  await said(ada, "well");
  await ada.getByText("bob is writing…").waitFor({ state: "detached" });
  await composer(bob).pressSequentially("hm");
  await ada.getByText("bob is writing…").waitFor();
  await composer(bob).fill("");
  // It is told, and not only over after a while.
  while ((await eve.next("typing")).state !== "done");
  await ada.getByText("bob is writing…").waitFor({ state: "detached" });
});

/** Where a message's text begins. */
interface Beginning {
  /** How far from where its sender's name begins, at the side where the page's lines begin. In pixels. */
  readonly away: number;
  readonly direction: string;
}

function beginning(page: Page, text: string): Promise<Beginning> {
  return page.evaluate<Beginning>(`(() => {
    const rows = [...document.querySelectorAll("article[data-key]")];
    const row = rows.find((one) => one.innerText.includes(${JSON.stringify(text)}));
    const paragraph = row.querySelector(".timeline-text p");
    const words = document.createRange();
    words.selectNodeContents(paragraph);
    const [line] = words.getClientRects();
    const body = row.querySelector(".timeline-body").getBoundingClientRect();
    const away = document.dir === "rtl" ? body.right - line.right : line.left - body.left;
    return { away, direction: getComputedStyle(paragraph).direction };
  })()`);
}

it.each(["ltr", "rtl"])(
  "each text begins below its sender in a page that runs %s, whichever way it runs",
  async (dir) => {
    const server = await scene();
    const eve = await join(server, "eve");
    const ada = await enterPage(server, "ada");
    await ada.evaluate(`document.documentElement.dir = ${JSON.stringify(dir)}`);
    const english = "from left to right";
    const hebrew = "מימין לשמאל";
    for (const text of [english, hebrew, "- מה\n- what", "> שלום\n\nand more"]) await eve.say(text);
    await said(ada, "and more");
    await ada.evaluate(LIST_RESTS);
    expect(await beginning(ada, english)).toEqual({ away: expect.closeTo(0, 0), direction: "ltr" });
    expect(await beginning(ada, hebrew)).toEqual({ away: expect.closeTo(0, 0), direction: "rtl" });
    // The signs of lists and quotes stand before them.
    for (const text of ["מה", "שלום"])
      expect((await beginning(ada, text)).away).toSatisfy((away: number) => away > 5 && away < 40);
  },
);
