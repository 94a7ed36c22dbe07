import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Cleaner } from "./cleaner.ts";

const DONE = { ms: 1, pruned: 0 } as const;

let nudges: number;
let cleans: ((isClean: boolean) => void)[];
let cleaner: Cleaner;

beforeEach(() => {
  vi.useFakeTimers();
  nudges = 0;
  cleans = [];
  cleaner = new Cleaner({
    afterMs: 1_000,
    nudge: () => {
      nudges++;
    },
    clean: (settle) => cleans.push(settle),
  });
});

afterEach(() => {
  vi.useRealTimers();
});

it("asks for one snapshot for all that is deleted in a while, and cleans once that is on disk", () => {
  cleaner.soon();
  vi.advanceTimersByTime(999);
  cleaner.soon();
  expect([nudges, cleaner.take()]).toEqual([0, false]);
  vi.advanceTimersByTime(1);
  expect(nudges).toBe(1);
  expect([cleaner.take(), cleaner.take()]).toEqual([true, false]);
  expect(cleans).toHaveLength(0);
  cleaner.settle(DONE);
  expect(cleans).toHaveLength(1);
  cleans[0]?.(true);
  vi.advanceTimersByTime(100_000);
  expect([nudges, cleans.length, cleaner.take()]).toEqual([1, 1, false]);
});

it("asks for another one for what is deleted after the one is on its way", () => {
  cleaner.soon();
  vi.advanceTimersByTime(1_000);
  cleaner.take();
  cleaner.soon();
  cleaner.settle(DONE);
  cleans[0]?.(true);
  vi.advanceTimersByTime(1_000);
  expect([nudges, cleaner.take()]).toEqual([2, true]);
});

it("goes with the next commit that succeeds", () => {
  cleaner.soon();
  vi.advanceTimersByTime(1_000);
  cleaner.take();
  cleaner.settle({ failure: "full" });
  expect(cleans).toHaveLength(0);
  expect(cleaner.take()).toBe(true);
  cleaner.settle(DONE);
  expect(cleans).toHaveLength(1);
});

it("tries again while somebody is in the way, one at a time", () => {
  cleaner.soon();
  vi.advanceTimersByTime(1_000);
  cleaner.take();
  cleaner.settle(DONE);
  cleaner.soon();
  vi.advanceTimersByTime(1_000);
  cleaner.take();
  cleaner.settle(DONE);
  expect(cleans).toHaveLength(1);
  cleans[0]?.(false);
  vi.advanceTimersByTime(LIMITS.cleanRetryMs);
  expect(cleans).toHaveLength(2);
  cleans[1]?.(true);
  vi.advanceTimersByTime(100_000);
  expect(cleans).toHaveLength(2);
});

it("does nothing once it is stopped", () => {
  cleaner.soon();
  vi.advanceTimersByTime(1_000);
  cleaner.stop();
  expect(cleaner.take()).toBe(false);
  cleaner.soon();
  vi.advanceTimersByTime(100_000);
  expect([nudges, cleans.length]).toEqual([1, 0]);
});
