import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8Length } from "../../core/limits.ts";
import { splitText } from "./split-text.ts";

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
