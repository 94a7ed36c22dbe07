import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Gate } from "./gate.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A gate that lets in two at once and then ten a second, and the names of those who are in. */
function gate(): { readonly gate: Gate; readonly inside: string[]; come(name: string): () => void } {
  const inside: string[] = [];
  const made = new Gate({ burst: 2, perSecond: 10 }, () => performance.now());
  return { gate: made, inside, come: (name) => made.enter(name.charAt(0), () => inside.push(name)) };
}

it("lets in a burst at once, and then so many a second", () => {
  const { inside, come } = gate();
  for (const name of ["a1", "b1", "c1", "d1"]) come(name);
  expect(inside).toEqual(["a1", "b1"]);
  vi.advanceTimersByTime(99);
  expect(inside).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(inside).toEqual(["a1", "b1", "c1"]);
  vi.advanceTimersByTime(100);
  expect(inside).toEqual(["a1", "b1", "c1", "d1"]);
});

it("takes turns between those who send, and lets in the newest of each first", () => {
  const { inside, come } = gate();
  for (const name of ["x1", "x2", "a1", "a2", "a3", "a4", "b1", "c1", "c2"]) come(name);
  vi.advanceTimersByTime(1_000);
  expect(inside).toEqual(["x1", "x2", "a4", "b1", "c2", "a3", "c1", "a2", "a1"]);
});

it("lets in nobody who has left, and loses no turn by that", () => {
  const { inside, come } = gate();
  const leave = ["x1", "x2", "a1", "a2", "b1"].map(come);
  leave[2]?.();
  leave[4]?.();
  vi.advanceTimersByTime(100);
  expect(inside).toEqual(["x1", "x2", "a2"]);
  leave[3]?.();
  come("b2");
  vi.advanceTimersByTime(100);
  expect(inside).toEqual(["x1", "x2", "a2", "b2"]);
});

it("is as good as new once nothing is missing", () => {
  const { gate: made, come } = gate();
  const isFull = (): boolean => made.isFull(performance.now());
  expect(isFull()).toBe(true);
  const leave = ["x1", "x2", "a1"].map(come);
  expect(isFull()).toBe(false);
  leave[2]?.();
  vi.advanceTimersByTime(199);
  expect(isFull()).toBe(false);
  vi.advanceTimersByTime(1);
  expect(isFull()).toBe(true);
});
