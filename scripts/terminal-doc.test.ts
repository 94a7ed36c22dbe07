import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { terminalDoc } from "./terminal-doc.ts";

it("docs/terminal.md says what the code says (npm run docs makes it anew)", () => {
  const written = readFileSync(new URL("../docs/terminal.md", import.meta.url), "utf8");
  expect(written).toBe(terminalDoc(written));
});
