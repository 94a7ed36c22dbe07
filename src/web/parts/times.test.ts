import { expect, it } from "vitest";
import { clock, shortClock } from "./times.ts";

it("where there is little room, the time of day does without its half of the day", () => {
  const at = new Date(2026, 0, 31, 22, 24).getTime();
  expect(shortClock(at)).toMatch(/^\d\d.\d\d$/);
  expect(clock(at).startsWith(shortClock(at))).toBe(true);
});
