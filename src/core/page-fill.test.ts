import { expect, test } from "vitest";
import { LIMITS } from "./limits.ts";
import { PageFill, pageLength } from "./page-fill.ts";

const events = (...times: readonly number[]): { readonly at: number }[] => times.map((at) => ({ at }));

test("a page ends at its limit, or with the last of a millisecond for who goes on by time", () => {
  const all = events(1, 2, 2, 2, 3);
  expect(pageLength(all, { limit: 2 })).toBe(2);
  expect(pageLength(all, { limit: 2, byTime: true })).toBe(4);
  expect(pageLength(all, { limit: 1, byTime: true })).toBe(1);
  expect(pageLength(all, { limit: 9, byTime: true })).toBe(5);
  expect(pageLength(all, { limit: 0, byTime: true })).toBe(0);
});

test("a page does not become longer than by another page for that", () => {
  const all = Array.from({ length: 3 * LIMITS.historyPage }, () => ({ at: 5 }));
  expect(pageLength(all, { limit: 10, byTime: true })).toBe(10 + LIMITS.historyPage);
});

test("a page ends where it would be too large, or at twice that with the last of a millisecond, but has one event", () => {
  const half = LIMITS.historyPageBytes / 2;
  const taken = (byTime: boolean, ...sizes: readonly number[]): number => {
    const fill = new PageFill({ limit: 50, byTime });
    const end = sizes.findIndex((size) => !fill.takes(7, size));
    return end < 0 ? sizes.length : end;
  };
  expect(taken(false, half, half, 1)).toBe(2);
  expect(taken(true, half, half, half, half, 1)).toBe(4);
  expect(taken(false, half * 9, 1)).toBe(1);
});
