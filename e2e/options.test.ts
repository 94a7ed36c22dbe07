import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { makeFolder, Peer, removeFolder, startServer, type TestServer } from "./harness.ts";

const servers: TestServer[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const path of folders.splice(0)) removeFolder(path);
});

async function start(options: readonly string[], motd: string): Promise<TestServer> {
  const folder = makeFolder();
  const file = join(folder, "parley.toml");
  const message = join(folder, "motd.txt");
  writeFileSync(message, motd);
  writeFileSync(file, [...options, `motd = ${JSON.stringify(message)}`].join("\n"));
  const server = await startServer(["--port", "none", "--config", file], folder);
  servers.push(server);
  folders.push(folder);
  return server;
}

it("is an IRC server and nothing else, with a name, a password and no channel, if it is told to be", async () => {
  const listen = 'listen = ["irc://127.0.0.1:0?password=sesame"]';
  const server = await start([listen, 'network = "Tearoom"', 'description = "Tea for two"'], "First\nSecond\n");
  expect(Object.keys(server.ports)).toEqual(["irc"]);
  expect(server.log()).not.toContain("sesame");
  const port = server.ports["irc"] ?? 0;

  const stranger = await Peer.to(port);
  stranger.send("PASS tea\r\nNICK eve\r\nUSER eve 0 * :Eve\r\n");
  expect(await stranger.untilOver()).toMatch(/^:\S+ 464 \* :.*\r\nERROR :.*\r\n$/);

  const ada = await Peer.to(port);
  ada.send("PASS sesame\r\nNICK ada\r\nUSER ada 0 * :Ada\r\nWHOIS ada\r\nLIST\r\n");
  const said = await ada.until(/ 323 .*\r\n/);
  expect(said).toContain(" 001 ada :Welcome to Tearoom, ");
  expect(said).toMatch(/ 372 ada :- First\r\n.* 372 ada :- Second\r\n.* 376 /s);
  expect(said).toContain(" 312 ada ada parley.local :Tea for two\r\n");
  expect(said).not.toContain(" 322 ");
});
