import { once } from "node:events";
import { request } from "node:https";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { ownAddress } from "../src/app/own-address.ts";
import { goodPair, writePair } from "../src/server/tls/pair.fixture.ts";
import { makeFolder, Peer, removeFolder, startServer, type TestServer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";

/** TLS on the one port, and what stands in front of it. */

/** An address of this machine that is not its own alone; the tests of what others meet need one. */
const OUTSIDE = ownAddress();

async function start(...args: string[]): Promise<TestServer> {
  const data = makeFolder();
  const server = await startServer(args, data);
  onTestFinished(async () => {
    await server.kill();
    removeFolder(data);
  });
  return server;
}

/** A server that other machines can reach, and that lets guests in. */
const startOutside = (...args: string[]): Promise<TestServer> =>
  start("--host", "0.0.0.0", "--access", "open", ...args);

/** Files with a certificate of the test's own. */
async function ownFiles(): Promise<{ readonly args: string[]; replace(): Promise<string> }> {
  const folder = makeFolder();
  onTestFinished(() => removeFolder(folder));
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  writePair(await goodPair(), cert, key);
  return {
    args: ["--tls-cert", cert, "--tls-key", key],
    async replace() {
      const next = await goodPair("next.test");
      writePair(next, cert, key);
      return next.fingerprint;
    },
  };
}

function fingerprintOf({ socket }: Peer): string | undefined {
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.fingerprint256 : undefined;
}

function close(...peers: Peer[]): void {
  onTestFinished(() => {
    for (const peer of peers) peer.close();
  });
}

describe("TLS on the one port", () => {
  it.each(["TLSv1.2", "TLSv1.3"] as const)("has all dialects talk with each other (%s)", async (version) => {
    const { port } = await start("--tls");
    const script = await JsonPeer.enter(port, "script");
    const options = { minVersion: version, maxVersion: version };
    const irc = await Peer.byTls(port, options);
    irc.send("NICK ada\r\nUSER ada 0 * :Ada\r\nJOIN #lobby\r\nPRIVMSG #lobby :by IRC\r\n");
    expect(await script.next("message")).toMatchObject({ text: "by IRC" });
    const relay = await Peer.byTls(port, options);
    relay.send("by relay\n");
    expect(await script.next("message")).toMatchObject({ text: "by relay" });
    await irc.until("by relay");
    const framed = await Peer.byTls(port, options);
    framed.send(`${"9".padEnd(64)}by framed`);
    await framed.until("Msg received");
    expect(await script.next("message")).toMatchObject({ text: "by framed" });
    const json = await Peer.byTls(port, options);
    json.command({ type: "hello", nick: "json" });
    json.command({ type: "join", channel: "#lobby" });
    json.command({ type: "say", to: "#lobby", text: "by JSON" });
    expect(await script.next("message")).toMatchObject({ text: "by JSON" });
    close(irc, relay, framed, json, script.peer);
  });

  it("has pages over HTTPS and WebSockets over them, for its own pages only", async () => {
    const { port } = await start("--tls");
    const get = (path: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const asked = request({ port, path, host: "127.0.0.1", rejectUnauthorized: false }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        asked.on("error", reject).end();
      });
    expect([await get("/"), await get("/health"), await get("/nothing")]).toEqual([200, 200, 404]);
    const open = (origin: string): Promise<string> => {
      const socket = new WebSocket(`wss://127.0.0.1:${port}`, "parley.v1.json", { rejectUnauthorized: false, origin });
      return new Promise((resolve) => {
        socket.on("open", () => socket.send('{"type":"hello","nick":"page"}'));
        socket.on("message", (data) => {
          resolve(String(data));
          socket.close();
        });
        socket.on("unexpected-response", (_asked, answer) => resolve(String(answer.statusCode)));
        socket.on("error", () => undefined);
      });
    };
    expect(await open(`https://127.0.0.1:${port}`)).toContain('"nick":"page"');
    expect(await open(`http://127.0.0.1:${port}`)).toBe("403");
    expect(await open("https://evil.test")).toBe("403");
  });

  it("says goodbye at the end, as without", async () => {
    const server = await start("--tls");
    const peer = await Peer.byTls(server.port);
    peer.command({ type: "hello", nick: "ada" });
    await peer.until('"nick":"ada"');
    const idle = await Peer.byTls(server.port);
    const stopped = server.stop();
    expect(await peer.untilOver()).toContain('"code":"shutdown"');
    expect(await idle.untilOver()).toBe("");
    expect(await stopped).toBe(0);
    expect(server.log()).not.toContain("a bug");
  });

  it("has the same certificate after a restart, and says which on its console", async () => {
    const server = await start("--tls");
    const first = await Peer.byTls(server.port);
    const fingerprint = fingerprintOf(first) ?? "none";
    expect(server.log()).toContain(fingerprint);
    await server.stop();
    const again = await startServer(["--tls"], server.data);
    onTestFinished(() => again.kill());
    const second = await Peer.byTls(again.port);
    expect(fingerprintOf(second)).toBe(fingerprint);
    close(second);
  });

  it("takes a renewed certificate while it runs, and nobody loses a connection", async () => {
    const files = await ownFiles();
    const server = await start("--tls", ...files.args);
    const before = await Peer.byTls(server.port);
    before.command({ type: "hello", nick: "ada" });
    await before.until('"nick":"ada"');
    const fingerprint = await files.replace();
    while (!server.log().includes(fingerprint)) await once(server.process.stdout ?? server.process, "data");
    const after = await Peer.byTls(server.port);
    expect(fingerprintOf(after)).toBe(fingerprint);
    expect(fingerprintOf(before)).not.toBe(fingerprint);
    before.command({ type: "ping", ref: "still" });
    await before.until('"ref":"still"');
    close(before, after);
  });
});

describe("Who comes from another machine without TLS", () => {
  const at = (port: number): Promise<Peer> => Peer.to(port, OUTSIDE);
  const hint = (port: number): string => `openssl s_client -quiet -connect ${OUTSIDE}:${port}`;

  it("is told in the words of each dialect how to come, and who comes from this one may talk", async () => {
    if (OUTSIDE === "localhost") return;
    const server = await startOutside("--listen", "turns://0.0.0.0:0", "--listen", "json://0.0.0.0:0");
    const { port, ports } = server;
    for (const [said, answer] of [
      [
        "NICK a\r\nUSER a 0 * a\r\n",
        /^ERROR :This server talks to other machines only over TLS\. .* \/connect -tls .*\r\n$/,
      ],
      [
        '{"type":"hello"}\n',
        /^\{"type":"goodbye","code":"insecure","text":"This server .* wss:\/\/.* npx parley join .*"\}\n$/,
      ],
      [`${"5".padEnd(64)}hello`, /^This server .*\n$/],
      ["hello\n", /^This server .*\n$/],
      ["\n", /^This server .*\n$/],
      [
        "GET /x?y HTTP/1.1\r\nHost: chat.test:1\r\n\r\n",
        /^HTTP\/1\.1 308 .*location: https:\/\/chat\.test:1\/x\?y\r\n/s,
      ],
    ] as const) {
      const peer = await at(port);
      peer.send(said);
      const heard = await peer.untilOver();
      expect(heard).toMatch(answer);
      if (!/^(?:GET|NICK|\{)/.test(said)) expect(heard).toContain(hint(port));
    }
    const turns = await at(ports["turns"] ?? 0);
    turns.send("hello");
    expect(await turns.untilOver()).toContain(hint(ports["turns"] ?? 0));
    const json = await at(ports["json"] ?? 0);
    json.send('{"type":"hello"}\n');
    expect(await json.untilOver()).toMatch(/"code":"insecure"/);
    await expect.poll(() => server.log().match(/turned away: it does not come by TLS/g)).toHaveLength(8);
    const here = await JsonPeer.enter(port, "here");
    const there = await Peer.byTls(port, { host: OUTSIDE });
    there.send("NICK there\r\nUSER t 0 * t\r\nJOIN #lobby\r\nPRIVMSG #lobby :encrypted\r\n");
    expect(await here.next("message")).toMatchObject({ text: "encrypted" });
    close(here.peer, there);
  });

  it("is told by which port to come, where there is a policy for that, and for how long then", async () => {
    if (OUTSIDE === "localhost") return;
    const { args } = await ownFiles();
    const { port } = await startOutside(...args, "--sts", "30d");
    const plain = await at(port);
    plain.send("CAP LS 302\r\n");
    expect(await plain.untilOver()).toMatch(
      new RegExp(`^:parley\\.local CAP \\* LS :sts=port=${port}\r\nERROR :This server .*\r\n$`),
    );
    const irc = await Peer.byTls(port, { host: OUTSIDE });
    irc.send("CAP LS 302\r\n");
    expect(await irc.until(/ sts=\S+\s/)).toContain(` sts=duration=2592000,port=${port}`);
    irc.send("CAP REQ sts\r\n");
    await irc.until("CAP * NAK :sts");
    const here = await Peer.byTls(port);
    here.send("CAP LS 302\r\nCAP END\r\nCAP LIST\r\n");
    expect(await here.until("CAP * LIST")).not.toContain("sts=");
    close(irc, here);
  });

  it("finds no policy where the certificate is the server's own work", async () => {
    if (OUTSIDE === "localhost") return;
    const { port } = await startOutside();
    const plain = await at(port);
    plain.send("CAP LS 302\r\n");
    expect(await plain.untilOver()).toMatch(/^ERROR :/);
  });
});

it("links to files lead to HTTPS where TLS is on", async () => {
  const { port } = await start("--tls");
  const irc = await Peer.byTls(port);
  irc.send("NICK ada\r\nUSER ada 0 * :Ada\r\n");
  expect(await irc.until(/FILEHOST=\S+\s/)).toContain(`FILEHOST=https://localhost:${port}/files/`);
  irc.send("FILEHOST TOKEN\r\n");
  const told = await irc.until(/FILEHOST TOKEN.*\r\n/);
  const token = told.trim().split(" ").at(-1)?.replace(/^:/, "") ?? "";
  const location = await new Promise<string | undefined>((resolve, reject) => {
    const asked = request(
      {
        port,
        host: "127.0.0.1",
        path: "/files/",
        method: "POST",
        rejectUnauthorized: false,
        headers: { host: "chat.test:1", authorization: `Bearer ${token}`, "content-type": "text/plain" },
      },
      (answer) => resolve(answer.resume().headers.location),
    );
    asked.on("error", reject).end("hello");
  });
  expect(location).toMatch(/^https:\/\/chat\.test:1\/files\//);
  close(irc);
});

describe("A proxy in front", () => {
  const V1 = "PROXY TCP4 198.51.100.9 192.0.2.2 4711 5050\r\n";
  const COME = "NICK ada\r\nUSER ada 0 * :Ada\r\nWHOIS ada\r\n";

  it("says with the PROXY protocol whom it connects, if it is configured", async () => {
    const { port } = await start("--proxies", "127.0.0.1", "--tls", "--access", "open");
    const plain = await Peer.to(port);
    plain.send(V1 + COME);
    expect(await plain.until(/ 338 .*\r\n/)).toContain("338 ada ada 198.51.100.9");
    const way = await Peer.to(port);
    way.send(V1);
    const inner = await Peer.byTls(port, { socket: way.socket });
    inner.send(COME.replaceAll("ada", "eva"));
    expect(await inner.until(/ 338 .*\r\n/)).toContain("338 eva eva 198.51.100.9");
    close(plain, inner);
  });

  it("is turned away, and not believed, if it is not", async () => {
    const server = await start();
    const stranger = await Peer.to(server.port);
    stranger.send(V1 + COME);
    expect(await stranger.untilOver()).toBe("");
    await expect.poll(() => server.log()).toContain("turned away: it speaks the PROXY protocol");
    expect(await addressBehind(server.port)).toBe("127.0.0.1");
  });

  it("says with X-Forwarded-For from where a WebSocket comes", async () => {
    const { port } = await start("--proxies", "127.0.0.1", "--access", "open");
    expect(await addressBehind(port)).toBe("198.51.100.9");
  });

  /** The address that an IRC client over WebSocket is seen to have, whose proxy says that it has another. */
  async function addressBehind(port: number): Promise<string> {
    const headers = { "x-forwarded-for": "203.0.113.1, 198.51.100.9", "x-forwarded-proto": "https" };
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, "text.ircv3.net", { headers });
    onTestFinished(() => socket.terminate());
    const address = new Promise<string>((resolve) => {
      socket.on("message", (data) => {
        const [, found] = / 338 ada ada (\S+)/.exec(String(data)) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    await once(socket, "open");
    for (const line of COME.trim().split("\r\n")) socket.send(line);
    return address;
  }
});
