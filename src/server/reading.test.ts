import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Client, World } from "../core/testing.ts";
import type { Pace } from "./pace.ts";
import { Reading } from "./reading.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Something that is read, of which each read has it wait for as long as is said here. */
function reading(waits: number[]): {
  readonly reading: Reading;
  readonly client: Client;
  readonly pace: { readonly take: ReturnType<typeof vi.fn<Pace["take"]>>; readonly waited: ReturnType<typeof vi.fn> };
  isPaused(): boolean;
} {
  let isPaused = false;
  const client = new Client(new World().hub);
  const pace = { take: vi.fn<Pace["take"]>(() => waits.shift() ?? 0), waited: vi.fn() };
  const made = new Reading(client.session, pace, {
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
    },
    timer: (ms, run) => void setTimeout(run, ms),
  });
  return { reading: made, client, pace, isPaused: () => isPaused };
}

it("waits for the longest of what it was told while it waited", () => {
  const { reading: one, pace, isPaused } = reading([500, 1_000, 10]);
  for (let i = 0; i < 3; i++) one.fed(1);
  vi.advanceTimersByTime(990);
  expect([isPaused(), pace.waited.mock.calls.length]).toEqual([true, 0]);
  vi.advanceTimersByTime(20);
  expect([isPaused(), pace.waited.mock.calls.length]).toEqual([false, 1]);
});

it("counts what was asked since the last time, in between too, and what that was the work of", () => {
  const { reading: one, client, pace } = reading([]);
  client.ask({ type: "join", channel: "#a" });
  client.ask({ type: "nick", nick: "a" });
  one.spend(5);
  one.fed(100);
  client.ask({ type: "join", channel: "#b" });
  one.fed(50);
  expect(pace.take.mock.calls.map(([amounts]) => amounts)).toEqual([
    { commands: 7, bytes: 100, joins: 1, nicks: 1 },
    { commands: 1, bytes: 50, joins: 1, nicks: 0 },
  ]);
});

it("waits for its own commands to be done when too many are on their way, and for its share besides", () => {
  const { reading: one, client, isPaused } = reading([1_000]);
  const release = client.session.hold();
  while (!client.session.isBehind) client.session.after(() => {});
  one.fed(1);
  vi.advanceTimersByTime(2_000);
  expect(isPaused()).toBe(true);
  release();
  expect(isPaused()).toBe(false);
});
