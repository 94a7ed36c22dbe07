import fc from "fast-check";
import { expect, it } from "vitest";
import { parseSize, shownSize } from "./sizes.ts";

it.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1_000, "1 kB"],
  [1_549, "1.5 kB"],
  [999_949, "999.9 kB"],
  [999_950, "1 MB"],
  [256_000_000, "256 MB"],
  [268_435_456, "268.4 MB"],
  [2_000_000_000, "2 GB"],
  [Number.MAX_SAFE_INTEGER, "9 PB"],
])("shows %d bytes as %s", (bytes, shown) => {
  expect(shownSize(bytes)).toBe(shown);
});

it.each([
  ["512", 512],
  ["1 byte", undefined],
  ["64B", 64],
  ["256MB", 256_000_000],
  [" 256 mb ", 256_000_000],
  ["1.5GB", 1_500_000_000],
  ["2g", 2_000_000_000],
  ["64KiB", 65_536],
  ["1TiB", 1_099_511_627_776],
  ["0", 0],
  ["", undefined],
  ["MB", undefined],
  ["-1", undefined],
  ["1e3", undefined],
  ["12 XB", undefined],
  ["1,5GB", undefined],
  ["9999PB", undefined],
])("reads %j as %s bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

it("reads what it shows, as exactly as it is shown", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
      const shown = parseSize(shownSize(bytes)) ?? 0;
      expect(Math.abs(shown - bytes) / bytes).toBeLessThanOrEqual(0.05);
    }),
  );
});
