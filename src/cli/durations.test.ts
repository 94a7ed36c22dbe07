import { expect, it } from "vitest";
import { parseDuration } from "./durations.ts";

const HOUR = 3_600_000;

it.each([
  ["30m", HOUR / 2],
  ["12h", 12 * HOUR],
  ["7d", 168 * HOUR],
  [" 2W ", 336 * HOUR],
  ["1y", 8_760 * HOUR],
])("reads %j", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(["", "7", "d", "0d", "-1d", "1.5h", "7 d", "7s", "7days", "1234567d"])(
  "does not take %j for a time",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
