import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { utf8Length } from "../../core/utf8.ts";
import { piecesOf, splitText, withoutBlanks } from "./split-text.ts";

describe("splitText", () => {
  it("makes a line of each line, without empty ones", () => {
    expect(splitText("one\n\ntwo\r\nthree", 100)).toEqual(["one", "two", "three"]);
  });

  it("cuts behind a space if there is one in the later half", () => {
    expect(splitText("hello wide world", 13)).toEqual(["hello wide ", "world"]);
    expect(splitText("a bcdefghijklmnop", 10)).toEqual(["a bcdefghi", "jklmnop"]);
  });

  it("has something to send of a text that is only line ends", () => {
    expect(splitText("\n\n", 100)).toEqual([" "]);
  });

  it("loses nothing of a line, and no piece is too long", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.integer({ min: 4, max: 40 }), (text, room) => {
        const line = text.replace(/[\r\n\0]/g, " ");
        const pieces = splitText(line, room);
        expect(pieces.join("")).toBe(line);
        expect(pieces.filter((piece) => utf8Length(piece) > room)).toEqual([]);
      }),
    );
  });
});

describe("piecesOf", () => {
  it("keeps empty lines, and says what goes on", () => {
    expect(piecesOf("one two\n\nthree\n", 4)).toEqual([
      { text: "one ", goesOn: false },
      { text: "two", goesOn: true },
      { text: "", goesOn: false },
      { text: "thre", goesOn: false },
      { text: "e", goesOn: true },
      { text: "", goesOn: false },
    ]);
  });

  it("cuts where it is told to, and not in a character, between lines or where there is nothing", () => {
    const texts = (text: string, cuts: readonly number[]): string[] =>
      piecesOf(text, 100, cuts).map((piece) => piece.text);
    expect(texts("ab cd\nefg", [3, 7])).toEqual(["ab ", "cd", "e", "fg"]);
    expect(texts("a\u{1f600}b", [2, 3])).toEqual(["a\u{1f600}", "b"]);
    expect(texts("ab\ncd", [0, 2, 3, 5, 99, Number.NaN, -1])).toEqual(["ab", "cd"]);
    expect(texts("abcd", [3, 1])).toEqual(["abc", "d"]);
  });

  it("makes no more lines than a client may send, whatever comes", () => {
    const pieces = piecesOf("x\n".repeat(5000), 400);
    expect(pieces.filter(({ goesOn }) => !goesOn)).toHaveLength(LIMITS.ircMultilineLines);
    expect(pieces.length).toBeLessThan(LIMITS.ircMultilineLines + 50);
    const words = pieces
      .map(({ text }) => text)
      .join(" ")
      .split(/ +/)
      .filter((word) => word !== "");
    expect(words).toHaveLength(5000);
    const full = Array.from({ length: LIMITS.ircMultilineLines }, () => "y").join("\n");
    expect(piecesOf(full, 400)).toHaveLength(LIMITS.ircMultilineLines);
  });

  it("has something to send where empty lines can't be", () => {
    expect(withoutBlanks(piecesOf("\na\n", 9))).toEqual([{ text: "a", goesOn: false }]);
    expect(withoutBlanks(piecesOf("\n", 9))).toEqual([{ text: " ", goesOn: false }]);
  });
});
