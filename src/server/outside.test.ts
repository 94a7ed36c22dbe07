import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Outside, OutsideError, type OutsideParts, type OutsideRequest } from "./outside.ts";
import { makeSelfSigned } from "./tls/self-signed.ts";

let pair = { cert: "", key: "" };

beforeAll(async () => {
  pair = await makeSelfSigned(["hook.example", "other.example"], Date.now());
});

afterAll(() => {
  pair = { cert: "", key: "" };
});

/** What a server heard: the method, the path, the host, and the body of each request. */
interface Heard {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A server on this machine that believes to be out there, as which the requests of `ask` find it by any name. */
async function start(
  answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
  more: OutsideParts = {},
): Promise<{
  readonly port: number;
  readonly heard: Heard[];
  readonly asked: string[];
  readonly connections: () => number;
  readonly outside: Outside;
  ask(path: string, request?: Partial<OutsideRequest>): ReturnType<Outside["request"]>;
}> {
  const heard: Heard[] = [];
  const asked: string[] = [];
  let connections = 0;
  const server = createServer(pair, async (incoming, outgoing) => {
    let body = "";
    for await (const piece of incoming) body += String(piece);
    heard.push({ line: `${incoming.method} ${incoming.url}`, headers: incoming.headers, body });
    answer(incoming, outgoing);
  });
  server.on("connection", () => connections++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const outside = new Outside({
    resolve: async (host) => {
      asked.push(host);
      return ["127.0.0.1"];
    },
    mayReach: (one) => one === "127.0.0.1",
    ca: pair.cert,
    ...more,
  });
  return {
    port,
    heard,
    asked,
    connections: () => connections,
    outside,
    ask: (path, request = {}) => outside.request({ url: `https://hook.example:${port}${path}`, ...request }),
  };
}

/** Why nothing was answered. */
async function problemOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
  } catch (cause) {
    expect(cause).toBeInstanceOf(OutsideError);
    if (!(cause instanceof OutsideError)) return "";
    // Whoever named the address learns nothing else.
    expect(cause.message).toBe("That address could not be reached.");
    return cause.problem;
  }
  return "answered";
}

const ok = (_incoming: IncomingMessage, outgoing: ServerResponse): void => void outgoing.end("ok");

