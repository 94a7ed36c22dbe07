import { expect, it } from "vitest";
import { killMany } from "./kill.ts";

it("loses nothing that was acknowledged, and showed nothing that is gone, when killed a hundred times", {
  timeout: 180_000,
}, async () => {
  const { acknowledged, shown } = await killMany(100);
  expect(shown).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(0);
});
