import { describe, expect, it } from "vitest";
import { allOf, type FilesWorld, startFiles } from "../files/world.fixture.ts";

const FORWARDED = "X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: http\r\n";

/** The head of what comes back for a request over a connection of its own. */
async function ask({ dial }: FilesWorld, first: string, headers: string): Promise<string> {
  const socket = dial();
  socket.write(`${first} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
  return (await allOf(socket)).split("\r\n\r\n")[0] ?? "";
}

const NEED = { proxied: "need" } as const;

describe("What a proxy has taken without TLS, where that is needed", () => {
  it.each(["GET", "HEAD"])("is sent to HTTPS, if it only asks: %s", async (method) => {
    const head = await ask(await startFiles(NEED), `${method} /files/a?b`, `Host: chat.test\r\n${FORWARDED}`);
    expect(head).toMatch(/^HTTP\/1\.1 308 [\s\S]*\r\nlocation: https:\/\/chat\.test\/files\/a\?b\r\n/i);
    expect(head).toMatch(/\r\nx-content-type-options: nosniff/i);
  });

  it("is sent to where the server is called, if that was said", async () => {
    const files = await startFiles({ ...NEED, url: "https://parley.test" });
    const head = await ask(files, "GET http://chat.test/x", `Host: chat.test\r\n${FORWARDED}`);
    expect(head).toMatch(/\r\nlocation: https:\/\/parley\.test\/x\r\n/i);
  });

  it.each([
    ["POST /files/", `Host: a\r\n${FORWARDED}Content-Length: 0\r\n`],
    ["DELETE /session", `Host: a\r\n${FORWARDED}`],
    [
      "GET /",
      `Host: a\r\n${FORWARDED}Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`,
    ],
  ])("is refused, if it does something: %s", async (first, headers) => {
    const head = await ask(await startFiles(NEED), first, headers.replace("Upgrade", "Connection: Upgrade\r\nUpgrade"));
    expect(head).toMatch(/^HTTP\/1\.1 403 /);
    expect(head).not.toMatch(/\r\nset-cookie:/i);
  });
});

describe("All else is served:", () => {
  it.each([
    ["what the proxy took by TLS", NEED, FORWARDED.replace("Proto: http", "Proto: https")],
    ["what the proxy says nothing of", NEED, "X-Forwarded-For: 192.0.2.9\r\n"],
    ["where TLS is not needed", { proxied: "offer" }, FORWARDED],
    ["what somebody says who is no proxy", { tls: "need" }, FORWARDED],
  ] as const)("%s", async (_what, options, headers) => {
    expect(await ask(await startFiles(options), "GET /health", `Host: a\r\n${headers}`)).toMatch(/^HTTP\/1\.1 200 /);
  });
});
