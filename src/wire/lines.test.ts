import fc from "fast-check";
import { expect, test } from "vitest";
import { harmless, LineSplitter } from "./lines.ts";

test.each([
  [
    "\x02bold\x02 and \x1ditalic\x1d, \x1funder\x1f, \x1estruck\x1e, \x11mono\x11, \x16swapped\x0f",
    "bold and italic, under, struck, mono, swapped",
  ],
  ["\x034red\x03 \x0304,12red on blue\x03", "red red on blue"],
  ["\x031234 is 34 in colour 12", "34 is 34 in colour 12"],
  ["\x03, and \x034, as text", ", and , as text"],
  ["\x04ff00AAred\x04 \x04ff0000,00ff00both\x04abc", "red bothabc"],
])("the formatting of IRC is left out: %j", (text, expected) => {
  expect(harmless(text)).toBe(expected);
});

test("line ends become spaces unless they are kept, and what is left of control characters is marked", () => {
  expect(harmless("a\r\nb\nc\td\x1b[31m\u202e")).toBe("a b c\td\ufffd[31m\ufffd");
  expect(harmless("a\nb\tc\x07", true)).toBe("a\nb\tc\ufffd");
});

test("no control character but tab is left of any text, and the newline where lines are kept", () => {
  const unit = fc.oneof(
    fc.constantFrom(
      "\x02",
      "\x03",
      "\x04",
      "\x0f",
      "\x1b",
      "\x9b",
      "\r",
      "\n",
      "\t",
      "1",
      ",",
      "a",
      "\u2028",
      "\u2066",
    ),
    fc.string({ unit: "binary", maxLength: 1 }),
  );
  fc.assert(
    fc.property(fc.array(unit), fc.boolean(), (units, keepLines) => {
      const left = harmless(units.join(""), keepLines).replaceAll("\t", "");
      expect(keepLines ? left.replaceAll("\n", "") : left).not.toMatch(
        /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u,
      );
    }),
  );
});

test("a line that is not UTF-8 is reported with its bytes, and one that is too long without", () => {
  const lines: string[] = [];
  const problems: string[] = [];
  const splitter = new LineSplitter(
    4,
    (line) => lines.push(line),
    (problem, bytes) => problems.push(`${problem} ${bytes?.join() ?? "-"}`),
  );
  for (const byte of [97, 10, 98, 0xff, 13, 10, 97, 97, 97, 97, 97, 97, 10, 99, 10]) splitter.feed(Uint8Array.of(byte));
  expect(lines).toEqual(["a", "c"]);
  expect(problems).toEqual(["not-utf8 98,255", "too-long -"]);
});

test("what waits for the end of its line is kept apart from the memory that it was read into", () => {
  const lines: string[] = [];
  const splitter = new LineSplitter(
    100,
    (line) => lines.push(line),
    () => {},
  );
  const memory = Buffer.alloc(4);
  for (const piece of ["one ", "two ", "end\n"]) {
    memory.write(piece);
    splitter.feed(memory);
  }
  expect(lines).toEqual(["one two end"]);
});
