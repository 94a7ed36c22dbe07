import { fileURLToPath } from "node:url";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { Program, startServer, type TestServer } from "../e2e/harness.ts";
import { JsonPeer } from "../e2e/json-peer.ts";
import { Terminal } from "../e2e/tmux.ts";

/**
 * Takes the pictures of the page that are in the README: a conversation of several dialects, on a desk and on a phone. For
 * emoji it needs a font that has them, such as Debian's fonts-noto-color-emoji.
 */

const DOCS = fileURLToPath(new URL("../docs/", import.meta.url));
const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

const POSTER = `<body style="margin:0;height:100vh;display:grid;place-items:center;font:700 44px system-ui;color:#fff;
background:linear-gradient(120deg,#1d5fd1,#7a3fd1 60%,#d13f8a)">Sockets, from scratch</body>`;

const server = await startServer(["--name=parley.example"]);
const chrome = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const irssi = new Terminal(["irssi", "-c", "127.0.0.1", "-p", String(server.port), "-n", "grace"], 80, 24);
const netcat = new Program("nc", ["127.0.0.1", String(server.port)]);
try {
  await hold(server);
} finally {
  await chrome.close();
  irssi.close();
  netcat.process.kill();
  await server.stop();
}

async function hold({ port }: TestServer): Promise<void> {
  const url = `http://127.0.0.1:${port}/`;
  const ada = await JsonPeer.enter(port, "ada");
  const bot = await JsonPeer.enter(port, "build-bot");
  await irssi.until("End of /MOTD");
  irssi.type("/join #lobby");
  await irssi.until("Irssi: #lobby: Total of");
  netcat.type("");
  await netcat.until("can do.\n");
  netcat.type("/nick linus");
  await ada.ask({ type: "topic", channel: "#lobby", topic: "Everything that has a socket is welcome" });
  for (const channel of ["#course", "#tea"]) await ada.ask({ type: "join", channel });

  const light = await open(url, { ...DESK, colorScheme: "light" });
  const opened = await picture();
  await ada.say("Good morning! The port is open: **browser**, terminal, IRC, netcat, all in here.");
  irssi.type("Morning. irssi here, as always");
  await said(ada, "Morning.");
  netcat.type("and I am a netcat, on the same port");
  await said(ada, "and I am");
  await bot.say(
    `The build is done, in 41 s:\n\`\`\`ts\nconst socket = connect(5050);\nsocket.write("hello\\n");\n\`\`\``,
  );
  await ada.say(`The poster for the course:\n${opened}`);
  await ada.say("Who brings the cake? #tea has the list, margaret");
  await light.getByText("Who brings the cake?").first().waitFor();
  await light.getByRole("textbox", { name: /^Message / }).fill("I do. *Lemon*, as last time");
  await light.getByRole("textbox", { name: /^Message / }).press("Enter");
  const mine = await said(ada, "I do.");
  const tags = (react: string): object => ({ "+draft/react": react, "+draft/reply": mine });
  for (const [who, react] of [
    [ada, "🍋"],
    [bot, "🍋"],
    [ada, "🎉"],
  ] as const) {
    await who.ask({ type: "say", to: "#lobby", text: "", form: "tags", tags: tags(react) });
  }
  await ada.ask({ type: "say", to: "#lobby", text: "Perfect.", tags: { "+draft/reply": mine } });
  await ada.say("Tomorrow at ten, room 4", "margaret");
  await light.getByText("Perfect.").first().waitFor();
  const dark = await open(url, { ...DESK, colorScheme: "dark", storageState: await light.context().storageState() });
  await shoot(light, "page-light.png");
  await shoot(dark, "page-dark.png");
  const storageState = await light.context().storageState();
  await shoot(await open(url, { ...PHONE, colorScheme: "light", storageState }), "page-phone-light.png");
  await shoot(await open(url, { ...PHONE, colorScheme: "dark", storageState }), "page-phone-dark.png");

  async function picture(): Promise<string> {
    const { ticket = "", upload = "" } = await ada.ask({ type: "ticket" });
    const drawing = await light.context().newPage();
    await drawing.setViewportSize({ width: 560, height: 130 });
    await drawing.setContent(POSTER);
    const body = await drawing.screenshot();
    await drawing.close();
    const headers = { authorization: `Bearer ${ticket}`, "content-type": "image/png" };
    const name = { "content-disposition": 'attachment; filename="poster.png"' };
    const answer = await fetch(upload, {
      method: "POST",
      headers: { ...headers, ...name },
      body: new Uint8Array(body),
    });
    return answer.headers.get("location") ?? "";
  }
}

/** The id of the message that begins so. */
async function said(peer: JsonPeer, text: string): Promise<string> {
  for (;;) {
    const message = await peer.next("message");
    if (message.text.startsWith(text)) return message.id;
  }
}

async function open(url: string, options: BrowserContextOptions): Promise<Page> {
  const context = await chrome.newContext({ locale: "en-GB", ...options });
  await context.addInitScript(() => {
    localStorage["parley.nick"] ??= JSON.stringify("margaret");
    localStorage["parley.channels"] ??= JSON.stringify(["#lobby", "#course", "#tea"]);
  });
  const page = await context.newPage();
  await page.goto(`${url}#/channel/lobby`);
  await page.getByRole("textbox", { name: /^Message / }).waitFor();
  return page;
}

async function shoot(page: Page, name: string): Promise<void> {
  const seen = page.getByText("Perfect.").first();
  await seen.waitFor();
  // Pictures of the talk are there too.
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `${DOCS}${name}` });
}
