import { once } from "node:events";
import { createServer } from "node:http";
import { Socket } from "node:net";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { Origins } from "./origins.ts";
import { Path } from "./outbox.ts";
import { Proxies } from "./proxies.ts";
import { asLine, WebSocketDoor } from "./websocket.ts";

describe("asLine", () => {
  it("makes one line of a message, whether or not it ends as a line", () => {
    const line = (text: string): string => asLine(Buffer.from(text)).toString();
    expect(["PING x", "PING x\n", "PING x\r\n", "", "\r\n"].map(line)).toEqual([
      "PING x\n",
      "PING x\n",
      "PING x\n",
      "\n",
      "\n",
    ]);
    expect(line("PRIVMSG #a :hi\r\nQUIT\n")).toBe("PRIVMSG #a :hi  QUIT\n");
  });

  it("makes one line of any bytes, and changes nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const line = asLine(Buffer.from(bytes));
        expect(line.indexOf(10)).toBe(line.length - 1);
        expect(line.includes(13)).toBe(false);
        const kept = [...line.subarray(0, -1)];
        expect(kept).toEqual(
          [...bytes.subarray(0, kept.length)].map((byte) => (byte === 10 || byte === 13 ? 32 : byte)),
        );
      }),
    );
  });
});

/** A server that knows nothing but WebSockets: greets with two lines, and notes what comes. */
async function start(): Promise<{ readonly port: number; readonly heard: string[]; readonly opened: string[] }> {
  const heard: string[] = [];
  const opened: string[] = [];
  const door = new WebSocketDoor(new Origins(new Proxies()), undefined, (dialect, channel) => {
    opened.push(dialect);
    setImmediate(() => channel.send(new Path("one\r\ntwo é\r\n")));
    return { feed: (bytes) => heard.push(Buffer.from(bytes).toString()), closed: () => undefined };
  });
  const server = createServer();
  server.on("upgrade", (request, stream, head) => {
    if (stream instanceof Socket) door.upgrade(request, stream, stream, head);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0, heard, opened };
}

/** What a client is told that offers these subprotocols: which one it is, and the first two messages. */
async function connect(port: number, offered: string[]): Promise<{ socket: WebSocket; messages: unknown[] }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, offered);
  onTestFinished(() => socket.close());
  socket.binaryType = "arraybuffer";
  const messages: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("error", () => reject(new Error("refused")));
    socket.addEventListener("message", ({ data }) => {
      if (messages.push(data) === 2) resolve();
    });
  });
  return { socket, messages };
}

describe("a WebSocket", () => {
  it.each<[string[], string, string]>([
    [["text.ircv3.net"], "text.ircv3.net", "irc"],
    [["binary.ircv3.net"], "binary.ircv3.net", "irc"],
    [["text.ircv3.net", "binary.ircv3.net"], "text.ircv3.net", "irc"],
    [["binary.ircv3.net", "text.ircv3.net"], "binary.ircv3.net", "irc"],
    [["nonsense", "binary.ircv3.net"], "binary.ircv3.net", "irc"],
    [["parley.v1.json"], "parley.v1.json", "json"],
    [[], "", "json"],
  ])("that offers %j speaks %j", async (offered, chosen, dialect) => {
    const { port, opened } = await start();
    const { socket, messages } = await connect(port, offered);
    expect(socket.protocol).toBe(chosen);
    expect(opened).toEqual([dialect]);
    const isBinary = chosen === "binary.ircv3.net";
    const texts = messages.map((data) => {
      expect(data instanceof ArrayBuffer).toBe(isBinary);
      return data instanceof ArrayBuffer ? new TextDecoder().decode(new Uint8Array(data)) : data;
    });
    expect(texts).toEqual(["one", "two é"]);
  });

  it("is refused if it offers nothing that is known", async () => {
    const { port, opened } = await start();
    await expect(connect(port, ["nonsense"])).rejects.toThrow("refused");
    expect(opened).toEqual([]);
  });

  it("may send text or bytes, whatever it was given", async () => {
    const { port, heard } = await start();
    const { socket } = await connect(port, ["text.ircv3.net"]);
    socket.send("PING é\r\n");
    socket.send(Buffer.from("PING b"));
    socket.close();
    await new Promise((resolve) => socket.addEventListener("close", resolve));
    expect(heard).toEqual(["PING é\n", "PING b\n"]);
  });
});
