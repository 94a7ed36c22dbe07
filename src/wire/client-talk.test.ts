import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { ack } from "./ack/ack.ts";
import { AckClient } from "./ack/client.ts";
import type { ClientCodec, Shown } from "./client.ts";
import { ClientTalk } from "./client-talk.ts";
import type { DialectType } from "./conversation.ts";
import { FramedClient } from "./framed/client.ts";
import { framed } from "./framed/framed.ts";
import { RelayClient } from "./relay/client.ts";
import { relay } from "./relay/relay.ts";
import { type Connection, createWorld, type World } from "./testing.ts";
import { TurnsClient } from "./turns/client.ts";
import { turns } from "./turns/turns.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A client without a server: what it sent and showed, and how often it asked for a line. */
interface Bench {
  readonly talk: ClientTalk;
  readonly sent: string[];
  readonly shown: Shown[];
  readonly asked: () => number;
  readonly closed: () => boolean;
  /** Lets the last timer that was set and not stopped run out. */
  readonly runOut: (ms: number) => void;
}

function bench(codec: ClientCodec, send?: (piece: Uint8Array) => void): Bench {
  const sent: string[] = [];
  const shown: Shown[] = [];
  const timers = new Map<() => void, number>();
  let asked = 0;
  let closed = false;
  const talk = new ClientTalk(codec, {
    send(piece) {
      sent.push(decoder.decode(piece));
      send?.(piece);
    },
    show: (one) => shown.push(one),
    ready: () => asked++,
    close: () => {
      closed = true;
    },
    timer(ms, run) {
      timers.set(run, ms);
      return () => timers.delete(run);
    },
  });
  const runOut = (ms: number): void => {
    for (const [run, due] of [...timers]) {
      if (due !== ms) continue;
      timers.delete(run);
      run();
    }
  };
  return { talk, sent, shown, asked: () => asked, closed: () => closed, runOut };
}

function texts(shown: readonly Shown[]): string[] {
  return shown.map((one) => (one.type === "text" ? one.text : `file ${one.name}`));
}

/** A client in a world, with somebody who listens; `settle` brings all that is on its way to where it goes. */
function join(
  codec: ClientCodec,
  type: DialectType,
): Bench & { world: World; server: Connection; other: Connection; settle: () => void } {
  const world = createWorld();
  const other = world.connect(world.listen(relay));
  const server = world.connect(world.listen(type), { peer: { host: "127.0.0.1", port: 4242 } });
  const one = bench(codec, (piece) => server.send(piece));
  const settle = (): void => {
    for (let output = "."; output !== ""; ) {
      world.commit();
      output = server.take();
      if (output !== "") one.talk.feed(encoder.encode(output));
    }
    if (server.closed) one.talk.closed();
  };
  return { ...one, world, server, other, settle };
}

describe("a pipe of lines arrives whole and in order, and ends with the goodbye", () => {
  const lines = ["one", "", "zwei grüße", "three"];

  test.each([
    ["framed", new FramedClient(), framed, "framed-4242"],
    ["ack", new AckClient(), ack, "Client01"],
    ["relay", new RelayClient(), relay, "('127.0.0.1', 4242)"],
  ])("%s", (_, codec, type, speaker) => {
    const { talk, server, other, settle, closed } = join(codec, type);
    settle();
    other.take();
    talk.start();
    for (const line of lines) talk.line(line);
    talk.endOfInput();
    settle();
    if (closed()) server.end();
    settle();
    expect(other.take()).toBe(
      ["one", "zwei grüße", "three"].map((line) => `${speaker} at 13:54:49: ${line}\n`).join(""),
    );
    expect(talk.isDone).toBe(true);
    expect(server.closed).toBe(true);
  });

  test("turns, one line for each turn of the server", () => {
    const { talk, server, other, settle, closed, world } = join(new TurnsClient(), turns);
    talk.start();
    for (const line of lines) talk.line(line);
    talk.endOfInput();
    settle();
    expect(other.take()).toBe("[turns-4242] is Online\nturns-4242 at 13:54:49: one\n");
    for (const line of ["zwei grüße", "three"]) {
      other.send("go on\n");
      settle();
      expect(other.take()).toBe(`turns-4242 at 13:54:49: ${line}\n`);
    }
    expect(closed()).toBe(false);
    other.send("and?\n");
    settle();
    expect(closed()).toBe(true);
    expect(server.closed).toBe(true);
    world.commit();
    expect(other.take()).toBe("");
  });
});

