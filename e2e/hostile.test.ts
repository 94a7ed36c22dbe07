import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Peer, type TestServer } from "./harness.ts";
import { connection, DIALECTS, EVERY_LISTENER, join, scene, sceneWith } from "./scene.ts";

/** What clients can do to a server that they should not be able to do. */

async function isHealthy(server: TestServer): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${server.port}/health`);
  const body: unknown = await response.json();
  return typeof body === "object" && body !== null && "ok" in body && body.ok === true;
}

/** How many connections talk at the moment. */
async function sessions(server: TestServer): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${server.port}/health`);
  const body: unknown = await response.json();
  return typeof body === "object" && body !== null && "sessions" in body ? Number(body.sessions) : Number.NaN;
}

describe("random bytes", () => {
  /** Numbers that look random and are the same every time (mulberry32). */
  function seeded(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  /** Bits of what each dialect understands, so that noise gets further in than the first byte. */
  const WORDS: readonly (string | Uint8Array)[] = [
    "5".padEnd(64),
    "65536".padEnd(64),
    "99999999999999999999".padEnd(64),
    "hello",
    "!DISCONNECT",
    "Client has disconnected...",
    "status all",
    "get ../../etc/passwd",
    "/nick ",
    "/history 99999999999\n",
    "/join #\u0000\n",
    "NICK a\r\nUSER b 0 * :c\r\n",
    "CAP LS 302\r\n",
    "JOIN #lobby\r\n",
    "MODE #lobby +ovbkl * * * * *\r\n",
    "PRIVMSG #lobby :\u0001ACTION \u0001\r\n",
    "@label=;+a=\\: TAGMSG #lobby\r\n",
    '{"type":"hello","nick":"x"}\n',
    '{"type":"join","channel":"#lobby"}\n',
    '{"type":"say","to":"#lobby","text":"\\ud800"}\n',
    '{"type":"say","to":{"__proto__":[]},"text":1e999}\n',
    '{"type":"constructor"}\n{"type":"__proto__"}\n',
    "[".repeat(10_000),
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /%zz HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "\r\n",
    "\n\n\n",
    "\0",
    "☕",
    Uint8Array.of(0xe2, 0x98),
    Uint8Array.of(0x16, 0x03, 0x01),
    Uint8Array.of(0xff, 0xfe, 0xc0, 0x80),
  ];

  it("are survived by every listener, which then serves as before", async () => {
    const server = await scene(...EVERY_LISTENER, "--no-rate-limits");
    const chance = seeded(20_250_208);
    const below = (limit: number): number => Math.floor(chance() * limit);
    const noise = (): Uint8Array => Uint8Array.from({ length: below(400) }, () => below(256));
    const piece = (): string | Uint8Array => (chance() < 0.4 ? noise() : (WORDS[below(WORDS.length)] ?? ""));
    const ports = [server.port, server.port, server.port, ...Object.values(server.ports)];
    const babble = (peer: Peer): void => {
      for (let pieces = 1 + below(12); pieces > 0; pieces--) peer.send(piece());
    };
    const leave = (peer: Peer): void => {
      if (chance() < 0.5) peer.close();
      else peer.socket.end();
    };
    for (let round = 0; round < 20; round++) {
      const peers = await Promise.all(ports.flatMap((port) => [Peer.to(port), Peer.to(port)]));
      peers.forEach(babble);
      expect(await isHealthy(server)).toBe(true);
      peers.forEach(leave);
      await Promise.all(peers.map((peer) => peer.untilOver()));
    }
    // Whoever is still there may say something yet.
    await expect.poll(() => sessions(server)).toBe(0);
    const alice = await join(server, "alice");
    const bob = await join(server, "bob");
    await alice.say("still here");
    expect(await bob.next("message")).toMatchObject({ from: { nick: "alice" }, text: "still here" });
    expect(await isHealthy(server)).toBe(true);
  });
});

describe("what cannot be read as a framed message", () => {
  it.each([
    ["a header that is no number", "twelve".padEnd(64), /^That is not a header: .*\n$/],
    ["a length over the limit", "65537".padEnd(64), /^That message is too long: .*\n$/],
    ["a text that is not UTF-8", Buffer.concat([Buffer.from("2".padEnd(64)), Buffer.of(0xc3, 0x28)]), /^.*UTF-8.\n$/],
  ])("is answered with what is wrong with it, and the connection ends: %s", async (_, sent, answer) => {
    const server = await scene("--listen", "framed://127.0.0.1:0/lobby");
    const peer = await connection(server.ports["framed"] ?? 0);
    peer.send(sent);
    peer.send("and more of it, which nobody reads");
    expect(await peer.untilOver()).toMatch(answer);
  });
});

describe("a client that never reads", () => {
  const WAYS: Readonly<Record<string, { readonly hello: string; readonly nick: (peer: Peer) => string }>> = {
    json: {
      hello: '{"type":"hello","nick":"sloth"}\n{"type":"join","channel":"#lobby"}\n',
      nick: () => "sloth",
    },
    irc: { hello: "NICK sloth\r\nUSER sloth 0 * :sloth\r\nJOIN #lobby\r\n", nick: () => "sloth" },
    relay: { hello: "\n", nick: (peer) => `relay-${peer.localPort}` },
  };

  it.each(Object.keys(WAYS))("is cut off with a reason, and nobody else misses anything (%s)", async (name) => {
    const way = WAYS[name];
    if (!way) throw new Error(`no way ${name}`);
    const server = await scene("--no-rate-limits");
    const reader = await join(server, "reader");
    const speaker = await join(server, "speaker");
    const witness = await join(server, "witness");
    const sloth = await connection(server.port);
    const nick = way.nick(sloth);
    sloth.send(way.hello);
    sloth.socket.pause();
    await witness.arrival(nick);

    // What the system holds for a socket that is not read comes on top of what the server does.
    const text = "z".repeat(60_000);
    let said = 0;
    let isCutOff = false;
    const quit = witness.next("quit").finally(() => {
      isCutOff = true;
    });
    while (!isCutOff) await speaker.say(`${said++} ${text}`);
    expect(await quit).toMatchObject({
      from: { nick },
      reason: "Too slow: more was waiting than the server holds for one reader",
    });
    await expect.poll(() => server.log()).toContain("Too much was waiting to be read by this client.");
    for (let i = 0; i < said; i++) {
      const { text: heard } = await reader.next("message");
      expect(heard.slice(0, heard.indexOf(" "))).toBe(String(i));
    }
    expect(await isHealthy(server)).toBe(true);
  });
});

describe("connections that come and go", () => {
  const hellos: Readonly<Record<string, string>> = {
    framed: `${"5".padEnd(64)}hello`,
    ack: "hello",
    relay: "hello\n",
    turns: "hello",
    json: '{"type":"hello"}\n{"type":"join","channel":"#lobby"}\n{"type":"say","to":"#lobby","text":"hello"}\n',
    irc: "CAP LS 302\r\n",
  };

  /** Kilobytes of memory that the server has. */
  function memory(server: TestServer): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, "utf8"))?.[1]);
  }

  async function comeAndGo(server: TestServer, times: number): Promise<void> {
    for (let i = 0; i < times; i += 48) {
      const ports = Array.from({ length: 48 }, (_, k) => DIALECTS[k % DIALECTS.length] ?? "");
      const peers = await Promise.all(ports.map((name) => Peer.to(server.ports[name] ?? 0)));
      peers.forEach((peer, k) => {
        peer.send(hellos[ports[k] ?? ""] ?? "");
        // Half of them say that they leave, half are simply gone.
        if (k % 2 === 0) peer.socket.end();
        else peer.close();
      });
      await Promise.all(peers.map((peer) => peer.untilOver()));
    }
    // What is still going on needs memory that is not left behind.
    await expect.poll(() => sessions(server)).toBe(0);
  }

  it("leave nothing behind", { timeout: 300_000 }, async () => {
    // With little room, the runtime throws away soon what is not needed: what grows then is what is kept.
    const flags = ["--max-old-space-size=64", "--max-semi-space-size=4"];
    const server = await sceneWith(flags, ...EVERY_LISTENER, "--no-rate-limits");
    await comeAndGo(server, 12_000);
    const before = memory(server);
    await comeAndGo(server, 24_000);
    // One kilobyte and a half for each of those would be more than that.
    expect(memory(server) - before).toBeLessThan(32_000);
  });
});
