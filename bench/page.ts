import process from "node:process";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { makeFolder, removeFolder, startServer, type TestServer } from "../e2e/harness.ts";
import { crowd, fill, firstView, flooded, opened, scrolled, type Visit, visit } from "../e2e/page-figures.ts";

/** Measures the page in a browser, as e2e/page-speed.test.ts does, with more of everything if one wants. */

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "10000" },
    members: { type: "string", default: "2000" },
    rate: { type: "string", default: "200" },
    seconds: { type: "string", default: "10" },
    frames: { type: "string", default: "600" },
    /** So many times slower a computer is pretended to be. */
    slower: { type: "string", default: "1" },
  },
});

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

async function withServer<T>(measure: (server: TestServer) => Promise<T>): Promise<T> {
  const data = makeFolder();
  const server = await startServer(["--no-rate-limits"], data);
  try {
    return await measure(server);
  } finally {
    await server.kill();
    removeFolder(data);
  }
}

async function inside(server: TestServer): Promise<Visit> {
  const visitor = await visit(browser, "reader");
  await visitor.cdp.send("Emulation.setCPUThrottlingRate", { rate: Number(values.slower) });
  await visitor.page.goto(`http://127.0.0.1:${server.port}/`);
  await visitor.page.getByRole("textbox", { name: /^Message / }).waitFor();
  return visitor;
}

function print(what: string, figures: unknown): void {
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
}

await withServer(async (server) => {
  await fill(server, 5);
  for (const encoding of ["gzip", "br"] as const) {
    const views = [];
    for (let round = 0; round < 5; round++) views.push(await firstView(browser, server, encoding));
    views.sort((one, other) => one.firstMessage - other.firstMessage);
    print(`first view, ${encoding}, median of 5`, views[2]);
  }
});
await withServer(async (server) => {
  await fill(server, Number(values.messages));
  print(`${values.messages} messages`, await scrolled(await inside(server), Number(values.frames)));
});
await withServer(async (server) => {
  const people = await crowd(server, Number(values.members), "#everybody");
  const took = await opened(await inside(server), "#everybody", people.length + 1);
  print(`${values.members} members, ms until they are painted`, took);
  for (const one of people) one.close();
});
await withServer(async (server) => {
  const { texts, ...stalls } = await flooded(await inside(server), server, Number(values.rate), Number(values.seconds));
  print(`${values.rate} messages a second for ${values.seconds} s`, { ...stalls, shown: texts.length });
});
await browser.close();
