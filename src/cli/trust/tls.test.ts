import { readFileSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runDemo } from "../demo/demo.ts";
import { EXIT } from "../exit.ts";
import { fakeIo, fakeServer } from "../fake-io.fixture.ts";
import { FakeParley } from "../fake-parley.fixture.ts";
import { runJoin } from "../join/join.ts";
import { runSend } from "../send.ts";
import { KnownServers } from "./known-servers.ts";
import { fakeTlsServer, selfSigned, vouchedFor } from "./tls-server.fixture.ts";
import { colons, tempFolder } from "./trust.fixture.ts";

const [one, other] = await Promise.all([selfSigned(), selfSigned()]);

/** What knows no authorities, and no servers yet. */
function stranger(): { readonly configFolder: string; readonly authorities: readonly string[] } {
  return { configFolder: tempFolder(), authorities: [] };
}

describe("a client and a server that signs its certificate itself", () => {
  it("talk, and the client says once which certificate it takes from now on", async () => {
    const parley = new FakeParley();
    await using server = await fakeTlsServer(one, parley.serve);
    const who = stranger();
    const io = fakeIo("hello\n");
    const url = `parley+tls://127.0.0.1:${server.port}`;
    expect(await runJoin({ url, ...who }, io)).toBe(EXIT.ok);
    expect(io.err()).toBe(
      `parley: the certificate of 127.0.0.1:${server.port} is taken from now on, and no other: SHA-256 ${colons(one.fingerprint)}\n`,
    );
    const again = fakeIo();
    expect(await runSend({ url: `127.0.0.1:${server.port}`, to: "lobby", text: "again", ...who }, again)).toBe(EXIT.ok);
    expect(again.err()).toBe("");
    expect(parley.of("say").map(({ text }) => text)).toEqual(["hello", "again"]);
  });

  it("don't talk if the certificate is another than before: nothing is sent", async () => {
    await using server = await fakeTlsServer(one, new FakeParley().serve);
    const who = stranger();
    const url = `https://localhost:${server.port}`;
    expect(await runJoin({ url, ...who }, fakeIo(""))).toBe(EXIT.ok);
    const before = server.came();
    server.use(other);
    for (const dialect of ["parley", "relay", "framed", "ack", "turns"]) {
      const io = fakeIo("secret\n");
      const status = await runJoin({ url: `${dialect}+tls://localhost:${server.port}`, ...who, wait: true }, io);
      expect([dialect, status]).toEqual([dialect, EXIT.noPermission]);
      expect(io.err()).toContain(`localhost:${server.port} has another certificate than before`);
      expect(io.err()).toContain(`parley join --trust ${colons(other.fingerprint)} localhost:${server.port}`);
    }
    const io = fakeIo();
    const sent = { url, to: "lobby", text: "secret", account: "ada", password: "sesame", ...who };
    expect(await runSend(sent, io)).toBe(EXIT.noPermission);
    expect(io.err()).toContain("Nothing was sent");
    expect(server.came()).toBe(before);
  });

  it("talk again once somebody has said that the new certificate is right", async () => {
    await using server = await fakeTlsServer(one, new FakeParley().serve);
    const who = stranger();
    const url = `https://localhost:${server.port}`;
    await runJoin({ url, ...who }, fakeIo(""));
    server.use(other);
    const wrong = { url, ...who, trust: "0".repeat(64) };
    expect(await runJoin(wrong, fakeIo(""))).toBe(EXIT.noPermission);
    const right = { url, ...who, trust: colons(other.fingerprint) };
    expect(await runJoin(right, fakeIo(""))).toBe(EXIT.ok);
    expect(await runJoin({ url, ...who }, fakeIo(""))).toBe(EXIT.ok);
    server.use(one);
    expect(await runJoin({ url, ...who }, fakeIo(""))).toBe(EXIT.noPermission);
  });

  it("talk only if it is the certificate of the URL", async () => {
    await using server = await fakeTlsServer(one, new FakeParley().serve);
    const who = stranger();
    const url = `localhost:${server.port}`;
    const io = fakeIo("secret\n");
    expect(await runJoin({ url: `${url}#sha256=${other.fingerprint}`, ...who }, io)).toBe(EXIT.noPermission);
    expect(io.err()).toContain(`another certificate than the one you named: SHA-256 ${colons(one.fingerprint)}`);
    expect(server.came()).toBe("");
    expect(await runJoin({ url: `${url}#sha256=${one.fingerprint}`, ...who }, fakeIo(""))).toBe(EXIT.ok);
    expect(new KnownServers(who.configFolder).find({ host: "localhost", port: server.port })).toBe(one.fingerprint);
  });

  it("are not joined again after a break when the certificate has changed", async () => {
    let connections = 0;
    const parley = new FakeParley(({ type }) => {
      if (type === "say") throw new Error("unreachable");
      return {};
    });
    await using server = await fakeTlsServer(one, (socket) => {
      connections++;
      parley.serve(socket);
      if (connections === 1)
        socket.on("data", (text) => {
          if (!String(text).includes('"join"')) return;
          server.use(other);
          socket.destroy();
        });
    });
    const io = fakeIo();
    expect(await runJoin({ url: `https://localhost:${server.port}`, ...stranger() }, io)).toBe(EXIT.noPermission);
    expect(io.err()).toMatch(/trying again\.\nparley: localhost:\d+ has another certificate than before/);
    expect(parley.of("hello")).toHaveLength(1);
  });
});

