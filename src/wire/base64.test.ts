import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, it } from "vitest";
import { fromBase64, toBase64 } from "./base64.ts";

it("writes bytes in base 64 as others do, and reads them again", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = toBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64"));
      expect(fromBase64(text)).toEqual(bytes);
    }),
  );
});

it("reads nothing but what it would write", () => {
  for (const text of ["=", "A", "AA", "AAA", "AA=", "AAA=A", "!!!!", "A A=", "AB==", "AAB=", "AA==AA==", "A-A="]) {
    expect(fromBase64(text), text).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), (text) => {
      const bytes = fromBase64(text);
      if (bytes) expect(toBase64(bytes)).toBe(text);
    }),
  );
});