describe("a request to an address that a user named", () => {
  it("is made, by the name and to the address that was looked at", async () => {
    const { ask, heard, asked, port } = await start(ok);
    const answer = await ask("/a?b#c", { method: "POST", headers: { TTL: "5" }, body: Buffer.from("hello") });
    expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([200, "ok"]);
    expect(heard).toMatchObject([
      { line: "POST /a?b", body: "hello", headers: { host: `hook.example:${port}`, ttl: "5", "content-length": "5" } },
    ]);
    expect(asked).toEqual(["hook.example"]);
  });

  it.each([
    "http://hook.example/",
    "ftp://hook.example/",
    "file:///etc/passwd",
    "https://ada@hook.example/",
    "https://ada:sesame@hook.example/",
    "hook.example",
    "//hook.example/",
    "https://",
    "",
  ])("is not made if that is no address of HTTPS: %j", async (url) => {
    const { outside, asked } = await start(ok);
    expect(await problemOf(outside.request({ url }))).toBe("bad-url");
    expect(asked).toEqual([]);
  });

  it.each([
    "127.0.0.1",
    "127.1",
    "0x7f.0.0.1",
    "2130706433",
    "0177.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "169.254.169.254",
    "10.0.0.1",
    "[fe80::1]",
    "[fd00::1]",
    "0.0.0.0",
  ])("is not made to what is not out there: %s", async (host) => {
    const { port, connections } = await start(ok);
    const outside = new Outside({ ca: pair.cert, resolve: async () => ["1.1.1.1"] });
    expect(await problemOf(outside.request({ url: `https://${host}:${port}/` }))).toBe("not-public");
    expect(connections()).toBe(0);
  });

  it("is not made if one of the addresses of the name is not out there", async () => {
    for (const addresses of [["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["::1", "1.1.1.1"], ["1.1.1.1", "localhost"]]) {
      const { port, connections } = await start(ok);
      const outside = new Outside({ ca: pair.cert, resolve: async () => addresses });
      expect(await problemOf(outside.request({ url: `https://hook.example:${port}/` }))).toBe("not-public");
      expect(connections()).toBe(0);
    }
  });

  it("is not made if the name has no address, or that can't be found out", async () => {
    const { ask } = await start(ok, { resolve: async () => [] });
    expect(await problemOf(ask("/"))).toBe("no-address");
    const broken = await start(ok, { resolve: () => Promise.reject(new Error("no name server")) });
    expect(await problemOf(broken.ask("/"))).toBe("failed");
  });

  it("goes to the address that was looked at, whatever the name is a moment later", async () => {
    const addresses = [["127.0.0.1"], ["127.0.0.66"]];
    const { ask, heard } = await start(ok, { resolve: async () => addresses.shift() ?? [] });
    expect((await ask("/")).status).toBe(200);
    expect(heard.length).toBe(1);
    expect(addresses.length).toBe(1);
    expect(await problemOf(ask("/"))).toBe("not-public");
    expect(heard.length).toBe(1);
  });

  it("goes to the next address if nobody takes a connection at the first", async () => {
    const { ask } = await start(ok, {
      resolve: async () => ["127.0.0.77", "127.0.0.1"],
      mayReach: () => true,
    });
    expect((await ask("/")).status).toBe(200);
  });

  it("is made once, also if the answer breaks off", async () => {
    const { ask, heard } = await start((incoming) => incoming.socket.destroy(), {
      resolve: async () => ["127.0.0.1", "127.0.0.1"],
    });
    expect(await problemOf(ask("/", { method: "POST", body: Buffer.from("x") }))).toBe("failed");
    expect(heard.length).toBe(1);
  });
});

describe("a certificate", () => {
  it("has to be that of the name", async () => {
    const { outside, port, heard } = await start(ok);
    expect(await problemOf(outside.request({ url: `https://wrong.example:${port}/` }))).toBe("failed");
    expect(heard).toEqual([]);
  });

  it("has to be believed", async () => {
    const { port, heard } = await start(ok);
    const outside = new Outside({ resolve: async () => ["127.0.0.1"], mayReach: () => true });
    expect(await problemOf(outside.request({ url: `https://hook.example:${port}/` }))).toBe("failed");
    expect(heard).toEqual([]);
  });
});

describe("a redirection", () => {
  const to =
    (status: number, location: string) =>
    ({ url = "" }: IncomingMessage, outgoing: ServerResponse): void => {
      if (url === "/end") outgoing.end("ok");
      else outgoing.writeHead(status, { location }).end();
    };

  it("is followed, a few times", async () => {
    const step = ({ url = "" }: IncomingMessage, outgoing: ServerResponse): void => {
      const left = Number(url.slice(1));
      if (left === 0) outgoing.end("ok");
      else outgoing.writeHead(302, { location: `/${left - 1}` }).end();
    };
    const { ask, asked, heard } = await start(step);
    expect((await ask(`/${LIMITS.outsideRedirects}`)).status).toBe(200);
    expect(asked.length).toBe(LIMITS.outsideRedirects + 1);
    expect(await problemOf(ask(`/${LIMITS.outsideRedirects + 1}`))).toBe("redirects");
    expect(heard.length).toBe(2 * (LIMITS.outsideRedirects + 1));
  });

  it("is looked at as the first address was", async () => {
    for (const [location, problem] of [
      ["http://hook.example/", "bad-url"],
      ["https://ada@hook.example/", "bad-url"],
      ["gopher://hook.example/", "bad-url"],
      ["https://[::1]/", "not-public"],
      ["//127.0.0.5/", "not-public"],
      ["https://169.254.169.254/latest", "not-public"],
    ] as const) {
      const { ask } = await start(to(302, location));
      expect([location, await problemOf(ask("/"))]).toEqual([location, problem]);
    }
  });

  it("does not lead to where the name has led to in the meantime", async () => {
    const addresses = [["127.0.0.1"], ["127.0.0.66"]];
    const { ask, heard } = await start(to(302, "/end"), { resolve: async () => addresses.shift() ?? [] });
    expect(await problemOf(ask("/"))).toBe("not-public");
    expect(heard.length).toBe(1);
  });

  it("takes what is secret to no other origin, and a body only where that is to be repeated", async () => {
    const headers = { Authorization: "sesame", Cookie: "a=b", TTL: "5", "Content-Type": "text/plain" };
    for (const [status, line, body] of [
      [302, "GET /end", ""],
      [303, "GET /end", ""],
      [307, "POST /end", "hello"],
      [308, "POST /end", "hello"],
    ] as const) {
      const own = await start(to(status, "/end"));
      await own.ask("/", { method: "POST", headers, body: Buffer.from("hello") });
      expect(own.heard[1]).toMatchObject({ line, body, headers: { authorization: "sesame", ttl: "5" } });
      expect(own.heard[1]?.headers["content-type"]).toBe(body === "" ? undefined : "text/plain");
      const next = await start(ok);
      const other = await start(to(status, `https://other.example:${next.port}/end`));
      await other.ask("/", { method: "POST", headers, body: Buffer.from("hello") });
      expect(next.heard[0]).toMatchObject({ line, body, headers: { ttl: "5", host: `other.example:${next.port}` } });
      expect(next.heard[0]?.headers).not.toHaveProperty("authorization");
      expect(next.heard[0]?.headers).not.toHaveProperty("cookie");
    }
  });
});

describe("an answer", () => {
  it("is given up when it is too long, whether it says so or not", async () => {
    const endless = (_incoming: IncomingMessage, outgoing: ServerResponse): void => {
      const more = (): void => {
        if (!outgoing.destroyed && outgoing.write("x".repeat(65_536))) setImmediate(more);
        else outgoing.once("drain", more);
      };
      more();
    };
    expect(await problemOf((await start(endless)).ask("/"))).toBe("too-large");
    const exact = await start((_incoming, outgoing) => outgoing.end("x".repeat(LIMITS.outsideBytes)));
    expect((await exact.ask("/")).body.length).toBe(LIMITS.outsideBytes);
    const headers = await start((_incoming, outgoing) => outgoing.writeHead(200, { a: "b".repeat(20_000) }).end());
    expect(await problemOf(headers.ask("/"))).toBe("failed");
  });

  it("is given up when it takes too long, from the name to the last byte", async () => {
    const silent = await start(() => {}, { ms: 60 });
    expect(await problemOf(silent.ask("/"))).toBe("too-slow");
    const slow = await start((_incoming, outgoing) => outgoing.write("a"), { ms: 60 });
    expect(await problemOf(slow.ask("/"))).toBe("too-slow");
    const nameless = await start(ok, { ms: 20, resolve: () => new Promise(() => {}) });
    expect(await problemOf(nameless.ask("/"))).toBe("too-slow");
  });

  it("that is another protocol is none", async () => {
    const { ask } = await start((incoming) => {
      incoming.socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    });
    expect(await problemOf(ask("/"))).toBe("failed");
  });

  it("is waited for by so many at a time, and by others again when those are done", async () => {
    const waiting: ServerResponse[] = [];
    const { ask } = await start((_incoming, outgoing) => void waiting.push(outgoing));
    const all = Array.from({ length: LIMITS.outsideRequests }, () => ask("/"));
    expect(await problemOf(ask("/"))).toBe("busy");
    while (waiting.length < all.length) await new Promise((resolve) => setImmediate(resolve));
    for (const outgoing of waiting) outgoing.end("ok");
    await Promise.all(all);
    const last = ask("/");
    while (waiting.length === all.length) await new Promise((resolve) => setImmediate(resolve));
    waiting.at(-1)?.end("ok");
    expect((await last).status).toBe(200);
  });
});
