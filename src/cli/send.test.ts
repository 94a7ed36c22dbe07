import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseCommand } from "../wire/json/parse-command.ts";
import { EXIT } from "./exit.ts";
import { fakeIo, fakeServer, unusedPort } from "./fake-io.fixture.ts";
import { runJoin } from "./join/join.ts";
import { runSend } from "./send.ts";

/** A Parley server as far as `send` can tell: a log that keeps a ref once, over any number of connections. */
class FakeParley {
  readonly texts: string[] = [];
  readonly #refs = new Map<string, number>();
  readonly #breakAfter: number;
  readonly #refuses: string;
  #broke = false;

  /**
   * @param breakAfter hang up once, instead of answering the message after so many
   * @param refuses the text that is refused
   */
  constructor(breakAfter = Number.POSITIVE_INFINITY, refuses = "") {
    this.#breakAfter = breakAfter;
    this.#refuses = refuses;
  }

  readonly serve = (socket: Socket): void => {
    let rest = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (!socket.destroyed) this.#obey(socket, line);
    });
  };

  #obey(socket: Socket, line: string): void {
    const parsed = parseCommand(line);
    if (!("command" in parsed)) throw new Error(line);
    const { command } = parsed;
    const answer = (rest: object): void => {
      socket.write(`${JSON.stringify({ type: "ok", ref: command.ref, ...rest })}\n`);
    };
    if (command.type === "join" && command.channel.includes(" ")) {
      answer({ type: "refused", code: "bad-channel-name", text: "Bad name." });
    } else if (command.type === "hello") answer({ seq: 1, nick: "guest", epoch: "e", channel: "#lobby", joined: [] });
    else if (command.type !== "say") answer(command.type === "history" ? { messages: [], more: false } : {});
    else if (command.to.includes(" ")) answer({ type: "refused", code: "no-such-channel", text: "No such channel." });
    else if (command.text === this.#refuses) answer({ type: "refused", code: "banned", text: "No." });
    else this.#say(socket, command.ref ?? "", command.text, answer);
    if (command.type === "bye") socket.end();
  }

  #say(socket: Socket, ref: string, text: string, answer: (rest: object) => void): void {
    const known = this.#refs.get(ref);
    const seq = known ?? this.texts.push(text) + 1;
    this.#refs.set(ref, seq);
    if (this.texts.length <= this.#breakAfter || this.#broke) answer({ seq, ...(known && { repeated: true }) });
    else {
      this.#broke = true;
      socket.destroy();
    }
  }
}

