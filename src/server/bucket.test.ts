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

it("says when there is one again, and when it is as good as new", () => {
  const bucket = new Bucket(2, 10, 0);
  expect([bucket.msUntilOne(0), bucket.isFull(0)]).toEqual([0, true]);
  bucket.take(2, 0);
  expect([bucket.msUntilOne(0), bucket.isFull(0)]).toEqual([100, false]);
  expect([bucket.msUntilOne(60), bucket.isFull(60)]).toEqual([40, false]);
  expect([bucket.msUntilOne(100), bucket.isFull(199)]).toEqual([0, false]);
  expect(bucket.isFull(200)).toBe(true);
});
