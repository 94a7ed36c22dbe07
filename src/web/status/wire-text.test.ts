import { expect, it } from "vitest";
import { bytesOf, hexDump, wireText } from "./wire-text.ts";

const shown = (bytes: Uint8Array): string =>
  wireText(bytes)
    .map(({ text, isSign }) => (isSign ? `<${text}>` : text))
    .join("");
const text = (said: string): string => shown(new TextEncoder().encode(said));

it("controls are seen, and lines stay lines", () => {
  expect(text("PING 1\r\nhi\t\0\x7f")).toBe("PING 1<␍␊>\nhi<␉␀␡>");
});

it("what would change how other text is seen is shown by its number", () => {
  expect(text("a\u202eb\u2066\u200bc")).toBe("a<\\u{202e}>b<\\u{2066}\\u{200b}>c");
  expect(text("<b>שלום 👍</b>")).toBe("<b>שלום 👍</b>");
});

it("what is no UTF-8, and a half of a character, is shown by its bytes", () => {
  expect(shown(Uint8Array.of(0x68, 0xc3))).toBe("h<\\xc3>");
  expect(shown(Uint8Array.of(0xff, 0x41, 0xe2, 0x82))).toBe("<\\xff>A<\\xe2\\x82>");
  expect(shown(Uint8Array.of(0xed, 0xa0, 0x80))).toBe("<\\xed\\xa0\\x80>");
});

it("numbers stand in lines of sixteen beside what they are", () => {
  expect(hexDump(bytesOf(btoa("0123456789abcdef\n")))).toBe(
    `0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n0010  0a${" ".repeat(45)}  .`,
  );
});
