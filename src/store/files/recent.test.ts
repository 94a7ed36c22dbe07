import { expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { RecentHashes } from "./recent.ts";

it("knows for a while what was looked up", () => {
  const recent = new RecentHashes();
  recent.add("a", 1_000);
  expect(recent.has("b", 1_000)).toBe(false);
  expect(recent.has("a", 1_000 + LIMITS.sharingMs - 1)).toBe(true);
  expect(recent.has("a", 1_000 + LIMITS.sharingMs)).toBe(false);
  recent.add("a", 2_000);
  expect(recent.has("a", 1_000 + LIMITS.sharingMs)).toBe(true);
});

it("knows so many, and forgets the one first that was looked up longest ago", () => {
  const recent = new RecentHashes();
  for (let i = 0; i < LIMITS.uploads; i++) recent.add(String(i), 0);
  recent.add("0", 0);
  recent.add("one more", 0);
  expect(["0", "1", "2", "one more"].map((hash) => recent.has(hash, 0))).toEqual([true, false, true, true]);
});
