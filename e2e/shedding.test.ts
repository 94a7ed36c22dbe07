import { Buffer } from "node:buffer";
import { expect, it, onTestFinished } from "vitest";
import { RATES } from "../src/core/rates.ts";
import { Peer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";
import { join, scene } from "./scene.ts";
import { expectUnnoticed, watchFlood } from "./shedding.ts";

// As many from one address as make sure that some have to go; npm run soak has ten thousand.
const MANY = 2 * RATES.waitingPerAddress.most;

it("sheds those who come from many addresses and say one byte, and nobody else notices", async () => {
  const server = await scene();
  const noticed = await watchFlood(server, { count: 5_000, addresses: 250, say: "N" });
  expectUnnoticed(noticed);
  expect(noticed.held).toBeGreaterThan(RATES.waiting.most - 20);
  await expect.poll(() => server.log()).toContain("its place was needed");
});

it.each([
  ["one byte", "N"],
  ["the beginning of a TLS handshake", "\x16\x03\x01\x02\x05\x01"],
  ["a nick and nothing else", "NICK somebody\r\n"],
  ["JSON without a hello", '{"type":"ping"}\n'],
  ["one HTTP request", "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["the beginning of a WebSocket", websocket()],
])("sheds those of one address who say %s and wait, and nobody else notices", async (_what, say) => {
  const server = await scene("--tls");
  const noticed = await watchFlood(server, { count: MANY, addresses: 1, say });
  expectUnnoticed(noticed);
  expect(noticed.held).toBeGreaterThan(RATES.waitingPerAddress.most - 20);
  expect(noticed.held).toBeLessThan(RATES.waitingPerAddress.most + 20);
});

function websocket(): string {
  const key = Buffer.alloc(16).toString("base64");
  const headers = ["Host: localhost", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"];
  return ["GET / HTTP/1.1", ...headers, `Sec-WebSocket-Key: ${key}`, "", ""].join("\r\n");
}

it("keeps those who are somebody, however many come after them from the same address", async () => {
  const server = await scene();
  const alice = await join(server, "alice");
  const waiting: Peer[] = [];
  onTestFinished(() => {
    for (const peer of waiting) peer.close();
  });
  for (let i = 0; i < MANY; i++) {
    const peer = await Peer.to(server.port);
    peer.send("N");
    waiting.push(peer);
  }
  const left = (): number => waiting.filter((peer) => !peer.isOver).length;
  await expect.poll(left, { timeout: 15_000 }).toBe(RATES.waitingPerAddress.most);
  await alice.say("still here");
});

it("lets in two hundred people of one address who all come in the same moment, and write in the same moment", async () => {
  const server = await scene();
  const people = await Promise.all(Array.from({ length: 200 }, (_, i) => JsonPeer.enter(server.port, `pupil${i}`)));
  onTestFinished(() => {
    for (const { peer } of people) peer.close();
  });
  const began = performance.now();
  await Promise.all(
    people.map(async (pupil, i) => {
      for (let line = 0; line < 10; line++) await pupil.say(`pupil ${i}, line ${line}`);
    }),
  );
  expect(performance.now() - began).toBeLessThan(10_000);
});

it("takes as many connections as a listener's URL says", async () => {
  const server = await scene("--listen", "json://127.0.0.1:0?connections=2");
  const port = server.ports["json"] ?? 0;
  const first = await JsonPeer.enter(port, "first");
  const second = await JsonPeer.enter(port, "second");
  const third = await Peer.to(port);
  expect(await third.untilOver()).toBe("");
  await expect.poll(() => server.log()).toContain("its listener has as many connections as it takes");
  await first.say("the first");
  second.peer.close();
  await first.next("quit");
  const fourth = await JsonPeer.enter(port, "fourth");
  await fourth.say("the fourth");
  first.peer.close();
  fourth.peer.close();
});