test("a typed line waits for the answer to the one before it, and the next is asked for once", () => {
  const { talk, sent, asked, shown } = bench(new FramedClient());
  talk.start();
  expect(asked()).toBe(1);
  talk.line("one");
  talk.line("two");
  expect(sent).toEqual(["3".padEnd(64), "one"]);
  expect(asked()).toBe(1);
  talk.feed(encoder.encode("Msg received"));
  expect(sent.slice(2)).toEqual(["3".padEnd(64), "two"]);
  talk.feed(encoder.encode("Msg received"));
  expect(asked()).toBe(2);
  expect(texts(shown)).toEqual(["Msg received", "Msg received"]);
});

test("framed: an acknowledgement that is known may come in pieces; the goodbye can be set", () => {
  const { talk, sent, shown, asked, closed } = bench(
    new FramedClient({ ack: "Message received", goodbye: "DISCONNECT!" }),
  );
  talk.start();
  talk.line("hi");
  talk.feed(encoder.encode("Message "));
  expect(asked()).toBe(1);
  talk.feed(encoder.encode("received"));
  expect(asked()).toBe(2);
  expect(texts(shown)).toEqual(["Message received"]);
  talk.endOfInput();
  expect(sent.at(-1)).toBe("DISCONNECT!");
  expect(closed()).toBe(false);
  talk.feed(encoder.encode("Message received"));
  expect(closed()).toBe(true);
});

test("a goodbye that is not answered ends the talk all the same", () => {
  const { talk, closed, runOut } = bench(new FramedClient());
  talk.start();
  talk.endOfInput();
  expect(closed()).toBe(false);
  runOut(LIMITS.goodbyeMs);
  expect(closed()).toBe(true);
});

test("a server that hangs up by itself leaves the talk undone, and nothing more is sent", () => {
  const { talk, sent } = bench(new FramedClient());
  talk.start();
  talk.line("one");
  talk.line("two");
  talk.closed();
  talk.feed(encoder.encode("Msg received"));
  expect(talk.isDone).toBe(false);
  expect(sent.length).toBe(2);
});

test("ack: the client learns its name before it says anything", () => {
  const { talk, sent, shown, asked } = bench(new AckClient());
  talk.start();
  talk.line("hello");
  expect(sent).toEqual([]);
  talk.feed(encoder.encode("Client01"));
  expect(texts(shown)).toEqual(["Connected as Client01"]);
  expect(sent).toEqual(["hello"]);
  talk.feed(encoder.encode("hel"));
  expect(asked()).toBe(0);
  talk.feed(encoder.encode("loACK"));
  expect(asked()).toBe(1);
  expect(texts(shown).at(-1)).toBe("helloACK");
});

test("ack: a full server is heard, and is not taken for a name", () => {
  const { talk, shown } = bench(new AckClient());
  talk.start();
  talk.feed(encoder.encode("The server is full: 3 clients at most.\n"));
  talk.closed();
  expect(texts(shown)).toEqual(["The server is full: 3 clients at most."]);
  expect(talk.isDone).toBe(false);
});

test("ack: status, list, a file that is not there, and exit, as Parley's server answers them", () => {
  const { talk, shown, settle, server } = join(new AckClient(), ack);
  talk.start();
  settle();
  for (const line of ["status", "list", "get There", "get", "exit"]) talk.line(line);
  settle();
  expect(texts(shown)).toEqual([
    "Connected as Client01",
    "Client01 connected at 2025-02-08 13:54:49.439000",
    "There are no files.",
    "There is no file named There.",
    "Write it as get NAME.",
  ]);
  expect(server.closed).toBe(true);
  expect(talk.isDone).toBe(true);
});

