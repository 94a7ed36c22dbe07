import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { irc } from "../../wire/irc/irc.ts";
import { json } from "../../wire/json/json.ts";
import { relay } from "../../wire/relay/relay.ts";
import { createWorld } from "../../wire/testing.ts";
import { turns } from "../../wire/turns/turns.ts";
import { PlainRefusal } from "./plain.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** All that somebody hears who says something and is sent away. */
async function told(send: (socket: Socket, first: Buffer) => void, said: string): Promise<string> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (first: Buffer) => {
      socket.pause();
      send(socket, first);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const client = connect({ port: typeof address === "object" && address ? address.port : 0, host: "127.0.0.1" });
  client.write(said);
  let heard = "";
  for await (const bytes of client) heard += String(bytes);
  return heard;
}

const SENTENCE = "This server talks to other machines only over TLS. Connect with TLS, to the same port: ";

/** What is said behind that, the port left out. */
function howOf(text: string): string {
  expect(text).toContain(SENTENCE);
  return text
    .slice(text.indexOf(SENTENCE) + SENTENCE.length)
    .trimEnd()
    .replaceAll(/(127\.0\.0\.1[: ])\d+/g, "$1PORT");
}

describe("Who has to come by TLS", () => {
  it("is told so in the words of each dialect, with what its clients can do", async () => {
    const world = createWorld();
    const refusal = new PlainRefusal(undefined);
    const tell = (dialect: ReturnType<typeof world.listen>, said: string): Promise<string> =>
      told((socket, first) => refusal.tell(socket, dialect, first), said);
    const answer: unknown = JSON.parse(await tell(world.listen(json), '{"type":"hello"}\n'));
    expect(answer).toEqual({ type: "goodbye", code: "insecure", text: expect.stringContaining(SENTENCE) });
    const text = String(Object.entries(answer ?? {}).find(([name]) => name === "text")?.[1]);
    expect(howOf(text)).toBe(
      "wss://127.0.0.1:PORT for a WebSocket, npx parley join parley+tls://127.0.0.1:PORT in a terminal",
    );
    for (const dialect of [turns, relay]) {
      expect(howOf(await tell(world.listen(dialect), "x"))).toBe("openssl s_client -quiet -connect 127.0.0.1:PORT");
    }
    const error = await tell(world.listen(irc), "NICK a\r\nUSER a 0 * a\r\n");
    expect(error).toMatch(/^ERROR :This server .*\r\n$/);
    expect(howOf(error)).toBe("/connect -tls 127.0.0.1 PORT in irssi, -tls (before 4.0 -ssl) in WeeChat");
    const sts = { port: 6697, duration: 60 };
    const policy = await tell(world.listen(irc, {}, "#lobby", { sts }), "CAP LS 302\r\n");
    expect(policy).toMatch(/^:parley\.test CAP \* LS :sts=port=6697\r\nERROR :.*\r\n$/);
  });

  it("is told so without the rest of a line that never comes", async () => {
    const world = createWorld();
    const refusal = new PlainRefusal("https://chat.test/x");
    const heard = await told((socket, first) => {
      refusal.tell(socket, world.listen(irc), first);
      vi.advanceTimersByTime(LIMITS.plainLineMs);
    }, "CAP LS 302");
    expect(heard).toMatch(/^ERROR :.* \/connect -tls chat\.test \d+ in irssi.*\r\n$/);
  });

  it.each([
    ["GET /files/x?y=1 HTTP/1.1\r\nHost: chat.test:5050\r\n\r\n", "https://chat.test:5050/files/x?y=1"],
    ["POST / HTTP/1.1\r\nHost: [2001:db8::1]:5050\r\nContent-Length: 0\r\n\r\n", "https://[2001:db8::1]:5050/"],
    ["GET http://chat.test:1/a HTTP/1.1\r\nHost: chat.test:1\r\n\r\n", "https://chat.test:1/"],
    ["GET /a HTTP/1.1\r\nHost: chat.test\r\n\r\n", "https://chat.test:PORT/a"],
    ["GET /a HTTP/1.1\r\nHost: evil test\r\n\r\n", "https://127.0.0.1:PORT/a"],
    ["GET /a HTTP/1.1\r\nHost: c.test:1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "https://c.test:1/a"],
  ])("is led by HTTP to where the same is to be had: %j", async (said, location) => {
    const heard = await told((socket, first) => new PlainRefusal(undefined).redirect(socket, first), said);
    expect(heard).toMatch(/^HTTP\/1\.1 308 /);
    const [, led = ""] = /^location: (.*)$/im.exec(heard) ?? [];
    expect(heard.split("\r\n\r\n")[1]).toContain(`This is at ${led}\n`);
    expect(led.replace(/:\d+(?=\/a$)/, (port) => (location.includes("PORT") ? ":PORT" : port))).toBe(location);
  });

  it("is led to what the server is called from outside, if that was said", async () => {
    const refusal = new PlainRefusal("https://chat.test");
    const heard = await told(
      (socket, first) => refusal.redirect(socket, first),
      "GET /a HTTP/1.1\r\nHost: 192.0.2.1:5050\r\n\r\n",
    );
    expect(heard).toMatch(/^location: https:\/\/chat\.test\/a\r$/im);
  });
});
