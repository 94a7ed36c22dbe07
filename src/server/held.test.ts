import { expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { HeldInCommon } from "./held.ts";

/** Things that are as good as new after a while, and a clock. */
function things(): {
  readonly all: HeldInCommon<{ readonly made: number; isFull(now: number): boolean }>;
  pass(ms: number): void;
} {
  let now = 0;
  return {
    all: new HeldInCommon(
      (made) => ({ made, isFull: (at) => at - made >= 1_000 }),
      () => now,
    ),
    pass: (ms) => {
      now += ms;
    },
  };
}

it("is one and the same for all of a key, and counts them", () => {
  const { all } = things();
  const first = all.join("a");
  expect(all.join("a").value).toBe(first.value);
  expect(all.join("b").value).not.toBe(first.value);
  expect([all.membersOf("a"), first.members, all.membersOf("b"), all.membersOf("c")]).toEqual([2, 2, 1, 0]);
});

it("is not made anew for who goes and comes back, until it is as good as new", () => {
  const { all, pass } = things();
  const first = all.join("a");
  all.leave(first);
  pass(999);
  const second = all.join("a");
  expect(second.value).toBe(first.value);
  all.leave(second);
  pass(1);
  // Whoever leaves has others forgotten.
  all.leave(all.join("b"));
  expect(all.size).toBe(1);
  expect(all.join("a").value).not.toBe(first.value);
});

it("is forgotten if too many are not held by anybody, the one that was left longest ago first, and never if it is", () => {
  const { all } = things();
  const held = all.join("held");
  for (let i = 0; i <= LIMITS.idleShares; i++) all.leave(all.join(`${i}`));
  expect(all.size).toBe(LIMITS.idleShares + 1);
  expect(all.join("held").value).toBe(held.value);
  const before = all.size;
  all.join("1");
  expect(all.size).toBe(before);
  all.join("0");
  expect(all.size).toBe(before + 1);
});
