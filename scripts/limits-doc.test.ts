import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { limitsDoc } from "./limits-doc.ts";

it("docs/limits.md says what the code says (npm run docs makes it anew)", () => {
  const written = readFileSync(new URL("../docs/limits.md", import.meta.url), "utf8");
  expect(written).toBe(limitsDoc());
});
