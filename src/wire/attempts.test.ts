import { expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Attempts } from "./attempts.ts";

it("counts for each what was done in the time that slides along", () => {
  const attempts = new Attempts(2, 100);
  attempts.count("a", 0);
  expect(attempts.isUsedUp("a", 0)).toBe(false);
  attempts.count("a", 50);
  expect(attempts.isUsedUp("a", 99)).toBe(true);
  expect(attempts.isUsedUp("b", 99)).toBe(false);
  expect(attempts.isUsedUp("a", 100)).toBe(false);
  attempts.count("a", 100);
  expect(attempts.isUsedUp("a", 149)).toBe(true);
  expect(attempts.isUsedUp("a", 150)).toBe(false);
});

it("bars nobody for longer because the clock was set back", () => {
  const attempts = new Attempts(1, 100);
  attempts.count("a", 1_000);
  expect(attempts.isUsedUp("a", 900)).toBe(false);
});

it("forgets who has not done it lately, and of too many who did it longest ago", () => {
  const attempts = new Attempts(1, 100);
  for (let i = 0; i < LIMITS.attemptRows; i++) attempts.count(`${i}`, 0);
  attempts.count("0", 10);
  attempts.count("new", 10);
  expect(attempts.size).toBe(LIMITS.attemptRows);
  expect(["0", "1", "2", "new"].map((key) => attempts.isUsedUp(key, 10))).toEqual([true, false, true, true]);
  attempts.count("later", 105);
  expect(attempts.size).toBe(3);
});

it("keeps nothing where there is no limit", () => {
  const attempts = new Attempts(Number.POSITIVE_INFINITY, 100);
  attempts.count("a", 0);
  expect(attempts.size).toBe(0);
  expect(attempts.isUsedUp("a", 0)).toBe(false);
});
