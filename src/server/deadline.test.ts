import { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Deadline } from "./deadline.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A connection whose place may be another's, or not. */
function begin(): { readonly socket: Socket; readonly deadline: Deadline; readonly isWaiting: () => boolean } {
  let isWaiting = true;
  const place = {
    settled: () => {
      isWaiting = false;
    },
    waits: () => {
      isWaiting = true;
    },
  };
  const socket = new Socket();
  return { socket, deadline: new Deadline(socket, place), isWaiting: () => isWaiting };
}

describe("A connection on which requests come", () => {
  it("keeps its place while one that is whole is not answered, and is ended when nothing is asked for too long", () => {
    const { socket, deadline, isWaiting } = begin();
    const [one, other] = [deadline.begin(), deadline.begin()];
    one.whole();
    other.whole();
    expect(isWaiting()).toBe(false);
    one.end();
    expect(isWaiting()).toBe(false);
    vi.advanceTimersByTime(2 * LIMITS.sniffMs);
    expect(socket.destroyed).toBe(false);
    other.end();
    expect(isWaiting()).toBe(true);
    vi.advanceTimersByTime(LIMITS.sniffMs - 1);
    expect(socket.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(socket.destroyed).toBe(true);
  });

  it("may lose its place until a request is whole, and is ended if that takes too long", () => {
    const { socket, deadline, isWaiting } = begin();
    vi.advanceTimersByTime(LIMITS.sniffMs - 1);
    const asked = deadline.begin();
    expect(isWaiting()).toBe(true);
    vi.advanceTimersByTime(LIMITS.requestMs - 1);
    expect(socket.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(socket.destroyed).toBe(true);
    asked.end();
  });

  it("has time again behind a request that was answered before it was whole", () => {
    const { socket, deadline, isWaiting } = begin();
    const asked = deadline.begin();
    asked.end();
    asked.whole();
    asked.end();
    expect(isWaiting()).toBe(true);
    vi.advanceTimersByTime(LIMITS.sniffMs - 1);
    expect(socket.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(socket.destroyed).toBe(true);
  });

  it("keeps its place for the request before, and not for the one that is on its way behind it", () => {
    const { socket, deadline, isWaiting } = begin();
    const first = deadline.begin();
    first.whole();
    deadline.begin();
    vi.advanceTimersByTime(2 * LIMITS.sniffMs);
    expect([isWaiting(), socket.destroyed]).toEqual([false, false]);
    first.end();
    expect(isWaiting()).toBe(true);
    vi.advanceTimersByTime(LIMITS.sniffMs);
    expect(socket.destroyed).toBe(true);
  });

  it("is left alone once it is something else, or gone", () => {
    const { socket, deadline, isWaiting } = begin();
    const [one, other] = [deadline.begin(), deadline.begin()];
    one.whole();
    deadline.stop();
    one.end();
    expect([isWaiting(), vi.getTimerCount()]).toEqual([false, 0]);
    other.whole();
    other.end();
    expect([isWaiting(), vi.getTimerCount(), socket.destroyed]).toEqual([false, 0, false]);
  });
});
