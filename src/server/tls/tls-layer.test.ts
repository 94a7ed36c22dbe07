import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { goodPair } from "./pair.fixture.ts";
import { TlsLayer } from "./tls-layer.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server that begins TLS with everybody; what became of each. */
async function start(): Promise<{ readonly port: number; readonly became: string[] }> {
  const layer = new TlsLayer(await goodPair());
  const became: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    layer.secure(socket, false, {
      done: (inner) => {
        became.push("done");
        inner.resume();
      },
      failed: (why) => became.push(why),
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0, became };
}

/** What a TLS client says first. */
async function hello(): Promise<Buffer> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const client = tlsConnect({ port: typeof address === "object" && address ? address.port : 0 });
  client.on("error", () => undefined);
  const [socket]: Socket[] = await once(server, "connection");
  const [bytes]: Buffer[] = socket ? await once(socket, "data") : [];
  client.destroy();
  server.close();
  return bytes ?? Buffer.alloc(0);
}

it("waits for the rest of a handshake no longer than its time, however much trickles in", async () => {
  const { port, became } = await start();
  const socket = connect({ port, host: "127.0.0.1" });
  socket.write(await hello());
  await once(socket, "data");
  vi.advanceTimersByTime(LIMITS.handshakeMs - 1);
  // The beginning of a record that never ends.
  socket.write(Buffer.from("160303", "hex"));
  expect(became).toEqual([]);
  const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined).resume();
  vi.advanceTimersByTime(1);
  await gone;
  expect(became).toEqual(["it took too long"]);
});

it("leaves alone who has done it in time", async () => {
  const { port, became } = await start();
  const client = tlsConnect({ port, host: "127.0.0.1", rejectUnauthorized: false });
  await once(client, "secureConnect");
  await vi.waitFor(() => expect(became).toEqual(["done"]));
  vi.advanceTimersByTime(LIMITS.handshakeMs * 2);
  client.end();
  await once(client.resume(), "close");
  expect(became).toEqual(["done"]);
});

it("tells of who hangs up in the middle", async () => {
  const { port, became } = await start();
  const socket = connect({ port, host: "127.0.0.1" });
  socket.write(await hello());
  await once(socket, "data");
  socket.resetAndDestroy();
  await vi.waitFor(() => expect(became).toEqual(["it hung up"]));
});
