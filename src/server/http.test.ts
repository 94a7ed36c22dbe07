import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { allOf, type FilesWorld, startFiles, until } from "./files/world.fixture.ts";
import { makeHttp } from "./http.ts";

/** Sends bytes over a connection of their own, and gives all that comes back until the server closes it. */
async function say(port: Pick<FilesWorld, "dial">, text: string): Promise<string> {
  const socket = port.dial();
  socket.write(Buffer.from(text, "latin1"));
  return allOf(socket);
}

const post = (headers: string, body = ""): string => `POST / HTTP/1.1\r\nHost: a\r\n${headers}\r\n${body}`;

/** The last request of a connection. */
const LAST = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

function statuses(answer: string): string[] {
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status = ""]) => status);
}

const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const upgrade = (more: string): string =>
  `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`;

describe("every answer", () => {
  it.each([
    ["the page", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "200"],
    ["its style", "GET /style.css HTTP/1.1\r\nHost: a\r\n\r\n", "200"],
    ["health", "GET /health HTTP/1.1\r\nHost: a\r\n\r\n", "200"],
    ["what there is not", "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", "404"],
    ["what can be done with files", "OPTIONS /files/ HTTP/1.1\r\nHost: a\r\n\r\n", "204"],
    ["what another site asks", "OPTIONS /files/ HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n\r\n", "204"],
    ["a file that there is not", "GET /files/nothing HTTP/1.1\r\nHost: a\r\n\r\n", "404"],
    ["an upload by nobody", "POST /files/ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "401"],
    ["a method that there is not", "DELETE /files/ HTTP/1.1\r\nHost: a\r\n\r\n", "405"],
    ["an expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\n\r\n", "417"],
    ["two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"],
    ["no host", "GET / HTTP/1.1\r\n\r\n", "400"],
    ["what can't be asked for", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "400"],
    ["nonsense", "GET / nonsense\r\n\r\n", "400"],
    ["too much", `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, "431"],
    ["a WebSocket from elsewhere", upgrade(`Sec-WebSocket-Version: 13\r\n${KEY}Origin: http://b\r\n`), "403"],
    ["a WebSocket of another version", upgrade(`Sec-WebSocket-Version: 12\r\n${KEY}`), "426"],
    ["a WebSocket without a key", upgrade("Sec-WebSocket-Version: 13\r\n"), "400"],
    ["a WebSocket that speaks something else", upgrade(`${KEY}Sec-WebSocket-Protocol: x\r\n`), "400"],
  ])("is harmless to a browser: %s", async (_, request, status) => {
    const [head = "", body = ""] = (await say(await startFiles(), request + LAST)).split("\r\n\r\n");
    const headers = head.toLowerCase();
    expect(statuses(head)).toEqual([status]);
    for (const wanted of [
      "\r\nx-content-type-options: nosniff",
      "\r\nreferrer-policy: same-origin",
      "\r\ncross-origin-opener-policy: same-origin",
      "\r\ncross-origin-resource-policy: same-origin",
      "\r\ncache-control: no-store",
      "\r\ncontent-security-policy: default-src 'none'; ",
      "frame-ancestors 'none'",
    ]) {
      expect(headers).toContain(wanted);
    }
    expect(headers).not.toMatch(/unsafe|\r\n(?:access-control-|server:|x-powered-by:|set-cookie:)/);
    // Each is there once.
    const names = [...headers.matchAll(/^(?!www-authenticate)[\w-]+(?=:)/gm)].map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(body).not.toMatch(/<style|<script|style=/);
  });

  it("is harmless with a file too, which no other site may frame", async () => {
    const { ask, store } = await startFiles();
    const { id } = store.put("ada", "a.html", "text/html", Buffer.from("<script>1</script>"));
    const { headers } = await ask("GET", `/files/${id}/a.html`);
    expect(headers).toMatchObject({
      "content-security-policy": expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'; sandbox$/),
      "content-disposition": expect.stringMatching(/^attachment/),
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cache-control": expect.stringMatching(/^private/),
    });
  });
});

describe("a request that others may read otherwise is refused, and nothing behind it is read", () => {
  it.each([
    ["two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello")],
    ["the same length twice", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")],
    ["a list of lengths", post("Content-Length: 5, 5\r\n", "hello")],
    ["a length with a sign", post("Content-Length: +5\r\n", "hello")],
    ["a length that is no number", post("Content-Length: 0x5\r\n", "hello")],
    ["a length below nothing", post("Content-Length: -1\r\n")],
    ["a length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")],
    ["chunks and a length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")],
    ["another encoding and a length", post("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n", "hello")],
    ["two encodings", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")],
    ["a space before the colon", post("Content-Length : 5\r\n", "hello")],
    ["chunks, with a space before the colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")],
    ["a folded header", post("X: a\r\n b\r\n")],
    ["a folded encoding", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")],
    ["a line that ends with LF alone", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"],
    ["a first line that ends with LF alone", "GET / HTTP/1.1\nHost: a\r\n\r\n"],
    ["headers that end with LF alone", "GET / HTTP/1.1\r\nHost: a\r\n\n"],
    ["a CR in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"],
    ["a NUL in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"],
    ["no host", "GET / HTTP/1.1\r\n\r\n"],
    ["two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"],
    ["a host that is none", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"],
    ["a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"],
    ["a host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"],
    ["a host that is half an address", "GET / HTTP/1.1\r\nHost: .1\r\n\r\n"],
    ["a host that is a broken address", "GET / HTTP/1.1\r\nHost: [:::1]\r\n\r\n"],
    ["an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"],
    ["the URL of another server", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["the URL of a user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a URL that is none", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["no version", "GET /\r\n\r\n"],
    ["a version that is none", "GET / HTTP/1.15\r\nHost: a\r\n\r\n"],
    ["chunks of HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["a WebSocket with a body", upgrade(`Sec-WebSocket-Version: 13\r\n${KEY}Content-Length: 5\r\n`)],
    ["a WebSocket for two hosts", upgrade(`Sec-WebSocket-Version: 13\r\n${KEY}Host: b\r\n`)],
  ])("%s", async (_, request) => {
    expect(statuses(await say(await startFiles(), request + LAST))).toEqual(["400"]);
  });

  it.each([
    ["an encoding besides chunks", "501", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")],
    ["many headers", "431", `GET / HTTP/1.1\r\nHost: a\r\n${"A: b\r\n".repeat(100)}\r\n`],
    ["very many headers", "431", `GET / HTTP/1.1\r\nHost: a\r\n${"A:\r\n".repeat(2_100)}\r\n`],
    ["long headers", "431", `GET / HTTP/1.1\r\nHost: a\r\nA: ${"b".repeat(17_000)}\r\n\r\n`],
    ["a long path", "431", `GET /${"b".repeat(17_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ])("%s: %s", async (_, status, request) => {
    expect(statuses(await say(await startFiles(), request + LAST))).toEqual([status]);
  });

  it("and what it hides is not done", async () => {
    const world = await startFiles();
    const { authorization } = world.bearer(world.come("ada"));
    const upload = `POST /files/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: ${authorization}\r\nContent-Length: 2\r\n\r\nhi`;
    expect(statuses(await say(world, upload))).toEqual(["201"]);
    expect(world.store.ids.length).toBe(1);
    await say(world, post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n") + upload);
    await say(world, `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${upload}`);
    expect(world.store.ids.length).toBe(1);
  });

  it("nor does a WebSocket open behind it, or before what was asked is answered", async () => {
    const world = await startFiles();
    const handshake = upgrade(`Sec-WebSocket-Version: 13\r\n${KEY}`);
    expect(statuses(await say(world, `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${handshake}`))).toEqual(["400"]);
    const { id } = world.store.put("ada", "a.txt", "text/plain", Buffer.from("hello"));
    const file = `GET /files/${id} HTTP/1.1\r\nHost: a\r\n\r\n`;
    expect(statuses(await say(world, file + handshake + LAST))).toEqual(["200", "400"]);
  });
});

describe("a request whose headers come slowly", () => {
  it("is waited for only so long, however little by little it comes", async () => {
    const world = await startFiles();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const socket = world.dial();
    let heard = "";
    socket.on("data", (piece) => {
      heard += String(piece);
    });
    socket.write("GET / HTTP/1.1\r\nHost: a\r\nX: ");
    await until(() => vi.getTimerCount() > 0);
    let seconds = 0;
    for (; !socket.closed && seconds < 300; seconds++) {
      if (socket.writable) socket.write("x");
      vi.advanceTimersByTime(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(heard).toBe("");
    expect(seconds).toBeLessThan((2 * LIMITS.sniffMs) / 1_000);
  });
});

describe("a request is answered", () => {
  it.each([
    ["behind another", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", ["200", "200"]],
    ["with the URL of this server", "GET http://A:5050/ HTTP/1.1\r\nHost: a:5050\r\n\r\n", ["200", "200"]],
    ["that could become another protocol", upgrade("").replace("websocket", "h2c"), ["200"]],
    ["by an address", "GET / HTTP/1.1\r\nHost: [::1]:5050\r\n\r\n", ["200", "200"]],
    ["of HTTP/1.0, without a host", "GET / HTTP/1.0\r\n\r\n", ["200"]],
    [
      "with as many headers as there may be",
      `GET / HTTP/1.1\r\nHost: a\r\n${"A: b\r\n".repeat(99)}\r\n`,
      ["200", "200"],
    ],
    ["with a chunked body", `${post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n")}`, ["404", "200"]],
  ])("%s", async (_, request, expected) => {
    expect(statuses(await say(await startFiles(), request + LAST))).toEqual(expected);
  });

  it("by nothing but silence when what follows it breaks off in the middle of its answer", async () => {
    const world = await startFiles();
    const { id } = world.store.put("ada", "a.txt", "text/plain", Buffer.alloc(20_000_000, 97));
    const socket = world.dial();
    socket.write(`GET /files/${id} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await until(() => world.store.pieces > 0);
    socket.write("nonsense\r\n\r\n");
    const answer = await allOf(socket);
    expect(statuses(answer)).toEqual(["200"]);
    expect(answer.length).toBeLessThan(20_000_000);
  });
});

it("what breaks is told to whoever runs the server, and to nobody else", async () => {
  const bugs: unknown[] = [];
  const cause = new Error("sesame");
  const isWritable = (): boolean => {
    throw cause;
  };
  const facts = { version: "0", base: () => "", sessions: () => 0, isWritable, bug: (one: unknown) => bugs.push(one) };
  const server = makeHttp(facts);
  const print = vi.spyOn(globalThis.console, "error");
  onTestFinished(() => {
    print.mockRestore();
    server.close();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const answer = await say({ dial: () => connect(port, "127.0.0.1") }, LAST);
  expect(statuses(answer)).toEqual(["500"]);
  expect(answer).not.toContain("sesame");
  expect(answer).toContain("nosniff");
  expect(bugs).toEqual([cause]);
  expect(print).not.toHaveBeenCalled();
});
