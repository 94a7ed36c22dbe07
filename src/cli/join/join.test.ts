import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tellEnd } from "../connect/link-end.ts";
import { EXIT } from "../exit.ts";
import { fakeIo, fakeServer, unusedPort } from "../fake-io.fixture.ts";
import { runJoin } from "./join.ts";

/** Calls back for every read, as text; each read of these clients is one message. */
function onText(socket: Socket, take: (text: string) => void): void {
  socket.setEncoding("utf8").on("data", (text: string) => take(text));
}

describe("join, when nobody is there", () => {
  it.each(["parley", "framed", "ack", "relay", "turns"])("says so and exits 69 (%s)", async (scheme) => {
    const io = fakeIo("hello\n");
    const url = `${scheme}://127.0.0.1:${await unusedPort()}`;
    expect(await runJoin({ url }, io)).toBe(EXIT.unavailable);
    expect(io.err()).toBe(`parley: nothing listens at ${url.replace(/^.*\/\//, "")} (connection refused).\n`);
    expect(io.out()).toBe("");
  });

  it("stops waiting when it is interrupted", async () => {
    const io = fakeIo();
    const port = await unusedPort();
    const status = runJoin({ url: `ack://127.0.0.1:${port}`, wait: true }, io);
    io.stderr.once("data", () => io.interrupt());
    expect(await status).toBe(EXIT.unavailable);
  });

  it("says what is wrong with an address and exits 64", async () => {
    const io = fakeIo("");
    expect(await runJoin({ url: "gopher://localhost" }, io)).toBe(EXIT.usage);
    expect(io.err()).toContain("gopher");
  });
});

describe("join, from a pipe to a classroom server", () => {
  it("framed: waits for each acknowledgement and says goodbye", async () => {
    const bodies: string[] = [];
    await using server = await fakeServer((socket) => {
      let rest = "";
      onText(socket, (text) => {
        rest += text;
        const length = Number(rest.slice(0, 64));
        if (rest.length < 64 + length) return;
        const body = rest.slice(64);
        rest = "";
        bodies.push(body);
        socket.write("Msg received");
        if (body === "BYE") socket.end();
      });
    });
    const io = fakeIo("one\ntwo");
    const url = `framed://127.0.0.1:${server.port}`;
    expect(await runJoin({ url, goodbye: "BYE" }, io)).toBe(EXIT.ok);
    expect(bodies).toEqual(["one", "two", "BYE"]);
    expect(io.out()).toBe("Msg received\nMsg received\nMsg received\n");
  });

  it("ack: shows its name, sends a message a read, writes files, and exits", async () => {
    const reads: string[] = [];
    await using server = await fakeServer((socket) => {
      socket.write("Client01");
      onText(socket, (text) => {
        reads.push(text);
        if (text === "exit") socket.end();
        else socket.write(text === "get a.txt" ? "a.txt 5\nhello" : `${text}ACK`);
      });
    });
    const folder = mkdtempSync(join(tmpdir(), "parley-"));
    const io = fakeIo("hello\nworld\nget a.txt\n");
    expect(await runJoin({ url: `ack://127.0.0.1:${server.port}`, folder }, io)).toBe(EXIT.ok);
    expect(reads).toEqual(["hello", "world", "get a.txt", "exit"]);
    expect(io.out()).toBe("Connected as Client01\nhelloACK\nworldACK\na.txt: 5 bytes\n");
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("hello");
    rmSync(folder, { recursive: true });
  });

  it("ack: does not wait for the rest of a file when it is interrupted, and leaves nothing of it", async () => {
    await using server = await fakeServer((socket) => {
      socket.write("Client01");
      onText(socket, () => socket.write("a.txt 5\nhel"));
    });
    const folder = mkdtempSync(join(tmpdir(), "parley-"));
    const io = fakeIo();
    io.stdin.write("get a.txt\n");
    const status = runJoin({ url: `ack://127.0.0.1:${server.port}`, folder }, io);
    while (readdirSync(folder).length === 0) await new Promise((go) => setImmediate(go));
    io.interrupt();
    expect(await status).toBe(EXIT.tempFail);
    expect(io.out()).toBe("Connected as Client01\nOf a.txt only 3 of 5 bytes came.\n");
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it("relay: sends every line, and shows what others say", async () => {
    let seen = "";
    await using server = await fakeServer((socket) => {
      socket.write("('127.0.0.1', 52208) at 13:54:49: Hey\n");
      onText(socket, (text) => {
        seen += text;
      });
    });
    const io = fakeIo();
    const status = runJoin({ url: `relay://127.0.0.1:${server.port}` }, io);
    io.stdout.once("data", () => io.stdin.end("one\ntwo\n"));
    expect(await status).toBe(EXIT.ok);
    expect(seen).toBe("one\ntwo\n");
    expect(io.out()).toBe("('127.0.0.1', 52208) at 13:54:49: Hey\n");
  });

  it("turns: answers each turn once, then says goodbye", async () => {
    const reads: string[] = [];
    await using server = await fakeServer((socket) => {
      socket.write("Welcome");
      onText(socket, (text) => {
        reads.push(text);
        if (!text.startsWith("Client has")) socket.write(`you said ${text}`);
      });
    });
    const io = fakeIo("one\ntwo\n");
    expect(await runJoin({ url: `turns://127.0.0.1:${server.port}` }, io)).toBe(EXIT.ok);
    expect(reads).toEqual(["one", "two", "Client has disconnected..."]);
    expect(io.out()).toBe("Welcome\nyou said one\nyou said two\n");
  });

  it("is told apart from success when the server hangs up on an unanswered line", async () => {
    await using server = await fakeServer((socket) => {
      socket.write("Client01");
      onText(socket, () => socket.end());
    });
    const io = fakeIo("hello\n");
    expect(await runJoin({ url: `ack://127.0.0.1:${server.port}` }, io)).toBe(EXIT.tempFail);
    expect(io.err()).toContain("ended the talk");
  });
});

describe("join, to what is no Parley server", () => {
  const GREETINGS: readonly (readonly [string, (socket: Socket) => void])[] = [
    ["says something on a line", (socket) => socket.write("220 mail.example ready\r\n")],
    ["says something that has no end", (socket) => socket.write("Client01")],
    ["says something that is no text", (socket) => socket.write(Uint8Array.of(0x15, 3, 1, 0, 2, 2, 0xff))],
    ["hangs up when it is greeted", (socket) => socket.once("data", () => socket.destroy())],
  ];
  it.each(GREETINGS)("says so at once and exits 76 if it %s", async (_, greet) => {
    await using server = await fakeServer(greet);
    const io = fakeIo("hello\n");
    const url = `127.0.0.1:${server.port}`;
    expect(await runJoin({ url }, io)).toBe(EXIT.protocol);
    expect(io.err()).toBe(`parley: ${url} answers, but does not speak Parley's own protocol.\n`);
  });

  it.each([
    [12_345, " Perhaps this does: parley join ack://localhost:12345"],
    [2000, " Perhaps this does: parley join turns://localhost:2000"],
    [3823, " Perhaps this does: parley join relay://localhost:3823"],
    [8080, ""],
  ])("suggests what usually listens on port %i", (port, hint) => {
    const io = fakeIo("");
    const target = { dialect: "json", host: "localhost", port, tls: false } as const;
    expect(tellEnd({ why: "protocol", text: "" }, target, io)).toBe(EXIT.protocol);
    expect(io.err()).toBe(`parley: localhost:${port} answers, but does not speak Parley's own protocol.${hint}\n`);
  });
});
