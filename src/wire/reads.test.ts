import fc from "fast-check";
import { expect, test } from "vitest";
import { ReadDecoder } from "./reads.ts";

function decode(reads: Iterable<Uint8Array>): { text: string; problems: number } {
  let text = "";
  let problems = 0;
  const decoder = new ReadDecoder(
    (piece) => {
      text += piece;
    },
    () => problems++,
  );
  for (const read of reads) {
    const copy = read.slice();
    decoder.feed(copy);
    copy.fill(0xff);
  }
  return { text, problems };
}

test("no character is lost where reads end", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 5 }), (text, size) => {
      const bytes = new TextEncoder().encode(text);
      const reads = [];
      for (let at = 0; at < bytes.length; at += size) reads.push(bytes.subarray(at, at + size));
      expect(decode(reads)).toEqual({ text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), problems: 0 });
    }),
  );
});

test("what is not UTF-8 is a problem of its own read", () => {
  const good = new TextEncoder().encode("good");
  expect(decode([Uint8Array.of(0xff, 0x61), good])).toEqual({ text: "good", problems: 1 });
  expect(decode([Uint8Array.of(0x61, 0xe9), good])).toEqual({ text: "agood", problems: 1 });
  expect(decode([good, Uint8Array.of(0xf5), good])).toEqual({ text: "goodgood", problems: 1 });
});

test("whatever comes, it goes on", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 8 })), (reads) => {
      const end = new TextEncoder().encode("end");
      expect(decode([...reads, end]).text.endsWith("end")).toBe(true);
    }),
  );
});
