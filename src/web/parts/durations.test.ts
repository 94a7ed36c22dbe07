import { describe, expect, it } from "vitest";
import { A_WEEK, away, DURATIONS, FOR_GOOD, untilOf } from "./durations.ts";

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;

describe("for how long something holds", () => {
  it("ends that long from now, or not at all", () => {
    expect(untilOf(A_WEEK, NOW)).toBe(NOW + 7 * 24 * HOUR);
    expect(untilOf(FOR_GOOD, NOW)).toBeUndefined();
    const ends = DURATIONS.map(({ value }) => untilOf(value, NOW) ?? Number.POSITIVE_INFINITY);
    expect(ends).toEqual(ends.toSorted((one, other) => one - other));
    expect(Math.min(...ends)).toBeGreaterThan(NOW);
  });

  it("is said in the largest unit that fits", () => {
    expect(away(NOW + 3.5 * 24 * HOUR, NOW)).toBe("in 3 days");
    expect(away(NOW - 2 * HOUR, NOW)).toBe("2 hours ago");
    expect(away(NOW + 7 * 24 * HOUR - 2_000, NOW)).toBe("in 7 days");
    expect(away(NOW + 90_000, NOW)).toBe("in 1 minute");
    expect(away(NOW - 5_000, NOW)).toBe("just now");
    expect(away(NOW + 5_000, NOW)).toBe("in a moment");
  });
});
