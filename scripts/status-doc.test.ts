import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { statusDoc } from "./status-doc.ts";

it("docs/status.md says what the code says (npm run docs makes it anew)", () => {
  const written = readFileSync(new URL("../docs/status.md", import.meta.url), "utf8");
  expect(written).toBe(statusDoc());
});
