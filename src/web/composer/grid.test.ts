import fc from "fast-check";
import { expect, it } from "vitest";
import { moved } from "./grid.ts";

it("moves by arrows in rows, and above the first row leaves the grid", () => {
  expect(moved("ArrowRight", 0, 20, 8, false)).toBe(1);
  expect(moved("ArrowRight", 1, 20, 8, true)).toBe(0);
  expect(moved("ArrowDown", 3, 20, 8, false)).toBe(11);
  expect(moved("ArrowUp", 11, 20, 8, false)).toBe(3);
  expect(moved("ArrowUp", 3, 20, 8, false)).toBeLessThan(0);
  expect([moved("Home", 9, 20, 8, false), moved("End", 9, 20, 8, false)]).toEqual([0, 19]);
  expect(moved("a", 3, 20, 8, false)).toBeUndefined();
});

it("never moves behind the last", () => {
  const keys = fc.constantFrom("ArrowRight", "ArrowLeft", "ArrowDown", "Home", "End", "PageDown", "PageUp");
  fc.assert(
    fc.property(keys, fc.nat(99), fc.integer({ min: 1, max: 12 }), fc.boolean(), (key, at, columns, isRtl) => {
      const next = moved(key, at, 100, columns, isRtl) ?? -1;
      expect(next).toBeGreaterThanOrEqual(0);
      expect(next).toBeLessThan(100);
    }),
  );
});
