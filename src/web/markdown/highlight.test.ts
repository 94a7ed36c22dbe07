import fc from "fast-check";
import { expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { highlight } from "./highlight.ts";

it("colours the code of known languages, and leaves no character out", () => {
  const code = 'const a: string = "b"; // c\nexport function f() { return a + 1; }';
  const pieces = highlight(code, "ts") ?? [];
  expect(pieces.map(({ text }) => text).join("")).toBe(code);
  expect(pieces).toContainEqual({ text: "const", kinds: "markdown-code-keyword" });
  expect(highlight(code, "no language")).toBeUndefined();
});

it("colours only so much, of lines that are not too long", () => {
  const lines = (length: number): string => "a b\n".repeat(length / 4);
  expect(highlight(lines(LIMITS.codeChars), "ts")).toBeDefined();
  expect(highlight(`${lines(LIMITS.codeChars)}a`, "ts")).toBeUndefined();
  expect(highlight("a".repeat(LIMITS.codeLineChars + 1), "ts")).toBeUndefined();
  expect(highlight("1 \n".repeat(LIMITS.codeChars / 4), "python")?.length ?? 0).toBeLessThanOrEqual(LIMITS.codePieces);
});

it("remembers what it coloured", () => {
  expect(highlight("const b = 2;", "js")).toBe(highlight("const b = 2;", "js"));
});

it("shows any code as it is", () => {
  const languages = fc.constantFrom("js", "html", "python", "bash", "json", "css", "c", "sql", "yaml");
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), languages, (code, language) => {
      expect(
        highlight(code, language)
          ?.map(({ text }) => text)
          .join(""),
      ).toBe(code);
    }),
    { numRuns: 500 },
  );
});
