import fc from "fast-check";
import { expect, test } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { channelByName } from "../../core/state.ts";
import { bench, join, texts } from "../testing-client.ts";
import { ack } from "./ack.ts";
import { AckClient } from "./client.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

test("the client learns its name before it says anything", () => {
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

test("a full server is heard, and is not taken for a name", () => {
  const { talk, shown } = bench(new AckClient());
  talk.start();
  talk.feed(encoder.encode("The server is full: 3 clients at most.\n"));
  talk.closed();
  expect(texts(shown)).toEqual(["The server is full: 3 clients at most."]);
  expect(talk.isDone).toBe(false);
});

test("status, list, a file that is not there, and exit, as Parley's server answers them", async () => {
  const { talk, shown, settle, server, world } = join(new AckClient(), ack);
  talk.start();
  settle();
  for (const line of ["status", "list", "get There", "get", "exit"]) {
    talk.line(line);
    await world.settle();
    settle();
  }
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

test("an answer of several lines may come in pieces, and one without an end is waited for a while", () => {
  const { talk, shown, asked, runOut } = bench(new AckClient());
  talk.feed(encoder.encode("Client01"));
  talk.line("list");
  talk.feed(encoder.encode("a.txt\nb."));
  expect(asked()).toBe(1);
  talk.feed(encoder.encode("txt\n"));
  expect([asked(), texts(shown).at(-1)]).toEqual([2, "a.txt\nb.txt"]);
  talk.line("status");
  talk.feed(encoder.encode("nobody"));
  expect(asked()).toBe(2);
  runOut(LIMITS.heldLineMs);
  expect([asked(), texts(shown).at(-1)]).toEqual([3, "nobody"]);
});

test("a file comes whole, of whatever bytes, however they are split, and what follows it is no part of it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), fc.integer({ min: 1, max: 20 }), (file, size) => {
      const { talk, shown, bytes, asked } = bench(new AckClient());
      talk.start();
      talk.feed(encoder.encode("Client01"));
      talk.line("get my notes.bin");
      const header = encoder.encode(`my notes.bin ${file.length}\n`);
      const all = Uint8Array.of(...header, ...file, ...encoder.encode("more"));
      for (let at = 0; at < all.length; at += size) {
        const read = all.slice(at, at + size);
        talk.feed(read);
        read.fill(0xff);
      }
      expect(asked()).toBe(2);
      expect(shown.slice(1, 3)).toEqual([
        { type: "file", name: "my notes.bin", size: file.length },
        { type: "file-end", isWhole: true },
      ]);
      expect(bytes).toEqual([...file]);
      expect(texts(shown.slice(3)).join("")).toBe("more");
    }),
  );
});

test("a file that comes only in part is not whole, and that is said", () => {
  const { talk, shown, bytes } = bench(new AckClient());
  talk.feed(encoder.encode("Client01"));
  talk.line("get a.txt");
  talk.feed(encoder.encode("a.txt 10\n12345"));
  talk.closed();
  expect(decoder.decode(Uint8Array.from(bytes))).toBe("12345");
  expect(shown.slice(1)).toEqual([
    { type: "file", name: "a.txt", size: 10 },
    { type: "file-end", isWhole: false },
    { type: "text", text: "Of a.txt only 5 of 10 bytes came." },
  ]);
});

test("a file that Parley's server sends is what its client takes", async () => {
  const { talk, shown, bytes, asked, settle, world } = join(new AckClient(), ack);
  const place = channelByName(world.hub.state, "#lobby")?.id ?? "";
  world.files.all.push({ id: "a", name: "the notes", type: "text/plain", size: 9, hash: "", owner: "~1", room: "~1" });
  world.files.shared.push({ id: "a", place, seq: 1_000 });
  talk.start();
  settle();
  talk.line("get the notes");
  await world.settle();
  settle();
  expect(shown.slice(1)).toEqual([
    { type: "file", name: "the notes", size: 9 },
    { type: "file-end", isWhole: true },
  ]);
  expect(decoder.decode(Uint8Array.from(bytes))).toBe("the notes");
  expect(asked()).toBe(2);
});

test("an answer that never ends is shown as far as it is held", () => {
  const { talk, shown } = bench(new AckClient());
  talk.feed(encoder.encode("Client01"));
  talk.line("list");
  const piece = encoder.encode("x".repeat(65_536));
  for (let i = 0; i <= LIMITS.receivedLineBytes / piece.length; i++) talk.feed(piece);
  expect(texts(shown).at(-1)?.length).toBeGreaterThan(LIMITS.receivedLineBytes);
  talk.closed();
  expect(texts(shown).length).toBe(2);
});
