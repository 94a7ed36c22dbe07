import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { type FromSearch, SearchThread, type ToSearch } from "./search-thread.ts";

/** A thread that was started, in the test's hands. */
interface Started {
  readonly told: ToSearch[];
  readonly say: (message: FromSearch) => void;
  readonly die: (cause: unknown) => void;
}

const started: Started[] = vi.hoisted(() => []);

vi.mock("./thread.ts", () => ({
  startThread(_name: string, _data: unknown, say: Started["say"], die: Started["die"]) {
    const told: ToSearch[] = [];
    started.push({ told, say, die });
    return { post: (message: ToSearch) => told.push(message), close: async () => {} };
  },
}));

let troubles: unknown[];
let search: SearchThread;

beforeEach(() => {
  vi.useFakeTimers();
  started.length = 0;
  troubles = [];
  search = new SearchThread({ file: "", indexFile: "" }, (cause) => troubles.push(cause));
});

afterEach(() => {
  vi.useRealTimers();
});

/** Wakes the thread that there is, or the next one however long that takes; it says something then, or dies. */
function wake(first: FromSearch | "dies"): void {
  search.wake();
  vi.advanceTimersByTime(LIMITS.searchRetryMs);
  if (first === "dies") started.at(-1)?.die("dead");
  else started.at(-1)?.say(first);
}

const WELL: FromSearch = { trouble: undefined };

it("starts a thread that died again after a while, and not with everything that is new", () => {
  wake("dies");
  for (let waited = 0; waited < LIMITS.searchRetryMs - 1; waited += LIMITS.searchIndexMs) search.wake();
  vi.advanceTimersByTime(LIMITS.searchRetryMs - 1);
  expect(started).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(started).toHaveLength(2);
  started[1]?.die("dead again");
  vi.advanceTimersByTime(LIMITS.searchRetryMs - 1);
  expect(started).toHaveLength(2);
});

it("starts it at once for who searches, and then looks at what is new as soon as ever", async () => {
  wake("dies");
  const answer = search.caughtUp();
  expect(started).toHaveLength(2);
  const [, second] = started;
  second?.say(WELL);
  second?.say({ id: 1, found: "" });
  await answer;
  search.wake();
  vi.advanceTimersByTime(LIMITS.searchIndexMs);
  expect(second?.told).toEqual([{ id: 1 }, {}]);
});

it("tells of trouble once, and again when it was over in between", () => {
  const full = new Error("no room");
  wake("dies");
  wake("dies");
  wake({ trouble: full });
  expect(troubles).toEqual(["dead"]);
  wake(WELL);
  wake({ trouble: full });
  wake("dies");
  expect(troubles).toEqual(["dead", full]);
});

it("tells who searches why there is no answer", async () => {
  const answer = search.caughtUp();
  started[0]?.die("dead");
  await expect(answer).rejects.toThrow(new Error("the search is out of order", { cause: "dead" }));
  expect(search.waiting).toBe(0);
});

it("starts nothing and tells nothing once it is closed", async () => {
  wake(WELL);
  search.wake();
  await search.close();
  started[0]?.die("dead");
  vi.advanceTimersByTime(2 * LIMITS.searchRetryMs);
  expect([started.length, troubles]).toEqual([1, []]);
  await expect(search.caughtUp()).rejects.toThrow("closed");
});
