import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ircDoc } from "./irc-doc.ts";

it("docs/irc.md says what the code says (npm run docs makes it anew)", () => {
  const written = readFileSync(new URL("../docs/irc.md", import.meta.url), "utf8");
  expect(written).toBe(ircDoc());
});
