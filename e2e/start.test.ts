import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { ownTime } from "./contention.ts";
import { makeFolder, PARLEY, Peer, removeFolder, startServer, type TestServer } from "./harness.ts";

const servers: TestServer[] = [];
const folders: string[] = [];

async function start(args: readonly string[] = [], data?: string): Promise<TestServer> {
  const server = await startServer(args, data);
  servers.push(server);
  folders.push(server.data);
  return server;
}

function folder(): string {
  const path = makeFolder();
  folders.push(path);
  return path;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const path of folders.splice(0)) removeFolder(path);
});

/** Runs `parley` to its end. */
async function parley(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [PARLEY, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  child.stderr.on("data", (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const [status] = await once(child, "close");
  return { status: Number(status), stdout, stderr };
}

async function hello(server: TestServer, nick: string): Promise<Peer> {
  const peer = await Peer.to(server.port);
  peer.command({ type: "hello", nick, ref: "hello" });
  await peer.until(/"ref":"hello".*\n/);
  return peer;
}

describe("parley serve", () => {
  it("says in a sentence what keeps it from starting, how to mend it, and exits with a status that tells", async () => {
    const server = await start();
    const file = join(folder(), "file");
    writeFileSync(file, "");
    const taken = await parley("serve", "--port", String(server.port), "--data", folder());
    expect(taken).toMatchObject({ status: 78 });
    expect(taken.stderr).toMatch(/^parley: Port \d+ on 127\.0\.0\.1 is in use\. .*--port\.\n$/);
    const same = await parley("serve", "--port", "0", "--data", server.data);
    expect(same.status).toBe(74);
    expect(same.stderr).toMatch(/^parley: .*\n$/);
    const unwritable = await parley("serve", "--port", "0", "--data", join(file, "data"));
    expect(unwritable.status).toBe(74);
    expect(unwritable.stderr).toMatch(/^parley: .*\n$/);
    const unknown = await parley("serve", "--prot", "1");
    expect(unknown.status).toBe(64);
    expect(unknown.stderr).toContain("parley: unknown option '--prot'");
    expect(unknown.stderr).toContain("--port");
    const listener = await parley("serve", "--listen", "smtp://127.0.0.1:25");
    expect(listener.status).toBe(78);
    expect(listener.stderr).toMatch(/^parley: .*no dialect "smtp".*\n$/);
    const classic = await parley("serve", "--host", "0.0.0.0", "--classic");
    expect(classic.status).toBe(78);
    expect(classic.stderr).toMatch(/^parley: .*--no-tls.*\n$/);
  });

  it("shows every option in its help", async () => {
    const { status, stdout } = await parley("serve", "--help");
    expect(status).toBe(0);
    for (const flag of ["--port", "--host", "--listen", "--classic", "--data", "--no-rate-limits", "--log-messages"]) {
      expect(stdout).toContain(flag);
    }
    expect(stdout).toContain("PARLEY_PORT");
  });

  it("answers / with the page, /ways-in with how else to join, and /health", async () => {
    const server = await start();
    const page = await fetch(`http://127.0.0.1:${server.port}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<div id="root">');
    const others = await fetch(`http://127.0.0.1:${server.port}/ways-in`);
    expect(await others.text()).toContain(`nc localhost ${server.port}`);
    const health = await fetch(`http://127.0.0.1:${server.port}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ ok: true });
    expect((await fetch(`http://127.0.0.1:${server.port}/nothing`)).status).toBe(404);
  });

  it("lets no page of another site speak through a visitor's browser", async () => {
    const server = await start();
    const ask = (origin: string): Promise<string> => upgrade(server.port, origin);
    expect(await ask(`http://127.0.0.1:${server.port}`)).toContain("101 Switching Protocols");
    expect(await ask("http://elsewhere.example")).toContain("403 Forbidden");
    // A name that its owner's DNS leads here is not ours, even if it says the same twice.
    const rebound = `rebound.example:${server.port}`;
    expect(await upgrade(server.port, `http://${rebound}`, rebound)).toContain("403 Forbidden");
  });

  it("says goodbye to everybody when it is stopped, and has all that it accepted on disk", async () => {
    const server = await start();
    const peer = await hello(server, "alice");
    peer.command({ type: "join", channel: "#lobby" });
    for (let i = 0; i < 100; i++) peer.command({ type: "say", to: "#lobby", text: `${i}`, ref: `${i}` });
    await peer.until('"ref":"0"');
    expect(await server.stop()).toBe(0);
    const rest = await peer.untilOver();
    expect(rest).toContain('{"type":"goodbye","code":"shutdown"');
    const acknowledged = 1 + (rest.match(/"type":"ok"/g)?.length ?? 0);
    const again = await start([], server.data);
    const reader = await hello(again, "bob");
    reader.command({ type: "join", channel: "#lobby" });
    reader.command({ type: "history", channel: "#lobby", limit: 1000, ref: "all" });
    const kept = (await reader.until(/"ref":"all".*\n/)).match(/"type":"message"/g)?.length ?? 0;
    expect(kept).toBeGreaterThanOrEqual(acknowledged);
  });

  it("has channels, topics and history again after it was killed", async () => {
    const server = await start();
    const peer = await hello(server, "alice");
    peer.command({ type: "join", channel: "#garden" });
    peer.command({ type: "topic", channel: "#garden", topic: "What grows" });
    peer.command({ type: "say", to: "#garden", text: "Beans", ref: "1" });
    await peer.until(/"type":"ok","ref":"1".*\n/);
    await server.kill();
    const again = await start([], server.data);
    const back = await hello(again, "alice");
    back.command({ type: "join", channel: "#garden", ref: "in" });
    back.command({ type: "names", channel: "#garden", ref: "names" });
    back.command({ type: "history", channel: "#garden", ref: "all" });
    expect(await back.until(/"ref":"names".*\n/)).toContain('"topic":"What grows"');
    expect(await back.until(/"ref":"all".*\n/)).toContain('"text":"Beans"');
  });

  it("is there in under a second, and idles under 105 MiB", async () => {
    const { result: server, ms } = await ownTime(async () => {
      const started = await start();
      const peer = await Peer.to(started.port);
      peer.command({ type: "hello", nick: "alice" });
      peer.command({ type: "join", channel: "#lobby" });
      peer.command({ type: "say", to: "#lobby", text: "first", ref: "1" });
      await peer.until('"type":"ok","ref":"1"');
      return started;
    });
    expect(ms).toBeLessThan(1000);
    expect(residentMiB(server.process.pid ?? 0)).toBeLessThan(105);
  });

  it("shows what is said on the console only when asked to", async () => {
    for (const [args, shown] of [
      [[], false],
      [["--log-messages"], true],
    ] as const) {
      const server = await start(args);
      const peer = await hello(server, "alice");
      peer.command({ type: "join", channel: "#lobby" });
      peer.command({ type: "say", to: "#lobby", text: "a secret word", ref: "1" });
      await peer.until('"type":"ok","ref":"1"');
      expect(await server.stop()).toBe(0);
      expect(server.log().includes("a secret word")).toBe(shown);
      expect(server.log()).toContain(`127.0.0.1:${peer.localPort}`);
    }
  });
});

async function upgrade(port: number, origin: string, host = `127.0.0.1:${port}`): Promise<string> {
  const peer = await Peer.to(port);
  peer.send(
    `GET / HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  const answer = await peer.until("\r\n\r\n");
  peer.close();
  return answer;
}

function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}