describe("a client and a server that an authority vouches for", () => {
  it("talk without a word, also after it has got a new certificate", async () => {
    const pair = await vouchedFor("localhost");
    await using server = await fakeTlsServer(pair, new FakeParley().serve);
    const who = { configFolder: tempFolder(), authorities: [pair.authority] };
    const io = fakeIo("");
    const url = `https://localhost:${server.port}`;
    expect(await runJoin({ url, ...who }, io)).toBe(EXIT.ok);
    const next = await vouchedFor("localhost");
    server.use(next);
    expect(await runJoin({ url, ...who, authorities: [next.authority] }, io)).toBe(EXIT.ok);
    expect(io.err()).toBe("");
    expect(readFileSync(join(who.configFolder, "known-servers"), "utf8")).toBe(`localhost:${server.port} authority\n`);
    server.use(one);
    expect(await runJoin({ url, ...who }, fakeIo(""))).toBe(EXIT.noPermission);
  });

  it("are not taken for another: the certificate has to be of the name that was asked for", async () => {
    const pair = await vouchedFor("parley.test");
    await using server = await fakeTlsServer(pair, new FakeParley().serve);
    const who = { configFolder: tempFolder(), authorities: [pair.authority] };
    const io = fakeIo("");
    // It is taken as one that nobody vouches for.
    expect(await runJoin({ url: `https://localhost:${server.port}`, ...who }, io)).toBe(EXIT.ok);
    expect(io.err()).toContain(`no other: SHA-256 ${colons(pair.fingerprint)}`);
  });
});

