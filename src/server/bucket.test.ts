import { expect, it } from "vitest";
import { Bucket } from "./bucket.ts";

it("gives a burst at once, then so much a second, and never more than the burst", () => {
  const bucket = new Bucket(100, 10, 0);
  expect(bucket.take(100, 0)).toBe(0);
  expect(bucket.take(5, 0)).toBe(500);
  expect(bucket.take(0, 500)).toBe(0);
  expect(bucket.take(100, 3_600_000)).toBe(0);
  expect(bucket.take(1, 3_600_000)).toBe(100);
});
