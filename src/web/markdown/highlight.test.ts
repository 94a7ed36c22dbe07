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

it("colours only so much", () => {
  expect(highlight("a".repeat(LIMITS.codeChars + 1), "ts")).toBeUndefined();
  expect(highlight("1 ".repeat(LIMITS.codeChars / 2), "ts")).toBeUndefined();
});

it("shows any code as it is", () => {
  const languages = fc.constantFrom("js", "html", "python", "bash", "json", "css", "markdown", "c", "sql", "yaml");
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
