import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import { Peer, type TestServer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";
import { scene } from "./scene.ts";

/** An address that is banned here, and one that is not. */
const [BANNED, FREE] = ["192.0.2.7", "198.51.100.7"];
const RANGE = "192.0.2.0/24";

/** A server that believes this machine for whom it connects, in every way that there is. */
function proxied(): Promise<TestServer> {
  vi.stubEnv("PARLEY_WEBIRC", "gateway@127.0.0.1");
  onTestFinished(() => void vi.unstubAllEnvs());
  return scene("--proxies", "127.0.0.1", "--access", "open");
}

/** Orders something of a server, as who runs it. */
async function order({ data }: TestServer, command: object): Promise<void> {
  const socket = connect(join(data, "control.sock"));
  socket.end(`${JSON.stringify(command)}\n`);
  const [answer] = await once(socket, "data");
  expect(String(answer)).toContain('"type":"ok"');
  socket.destroy();
}

const ban = (server: TestServer): Promise<void> => order(server, { type: "ban-add", range: RANGE, reason: "noise" });

/** Somebody who comes by a proxy that speaks the PROXY protocol. */
async function byProxy({ port }: TestServer, address: string): Promise<JsonPeer> {
  const peer = await Peer.to(port);
  onTestFinished(() => peer.close());
  peer.send(`PROXY TCP4 ${address} 127.0.0.1 1234 5050\r\n`);
  return JsonPeer.at(peer);
}

/** Somebody who comes by a gateway of IRC. */
async function byGateway({ port }: TestServer, address: string): Promise<Peer> {
  const peer = await Peer.to(port);
  onTestFinished(() => peer.close());
  peer.send(`WEBIRC gateway web host ${address}\r\nNICK n${address.replaceAll(".", "-")}\r\nUSER u 0 * :real\r\n`);
  return peer;
}

/** A browser behind a proxy of HTTP. */
function byPage({ port }: TestServer, address: string): WebSocket {
  const headers = { "x-forwarded-for": address };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, "parley.v1.json", { headers });
  onTestFinished(() => socket.terminate());
  return socket;
}

function health({ port }: TestServer, address: string): Promise<number> {
  return fetch(`http://127.0.0.1:${port}/health`, { headers: { "x-forwarded-for": address } }).then(
    ({ status }) => status,
  );
}

it("keeps out those in a range that is banned, whoever brings them, and nobody else", async () => {
  const server = await proxied();
  await ban(server);
  const silent = await byProxy(server, BANNED);
  expect(await silent.peer.untilOver()).toBe("");
  await expect.poll(() => server.log()).toContain("its address is banned");
  const mapped = await Peer.to(server.port);
  mapped.send(`PROXY TCP6 ::ffff:${BANNED} ::1 1234 5050\r\n{"type":"hello"}\n`);
  expect(await mapped.untilOver()).toBe("");
  const welcome = await byProxy(server, FREE);
  await welcome.ask({ type: "hello", nick: "free" });

  const gone = await byGateway(server, BANNED);
  expect(await gone.untilOver()).toMatch(/^:\S+ 465 \* :.*banned.*\r\nERROR :.*\r\n$/);
  const stays = await byGateway(server, FREE);
  await stays.until(" 001 ");

  expect([await health(server, BANNED), await health(server, FREE)]).toEqual([403, 200]);
  const [refused, open] = [byPage(server, BANNED), byPage(server, FREE)];
  await Promise.all([once(refused, "close"), once(open, "open")]);
});

it("ends those who are there when their range is banned, and nobody else", async () => {
  const server = await proxied();
  const [gone, stays] = [await byProxy(server, BANNED), await byProxy(server, FREE)];
  await gone.ask({ type: "hello", nick: "gone" });
  await stays.ask({ type: "hello", nick: "stays" });
  const [goneIrc, staysIrc] = [await byGateway(server, BANNED), await byGateway(server, FREE)];
  for (const peer of [goneIrc, staysIrc]) await peer.until(" 001 ");
  const [gonePage, staysPage] = [byPage(server, BANNED), byPage(server, FREE)];
  await Promise.all([gonePage, staysPage].map((page) => once(page, "open")));
  const said = once(gonePage, "message");
  const waiting = await byProxy(server, BANNED);
  await ban(server);
  expect(await gone.next("goodbye")).toMatchObject({ code: "banned", text: "noise" });
  expect(await goneIrc.untilOver()).toMatch(/ERROR :.*noise/);
  expect(String((await said)[0])).toContain('"code":"banned"');
  expect(await waiting.peer.untilOver()).toBe("");
  await stays.ask({ type: "ping" });
  staysIrc.send("PING fence\r\n");
  await staysIrc.until("fence");
  expect(staysPage.readyState).toBe(WebSocket.OPEN);
  await order(server, { type: "ban-remove", range: RANGE });
  const back = await byProxy(server, BANNED);
  await back.ask({ type: "hello", nick: "back" });
});

it("takes them again when the time of the ban is over", async () => {
  const server = await proxied();
  await ban(server);
  expect(await health(server, BANNED)).toBe(403);
  const until = Date.now() + 1_500;
  await order(server, { type: "ban-add", range: RANGE, until });
  await expect.poll(() => health(server, BANNED)).toBe(200);
  expect(Date.now()).toBeGreaterThanOrEqual(until);
});
