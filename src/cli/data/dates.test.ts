import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDate } from "./dates.ts";

it("reads days and times of this machine's zone, from their beginning to their end", () => {
  const day = parseDate("2026-01-31");
  expect(day).toEqual({ from: new Date(2026, 0, 31).getTime(), to: new Date(2026, 1, 1).getTime() - 1 });
  const noon = new Date(2026, 0, 31, 12).getTime();
  expect(parseDate("2026-01-31T12:00")).toEqual({ from: noon, to: noon + 59_999 });
  expect(parseDate(" 2026-01-31 12:00:00 ")).toEqual({ from: noon, to: noon + 999 });
});

it("reads times of other zones", () => {
  expect(parseDate("2026-01-31T12:00Z")?.from).toBe(Date.UTC(2026, 0, 31, 12));
  expect(parseDate("2026-01-31T12:00:30+0530")?.from).toBe(Date.UTC(2026, 0, 31, 6, 30, 30));
  expect(parseDate("2026-01-31T12:00-01:00")?.from).toBe(Date.UTC(2026, 0, 31, 13));
});

it.each([
  "",
  "today",
  "2026",
  "2026-13-01",
  "2026-02-30",
  "2026-01-31T24:00",
  "2026-01-31T12:60",
  "2026-01-31T12:00+99:00",
  "31.01.2026",
])("takes %j for no date", (text) => {
  expect(parseDate(text)).toBeUndefined();
});

it("never fails, and gives whole milliseconds", () => {
  const part = fc.oneof(fc.constantFrom("2026", "-", "01", "31", "T", ":", "Z", "+01:00"), fc.string());
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const span = parseDate(parts.join(""));
      if (span) expect(Number.isInteger(span.from) && span.to > span.from).toBe(true);
    }),
  );
});
