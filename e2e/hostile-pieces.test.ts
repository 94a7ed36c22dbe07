import { describe, expect, it } from "vitest";
import type { TestServer } from "./harness.ts";
import type { JsonPeer } from "./json-peer.ts";
import { connection, EVERY_LISTENER, join, sceneWith } from "./scene.ts";

const LIMITS_URL = new URL("../dist/core/limits.js", import.meta.url).href;

describe("bytes that come in two pieces, cut anywhere, mean the same", () => {
  /** Connections at a time. */
  const AT_ONCE = 16;

  /** Has a server wait for the end of a line longer than a busy machine keeps the second piece back. */
  const WAITS = `data:text/javascript,import { LIMITS } from ${JSON.stringify(LIMITS_URL)}; LIMITS.heldLineMs = 60_000;`;

  interface Talk {
    readonly port: (server: TestServer) => number;
    /** What a client sends, all of it; `number` makes its nick, where it has one, unique and always as long. */
    readonly sent: (number: number) => string;
    /** What the others hear of it. */
    readonly heard: readonly string[];
    /** What the client gets, without what differs from one time to the next. */
    readonly got: (text: string) => string;
    readonly expected: string;
    /** One read is one message here, so only the whole of what is said stays the same. */
    readonly joins?: boolean;
  }

  const auto = (server: TestServer): number => server.port;
  const frame = (text: string): string => String(Buffer.byteLength(text)).padEnd(64) + text;
  const nick = (number: number): string => `n${String(number).padStart(4, "0")}`;

  const TALKS: Readonly<Record<string, Talk>> = {
    framed: {
      port: auto,
      sent: () => frame("hello ☕") + frame("") + frame("é") + frame("!DISCONNECT"),
      heard: ["hello ☕", "é"],
      got: (text) => text,
      expected: "Msg received".repeat(4),
    },
    json: {
      port: auto,
      sent: (number) =>
        [
          { type: "hello", nick: nick(number) },
          { type: "join", channel: "#lobby" },
          { type: "say", to: "#lobby", text: "hello ☕", ref: "1" },
          { type: "bye", ref: "2" },
        ]
          .map((command) => `${JSON.stringify(command)}\n`)
          .join(""),
      heard: ["hello ☕"],
      got: (text) => (text.match(/"ok","ref":"\d"/g) ?? []).join(" "),
      expected: '"ok","ref":"1" "ok","ref":"2"',
    },
    irc: {
      port: auto,
      sent: (number) =>
        `NICK ${nick(number)}\r\nUSER u 0 * :r\r\nJOIN #lobby\r\nPRIVMSG #lobby :hello ☕\r\nQUIT :bye\r\n`,
      heard: ["hello ☕"],
      got: (text) => (text.match(/ (001|366) |^ERROR/gm) ?? []).join(""),
      expected: " 001  366 ERROR",
    },
    relay: {
      port: auto,
      sent: () => "hello ☕\r\nsecond\n",
      heard: ["hello ☕", "second"],
      got: (text) => (text.match(/\/help/g) ?? []).join(" "),
      expected: "/help",
    },
    "relay of its own": {
      port: (server) => server.ports["relay"] ?? 0,
      sent: () => "hello ☕\nsecond\n",
      heard: ["hello ☕", "second"],
      // Others of this test may come and speak meanwhile.
      got: (text) => text.replace(/^.*( is Online|: hello ☕|: second)\n/gm, ""),
      expected: "",
    },
    ack: {
      port: (server) => server.ports["ack"] ?? 0,
      sent: () => "hello ☕ and é",
      heard: ["hello ☕ and é"],
      got: (text) => text.replace(/^Client\d\d/, "").replaceAll("ACK", ""),
      expected: "hello ☕ and é",
      joins: true,
    },
    turns: {
      port: (server) => server.ports["turns"] ?? 0,
      sent: () => "hello ☕ and é",
      heard: ["hello ☕ and é"],
      got: (text) => text.slice(0, "Welcome".length),
      expected: "Welcome",
      joins: true,
    },
    HTTP: {
      port: auto,
      sent: () => "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      heard: [],
      got: (text) => text.split("\r\n")[0] ?? "",
      expected: "HTTP/1.1 200 OK",
    },
  };

  it.each(Object.keys(TALKS))("%s", async (name) => {
    const talk = TALKS[name];
    if (!talk) throw new Error(`no talk ${name}`);
    const server = await sceneWith(["--import", WAITS], ...EVERY_LISTENER);
    const witness = await join(server, "witness");
    const whole = Buffer.from(talk.sent(0)).length;
    for (let from = 0; from < whole; from += AT_ONCE) {
      const cuts = Array.from({ length: Math.min(AT_ONCE, whole - from) }, (_, i) => from + i);
      const results = await cutAt(talk, cuts, server, witness);
      expect(results).toEqual(cuts.map((cut) => ({ cut, heard: talk.heard, got: talk.expected })));
    }
  });

  async function cutAt(talk: Talk, cuts: readonly number[], server: TestServer, witness: JsonPeer) {
    const peers = await Promise.all(cuts.map(() => connection(talk.port(server))));
    const bytes = cuts.map((cut) => Buffer.from(talk.sent(cut)));
    peers.forEach((peer, i) => {
      peer.send(bytes[i]?.subarray(0, cuts[i]) ?? "");
    });
    // Once this is answered, the server has read the first pieces.
    await witness.fence();
    peers.forEach((peer, i) => {
      peer.send(bytes[i]?.subarray(cuts[i]) ?? "");
      peer.socket.end();
    });
    const got = await Promise.all(peers.map((peer) => peer.untilOver()));
    await witness.fence();
    const said = witness.takeMessages();
    return cuts.map((cut, i) => {
      const speaker = new RegExp(`^(${nick(cut)}|(framed|relay|turns)-${peers[i]?.localPort})$`);
      const name = /^Client\d+/.exec(got[i] ?? "")?.[0];
      const texts = said.filter(({ from }) => speaker.test(from.nick) || from.nick === name).map(({ text }) => text);
      const heard = talk.joins && texts.length > 0 ? [texts.join("")] : texts;
      return { cut, heard, got: talk.got(got[i] ?? "") };
    });
  }
});