describe("a client that wants TLS", () => {
  const OTHERS: readonly (readonly [string, (socket: Socket) => void])[] = [
    ["greets in plain text", (socket) => socket.write("Welcome, whoever you are")],
    [
      "answers in JSON",
      (socket) => socket.once("data", () => socket.write('{"type":"refused","code":"bad-command"}\n')),
    ],
    ["resets", (socket) => socket.once("data", () => socket.resetAndDestroy())],
    ["hangs up", (socket) => socket.end()],
  ];
  it.each(OTHERS)("says how to go without if the server speaks none and %s", async (_, serve) => {
    await using server = await fakeServer(serve);
    const address = `localhost:${server.port}`;
    for (const [scheme, plain] of [["https", "parley"] as const, ["relay+tls", "relay"] as const]) {
      const io = fakeIo("secret\n");
      expect(await runJoin({ url: `${scheme}://${address}`, ...stranger() }, io)).toBe(EXIT.unavailable);
      expect(io.err()).toBe(
        `parley: ${address} does not speak TLS, as far as can be told. To talk without encryption, name ${plain}://${address}\n`,
      );
    }
  });

  it.each(OTHERS)(
    "sends nothing to a server that spoke it before and now %s, and doesn't say how to go without",
    async (_, serve) => {
      let came = "";
      await using server = await fakeServer((socket) => {
        socket.on("data", (bytes) => {
          came += bytes.toString("latin1");
        });
        serve(socket);
      });
      const who = stranger();
      const host = "localhost";
      new KnownServers(who.configFolder).add({ host, port: server.port }, one.fingerprint);
      const io = fakeIo("secret\n");
      const status = await runJoin({ url: `${host}:${server.port}`, ...who }, io);
      expect([EXIT.noPermission, EXIT.unavailable]).toContain(status);
      expect(io.err()).toMatch(/was reached over TLS before, and (does not speak it now|now hung up before)/);
      expect(io.err()).not.toContain("parley://");
      const plain = fakeIo("secret\n");
      const url = `parley://${host}:${server.port}`;
      expect(await runJoin({ url, ...who }, plain)).toBe(EXIT.usage);
      expect(plain.err()).toContain("was reached over TLS before, so it is not talked to without");
      expect(came).not.toContain("secret");
      expect(came).not.toContain("hello");
    },
  );

  it("says what it does not understand of a certificate to trust", async () => {
    const io = fakeIo("");
    expect(await runJoin({ url: "https://localhost", trust: "abc", ...stranger() }, io)).toBe(EXIT.usage);
    expect(await runJoin({ url: "localhost", trust: one.fingerprint, ...stranger() }, io)).toBe(EXIT.usage);
    expect(io.err()).toMatch(/64 hexadecimal digits.*\n.*is for TLS/);
  });
});

describe("the classroom's dialects", () => {
  it("go over TLS", async () => {
    await using server = await fakeTlsServer(one, (socket) => {
      socket.write("('127.0.0.1', 52208) at 13:54:49: Hey\n");
    });
    const io = fakeIo();
    const status = runJoin({ url: `relay+tls://localhost:${server.port}`, ...stranger() }, io);
    io.stdout.once("data", () => io.stdin.end("one\ntwo\n"));
    expect(await status).toBe(EXIT.ok);
    expect(server.came()).toBe("one\ntwo\n");
    expect(io.out()).toBe("('127.0.0.1', 52208) at 13:54:49: Hey\n");
  });

  it("are for nobody who wants to sign in", async () => {
    const io = fakeIo("");
    const url = "relay+tls://localhost";
    expect(await runJoin({ url, account: "ada", password: "sesame", ...stranger() }, io)).toBe(EXIT.usage);
    expect(io.err()).toContain("in the dialect relay");
  });
});

it("a demonstration sends its visitors over TLS, and none to a server that is another than before", async () => {
  await using server = await fakeTlsServer(one, (socket) => socket.end());
  const who = stranger();
  const url = `https://localhost:${server.port}`;
  expect(await runDemo({ url, ...who }, fakeIo(""))).toBe(EXIT.unavailable);
  for (const greeting of ['"hello"', "NICK Iris", "/nick Rhea", "GET / HTTP/1.1"])
    expect(server.came()).toContain(greeting);
  const before = server.came();
  server.use(other);
  const io = fakeIo("");
  expect(await runDemo({ url, ...who }, io)).toBe(EXIT.unavailable);
  expect(io.err()).toMatch(/^parley: localhost:\d+ has another certificate than before/);
  expect(server.came()).toBe(before);
});

it("a file of known servers that says nonsense of one keeps it out", async () => {
  await using server = await fakeTlsServer(one, new FakeParley().serve);
  const who = stranger();
  writeFileSync(join(who.configFolder, "known-servers"), `localhost:${server.port} whatever\n`);
  expect(await runJoin({ url: `https://localhost:${server.port}`, ...who }, fakeIo(""))).toBe(EXIT.noPermission);
  expect(server.came()).toBe("");
});
