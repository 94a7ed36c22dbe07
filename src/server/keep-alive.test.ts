import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { keepAlive, type Pingable } from "./keep-alive.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function connect(answers: boolean): { readonly pings: () => number; readonly isOver: () => boolean } {
  const events = new EventEmitter();
  let pings = 0;
  let isOver = false;
  const ws: Pingable = {
    ping: () => {
      pings++;
      if (answers) events.emit("pong");
    },
    terminate: () => {
      isOver = true;
      events.emit("close");
    },
    on: (event, listener) => events.on(event, listener),
  };
  keepAlive(ws);
  return { pings: () => pings, isOver: () => isOver };
}

it("ends a WebSocket whose other end no longer answers", () => {
  const { pings, isOver } = connect(false);
  vi.advanceTimersByTime(LIMITS.pingAfterMs);
  expect([pings(), isOver()]).toEqual([1, false]);
  vi.advanceTimersByTime(LIMITS.pingAfterMs * 3);
  expect([pings(), isOver()]).toEqual([1, true]);
});

it("leaves one alone that answers", () => {
  const { pings, isOver } = connect(true);
  vi.advanceTimersByTime(LIMITS.pingAfterMs * 5);
  expect([pings(), isOver()]).toEqual([5, false]);
});
