import fc from "fast-check";
import { expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { utf8Length } from "../../core/utf8.ts";
import { fileName } from "./file-name.ts";

it.each([
  "a",
  "Bericht für März.pdf",
  "写真.png",
  "👩‍👩‍👧 family.jpg",
  ".profile",
  "a..b",
  "...",
  "CON",
  "100%.txt",
  "a?b#c&d=e.txt",
  "x".repeat(200),
])("takes %j", (name) => {
  expect(fileName(name)).toBe(name);
});

it.each([
  "",
  " ",
  ".",
  "..",
  "a/b",
  "a\\b",
  "/",
  "a\0b",
  "a\nb",
  "a\u001b[2Jb",
  "a\u007f",
  "a\u0085b",
  "a\u2028b",
  "a\u2029b",
  "\u202egpj.exe",
  "a\u2066b\u2069",
  "a\u200eb",
  "a\ud800b",
  "x".repeat(201),
  "ü".repeat(101),
  "\u0958".repeat(50),
])("takes no file of the name %j", (name) => {
  expect(fileName(name)).toBeUndefined();
});

it("composes names, so that one name is always the same", () => {
  expect(fileName("Cafe\u0301")).toBe("Caf\u00e9");
  // Longer than the limit only as long as it is not composed.
  expect(fileName("e\u0301".repeat(100))).toBe("\u00e9".repeat(100));
});

it("takes only names that are no path, fit, and hold nothing that is acted on", () => {
  const unit = fc.oneof(
    fc.integer({ min: 0, max: 0x10_ffff }).map((point) => String.fromCodePoint(point)),
    fc.string({ maxLength: 60 }),
    fc.constantFrom(
      ".",
      "..",
      "/",
      "\\",
      "\0",
      "\r\n",
      "\u202e",
      "\u2067",
      "%2f",
      " ",
      "e\u0301",
      "\u1100\u1161",
      "\u{1f469}\u200d\u{1f467}",
    ),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 8 }), (parts) => {
      const name = fileName(parts.join(""));
      if (name === undefined) return;
      expect(name).not.toMatch(/[/\\\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      expect([".", ".."]).not.toContain(name);
      expect(utf8Length(name)).toBeGreaterThan(0);
      expect(utf8Length(name)).toBeLessThanOrEqual(LIMITS.fileNameBytes);
      expect(fileName(name)).toBe(name);
      expect(decodeURIComponent(encodeURIComponent(name))).toBe(name);
    }),
    { numRuns: 500 },
  );
});

it("takes every short name of letters, digits and marks that people use", () => {
  const letter = fc.constantFrom(..."abcXYZ0189 -_.,()[]{}'\"+=~!@#$%^&;äßñ中文😀");
  fc.assert(
    fc.property(fc.array(letter, { minLength: 1, maxLength: 40 }), (letters) => {
      const name = letters.join("");
      fc.pre(![".", ".."].includes(name) && name.trim() !== "");
      expect(fileName(name)).toBe(name);
    }),
  );
});
