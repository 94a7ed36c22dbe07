import fc from "fast-check";
import { expect, test } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { concat } from "../lines.ts";
import { type FrameProblem, FrameSplitter, frame } from "./frames.ts";

const encoder = new TextEncoder();
const text = fc.string({ unit: "grapheme", maxLength: 40 });

function split(pieces: Iterable<Uint8Array>): { messages: string[]; problems: FrameProblem[]; isPartial: boolean } {
  const messages: string[] = [];
  const problems: FrameProblem[] = [];
  const splitter = new FrameSplitter(
    (message) => messages.push(message),
    (problem) => problems.push(problem),
  );
  for (const piece of pieces) {
    const copy = piece.slice();
    splitter.feed(copy);
    copy.fill(0xff);
  }
  return { messages, problems, isPartial: splitter.isPartial };
}

function* bytewise(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let i = 0; i < bytes.length; i++) yield bytes.subarray(i, i + 1);
}

test("a header is 64 bytes: the body's length in bytes, padded on the right with spaces", () => {
  const [header, body] = frame("grüße");
  expect(new TextDecoder().decode(header)).toBe(`7${" ".repeat(63)}`);
  expect(new TextDecoder().decode(body)).toBe("grüße");
});

test("messages come back whole, however their bytes are split", () => {
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      const pieces = texts.flatMap(frame);
      const all = concat(
        pieces,
        pieces.reduce((sum, piece) => sum + piece.length, 0),
        new Uint8Array(0),
      );
      const expected = { messages: texts, problems: [], isPartial: false };
      expect(split(pieces)).toEqual(expected);
      expect(split([all])).toEqual(expected);
      expect(split(bytewise(all))).toEqual(expected);
    }),
  );
});

test("whatever comes, it means the same in one piece and byte by byte, and there is one problem at most", () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    text.map((body) =>
      encoder.encode(
        frame(body)
          .map((part) => new TextDecoder().decode(part))
          .join(""),
      ),
    ),
    fc.constantFrom("3", "99999999", " ", " ".repeat(63), " ".repeat(56)).map((part) => encoder.encode(part)),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const all = concat(
        pieces,
        pieces.reduce((sum, one) => sum + one.length, 0),
        new Uint8Array(0),
      );
      const whole = split([all]);
      expect(split(bytewise(all))).toEqual(whole);
      expect(whole.problems.length).toBeLessThanOrEqual(1);
    }),
  );
});

test.each<[string, string]>([
  ["letters", "hello"],
  ["a leading space", ` 5${" ".repeat(62)}`],
  ["no digit", " ".repeat(64)],
  ["a digit behind a space", `5 5${" ".repeat(61)}`],
  ["a minus", "-5"],
])("a header with %s is none, and is known for it at once", (_, header) => {
  expect(split([encoder.encode(header)]).problems).toEqual(["bad-header"]);
});

test("a body has at most as many bytes as a text may have", () => {
  const longest = "x".repeat(LIMITS.textBytes);
  expect(split(frame(longest)).messages).toEqual([longest]);
  expect(split(frame(`${longest}x`))).toMatchObject({ messages: [], problems: ["too-long"] });
});

test("a body that is not UTF-8 is a problem", () => {
  const [header] = frame("ab");
  expect(split([header, Uint8Array.of(0xc3, 0x28)]).problems).toEqual(["not-utf8"]);
});
