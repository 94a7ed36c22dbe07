import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDuration } from "./duration.ts";

describe("A duration", () => {
  it.each([
    ["1s", 1_000],
    ["10m", 600_000],
    ["2h", 7_200_000],
    ["7D", 604_800_000],
    ["1w", 604_800_000],
    ["1y", 31_536_000_000],
    ["1d12h", 129_600_000],
    ["100y", 3_153_600_000_000],
  ])("is read: %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "10", "m", "0s", "1.5h", "-1h", "1h ", "10min", "101y", "999999y", "1h2", "ten"])(
    "is not %j",
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it("adds up", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 }), (hours, minutes) => {
        expect(parseDuration(`${hours}h${minutes}m`)).toBe(hours * 3_600_000 + minutes * 60_000);
      }),
    );
  });
});
