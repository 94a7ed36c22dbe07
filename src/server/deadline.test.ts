import { Socket } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Deadline } from "./deadline.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("may give a connection's place to another whenever nothing is asked, and ends it when that takes too long", () => {
  const place = { settled: vi.fn(), waits: vi.fn() };
  const socket = new Socket();
  const deadline = new Deadline(socket, place);
  const calls = (): number[] => [place.settled.mock.calls.length, place.waits.mock.calls.length];
  deadline.begin();
  expect(calls()).toEqual([1, 0]);
  deadline.begin();
  deadline.end();
  expect(calls()).toEqual([2, 0]);
  vi.advanceTimersByTime(2 * LIMITS.sniffMs);
  expect(socket.destroyed).toBe(false);
  deadline.end();
  expect(calls()).toEqual([2, 1]);
  vi.advanceTimersByTime(LIMITS.sniffMs - 1);
  expect(socket.destroyed).toBe(false);
  vi.advanceTimersByTime(1);
  expect(socket.destroyed).toBe(true);
});
