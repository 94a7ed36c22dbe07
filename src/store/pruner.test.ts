import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import type { PlaceRules } from "../core/retention.ts";
import { type FromPrune, Pruner, type ToPrune } from "./pruner.ts";

/** A thread that was started, in the test's hands. */
interface Started {
  readonly told: ToPrune[];
  readonly say: (message: FromPrune) => void;
  readonly die: (cause: unknown) => void;
}

const started: Started[] = vi.hoisted(() => []);

vi.mock("./thread.ts", () => ({
  startThread(_name: string, _data: unknown, say: Started["say"], die: Started["die"]) {
    const told: ToPrune[] = [];
    started.push({ told, say, die });
    return {
      post: (message: ToPrune) => told.push(message),
      close: async (message: ToPrune) => {
        told.push(message);
      },
    };
  },
}));

const EVERY = 100_000;
const PART: FromPrune = { next: { of: "history", ids: [1, 2, 3] } };
const END: FromPrune = { next: undefined };

let rules: PlaceRules;
let heard: unknown[];
let pruner: Pruner;

beforeEach(() => {
  vi.useFakeTimers();
  started.length = 0;
  heard = [];
  rules = { others: { ageMs: 1 }, own: new Map() };
  pruner = new Pruner({
    file: "",
    clock: () => 0,
    everyMs: EVERY,
    rules: () => ({ rules, seq: 0 }),
    nudge: () => heard.push("nudge"),
    onRemoved: (isAll) => heard.push(isAll ? "all" : "some"),
    onTrouble: (cause) => heard.push(cause),
  });
  pruner.start();
});

afterEach(() => {
  vi.useRealTimers();
});

it("begins soon after the start, and from time to time", () => {
  expect(started).toHaveLength(0);
  vi.advanceTimersByTime(LIMITS.pruneStartMs);
  expect(started).toHaveLength(1);
  started[0]?.say(END);
  expect([started[0]?.told, heard, pruner.passes]).toEqual([["close"], [], 1]);
  vi.advanceTimersByTime(EVERY - 1);
  expect(started).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(started).toHaveLength(2);
});

it("starts no thread while the rules remove nothing", () => {
  rules = { others: {}, own: new Map() };
  vi.advanceTimersByTime(LIMITS.pruneStartMs + 3 * EVERY);
  expect(started).toHaveLength(0);
  rules = { others: {}, own: new Map([["#a", { bytes: 1 }]]) };
  vi.advanceTimersByTime(EVERY);
  expect(started).toHaveLength(1);
});

it("goes along with commits, rests between them, and asks for one when there is none", () => {
  vi.advanceTimersByTime(LIMITS.pruneStartMs);
  expect(pruner.take()).toBeUndefined();
  started[0]?.say(PART);
  expect([pruner.take(), pruner.take()]).toEqual([PART.next, undefined]);
  vi.advanceTimersByTime(LIMITS.pruneRestMs);
  expect(heard).toEqual([]);
  pruner.settle({ ms: 9, pruned: 2 });
  expect([started[0]?.told, heard, pruner.removed]).toEqual([[{ removed: 2 }], ["some"], 2]);
  started[0]?.say(PART);
  expect(pruner.take()).toBeUndefined();
  vi.advanceTimersByTime(9 * LIMITS.pruneRest - 1);
  expect([pruner.take(), heard]).toEqual([undefined, ["some"]]);
  vi.advanceTimersByTime(1);
  expect(heard).toEqual(["some", "nudge"]);
  expect(pruner.take()).toEqual(PART.next);
  pruner.settle({ ms: 0, pruned: 3 });
  started[0]?.say(END);
  expect([heard, pruner.removed, pruner.passes]).toEqual([["some", "nudge", "some", "all"], 5, 1]);
});

it("begins anew the next time when a commit has failed, or the thread has died", () => {
  vi.advanceTimersByTime(LIMITS.pruneStartMs);
  started[0]?.say(PART);
  pruner.take();
  pruner.settle({ failure: "full" });
  expect([started[0]?.told, pruner.take()]).toEqual([["close"], undefined]);
  vi.advanceTimersByTime(EVERY);
  expect(started).toHaveLength(2);
  started[1]?.say(PART);
  started[1]?.die("dead");
  expect([heard, pruner.take()]).toEqual([["dead"], undefined]);
  vi.advanceTimersByTime(EVERY);
  expect(started).toHaveLength(3);
  expect(pruner.passes).toBe(0);
});

it("ends the thread when it is closed, and removes nothing from then on", async () => {
  vi.advanceTimersByTime(LIMITS.pruneStartMs);
  started[0]?.say(PART);
  await pruner.close();
  expect([started[0]?.told, pruner.take()]).toEqual([["close"], undefined]);
  vi.advanceTimersByTime(10 * EVERY);
  expect([started.length, heard]).toEqual([1, []]);
});