test("ack: a file comes whole, of whatever bytes, however they are split, and what follows it is no part of it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), fc.integer({ min: 1, max: 20 }), (file, size) => {
      const { talk, shown, asked } = bench(new AckClient());
      talk.start();
      talk.feed(encoder.encode("Client01"));
      talk.line("get my notes.bin");
      const header = encoder.encode(`my notes.bin ${file.length}\n`);
      const all = Uint8Array.of(...header, ...file, ...encoder.encode("more"));
      for (let at = 0; at < all.length; at += size) talk.feed(all.subarray(at, at + size));
      expect(asked()).toBe(2);
      expect(shown[1]).toEqual({ type: "file", name: "my notes.bin", bytes: file });
      expect(texts(shown.slice(2)).join("")).toBe("more");
    }),
  );
});

test("ack: a file that comes only in part is not handed over", () => {
  const { talk, shown } = bench(new AckClient());
  talk.feed(encoder.encode("Client01"));
  talk.line("get a.txt");
  talk.feed(encoder.encode("a.txt 10\n12345"));
  talk.closed();
  expect(texts(shown).slice(1)).toEqual(["Of a.txt only 5 of 10 bytes came."]);
});

test("ack: a file larger than is taken is passed over, and the talk goes on", () => {
  const { talk, shown, asked } = bench(new AckClient());
  talk.feed(encoder.encode("Client01"));
  talk.line("get a.bin");
  const size = LIMITS.receivedFileBytes + 1;
  talk.feed(encoder.encode(`a.bin ${size}\n`));
  const piece = new Uint8Array(1_048_576);
  for (let left = size; left > 0; left -= piece.length) talk.feed(piece.subarray(0, left));
  expect(texts(shown).slice(1)).toEqual([`a.bin is too large: ${size} bytes.`]);
  expect(asked()).toBe(2);
});

test("relay: lines are shown whenever they come, harmless; a piece without its end after a while", () => {
  const { talk, shown, runOut } = bench(new RelayClient());
  talk.start();
  talk.feed(encoder.encode("one\r\ntw"));
  expect(texts(shown)).toEqual(["one"]);
  talk.feed(encoder.encode("o \x1b[31m\nthree"));
  expect(texts(shown)).toEqual(["one", "two \ufffd[31m"]);
  runOut(LIMITS.heldLineMs);
  expect(texts(shown).at(-1)).toBe("three");
});

test("turns: the line is asked for when it is the client's turn, and one typed early waits for it", () => {
  const { talk, sent, asked } = bench(new TurnsClient());
  talk.start();
  expect(asked()).toBe(0);
  talk.feed(encoder.encode("Welcome"));
  expect(asked()).toBe(1);
  talk.line("one");
  talk.line("early");
  expect(sent).toEqual(["one"]);
  talk.feed(encoder.encode("bob: hi"));
  expect(sent).toEqual(["one", "early"]);
});

test("turns: who leaves while the server is to speak waits for it a while, then says goodbye", () => {
  const { talk, sent, closed, runOut } = bench(new TurnsClient());
  talk.start();
  talk.feed(encoder.encode("Welcome"));
  talk.line("one");
  talk.endOfInput();
  expect(sent).toEqual(["one"]);
  runOut(LIMITS.goodbyeMs);
  expect(sent).toEqual(["one", "Client has disconnected..."]);
  expect(closed()).toBe(true);
});

test("whatever a server sends, nothing breaks", () => {
  const codecs = [
    () => new FramedClient({ ack: "ok" }),
    () => new AckClient(),
    () => new RelayClient(),
    () => new TurnsClient(),
  ];
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), fc.integer({ min: 0, max: 3 }), (reads, which) => {
      const codec = codecs[which]?.() ?? new RelayClient();
      const { talk, runOut } = bench(codec);
      talk.start();
      for (const read of reads) {
        talk.line("get file");
        talk.feed(read);
      }
      talk.endOfInput();
      runOut(LIMITS.goodbyeMs);
      talk.closed();
    }),
  );
});
