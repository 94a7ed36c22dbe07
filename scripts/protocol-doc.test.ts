import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { protocolDoc } from "./protocol-doc.ts";

it("docs/protocol.md says what the code says (npm run docs makes it anew)", async () => {
  const written = readFileSync(new URL("../docs/protocol.md", import.meta.url), "utf8");
  expect(written).toBe(await protocolDoc());
});
