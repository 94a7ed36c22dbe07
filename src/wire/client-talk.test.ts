import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { ack } from "./ack/ack.ts";
import { AckClient } from "./ack/client.ts";
import { FramedClient } from "./framed/client.ts";
import { framed } from "./framed/framed.ts";
import { RelayClient } from "./relay/client.ts";
import { relay } from "./relay/relay.ts";
import { bench, join, texts } from "./testing-client.ts";
import { TurnsClient } from "./turns/client.ts";
import { turns } from "./turns/turns.ts";

const encoder = new TextEncoder();

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