describe("send", () => {
  it("sends one message", async () => {
    const parley = new FakeParley();
    await using server = await fakeServer(parley.serve);
    const io = fakeIo();
    expect(await runSend({ url: `127.0.0.1:${server.port}`, to: "lobby", text: "hello\nworld" }, io)).toBe(EXIT.ok);
    expect(parley.texts).toEqual(["hello\nworld"]);
    expect(io.err()).toBe("");
  });

  it("sends each line of the input once and in order, over a break", async () => {
    const parley = new FakeParley(700);
    await using server = await fakeServer(parley.serve);
    const lines = Array.from({ length: 2_000 }, (_, i) => `line ${i}`);
    const io = fakeIo(`${lines.join("\n")}\n`);
    expect(await runSend({ url: `127.0.0.1:${server.port}`, to: "#lobby" }, io)).toBe(EXIT.ok);
    expect(parley.texts).toEqual(lines);
    expect(io.err()).toContain("trying again");
  });

  it("sends so many random words", async () => {
    const parley = new FakeParley();
    await using server = await fakeServer(parley.serve);
    expect(await runSend({ url: `127.0.0.1:${server.port}`, to: "lobby", random: 20 }, fakeIo())).toBe(EXIT.ok);
    expect(parley.texts).toHaveLength(20);
    expect(parley.texts.every((text) => /^[a-z ]+$/.test(text))).toBe(true);
  });

  it("tells what was refused, sends the rest, and does not exit 0", async () => {
    const parley = new FakeParley(undefined, "bad");
    await using server = await fakeServer(parley.serve);
    const io = fakeIo("one\nbad\ntwo\n");
    expect(await runSend({ url: `127.0.0.1:${server.port}`, to: "lobby" }, io)).toBe(EXIT.data);
    expect(parley.texts).toEqual(["one", "two"]);
    expect(io.err()).toBe("parley: line 2 was refused: No.\n");
  });

  it("tells once that there can be no such channel", async () => {
    await using server = await fakeServer(new FakeParley().serve);
    const io = fakeIo();
    const status = await runSend({ url: `127.0.0.1:${server.port}`, to: "bad name", text: "hello" }, io);
    expect(status).toBe(EXIT.data);
    expect(io.err()).toBe("parley: #bad name: Bad name.\n");
  });

  it("tells once that there can be no such channel when there is a file to send", async () => {
    await using server = await fakeServer(new FakeParley().serve);
    const io = fakeIo();
    const file = fileURLToPath(import.meta.url);
    expect(await runSend({ url: `127.0.0.1:${server.port}`, to: "bad name", file }, io)).toBe(EXIT.data);
    expect(io.err()).toBe("parley: #bad name: Bad name.\n");
  });

  it("says why a file can't be sent, and sends no random words with one", async () => {
    await using server = await fakeServer(new FakeParley().serve);
    const io = fakeIo();
    const url = `127.0.0.1:${server.port}`;
    expect(await runSend({ url, to: "lobby", file: "/missing" }, io)).toBe(EXIT.data);
    expect(io.err()).toBe("parley: /missing can't be read: there is no such file.\n");
    expect(await runSend({ url, to: "lobby", file: "/missing", random: 3 }, fakeIo())).toBe(EXIT.usage);
  });

  it("refuses to send nothing", async () => {
    const io = fakeIo();
    expect(await runSend({ url: "localhost", to: "lobby", text: "" }, io)).toBe(EXIT.data);
    expect(io.err()).toBe("parley: There is nothing to send.\n");
  });

  it("goes by the login name unless a nick is named, and without a word by one like it", async () => {
    const wanted: (string | undefined)[] = [];
    await using server = await fakeServer((socket) => {
      const parley = new FakeParley();
      socket.once("data", (text: string) => {
        const first = parseCommand(text.split("\n")[0] ?? "");
        if ("command" in first && first.command.type === "hello") wanted.push(first.command.nick);
      });
      parley.serve(socket);
    });
    const sent = { url: `127.0.0.1:${server.port}`, to: "lobby", text: "hello", login: "alice" };
    const io = fakeIo();
    expect(await runSend(sent, io)).toBe(EXIT.ok);
    expect(await runSend({ ...sent, nick: "bob" }, io)).toBe(EXIT.ok);
    expect(wanted).toEqual(["alice", "bob"]);
    expect(io.err()).toBe("");
  });

  it("says that nobody is there and exits 69", async () => {
    const io = fakeIo();
    const url = `127.0.0.1:${await unusedPort()}`;
    expect(await runSend({ url, to: "lobby", text: "hello" }, io)).toBe(EXIT.unavailable);
    expect(io.err()).toBe(`parley: nothing listens at ${url} (connection refused).\n`);
  });

  it("needs the native dialect", async () => {
    const io = fakeIo();
    expect(await runSend({ url: "ack://localhost", to: "lobby", text: "hello" }, io)).toBe(EXIT.usage);
  });
});

describe("join, from a pipe to a Parley server", () => {
  it("has every line acknowledged before it exits 0", async () => {
    const parley = new FakeParley(2);
    await using server = await fakeServer(parley.serve);
    const io = fakeIo("one\ntwo\nthree\nfour");
    expect(await runJoin({ url: `127.0.0.1:${server.port}` }, io)).toBe(EXIT.ok);
    expect(parley.texts).toEqual(["one", "two", "three", "four"]);
  });

  it("goes on behind what was refused, and does not exit 0", async () => {
    const parley = new FakeParley(undefined, "bad");
    await using server = await fakeServer(parley.serve);
    const io = fakeIo("one\nbad\ntwo\n");
    expect(await runJoin({ url: `127.0.0.1:${server.port}` }, io)).toBe(EXIT.data);
    expect(parley.texts).toEqual(["one", "two"]);
    expect(io.err()).toContain("No.");
  });
});
