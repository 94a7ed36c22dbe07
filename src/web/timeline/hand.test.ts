import { expect, it } from "vitest";
import { Hand } from "./hand.ts";

const PLAIN = { shiftKey: false, isWriting: false };

it("what scrolls up without anybody having done anything is not by hand", () => {
  expect(new Hand().isUp(0)).toBe(false);
});

it("a wheel that is turned up scrolls for a while, unless it is turned back", () => {
  const hand = new Hand();
  hand.turns(-100, 5_000);
  expect([5_000, 5_900, 6_000].map((at) => hand.isUp(at))).toEqual([true, true, false]);
  hand.turns(-100, 7_000);
  hand.turns(100, 7_100);
  expect(hand.isUp(7_100)).toBe(false);
});

it("a finger scrolls up by pulling down, not by tapping nor by pushing up", () => {
  const hand = new Hand();
  hand.touches(300);
  hand.pulls(305, 10);
  hand.pulls(200, 20);
  expect(hand.isUp(20)).toBe(false);
  hand.pulls(220, 30);
  expect(hand.isUp(30)).toBe(true);
});

it("keys scroll up that do so, but not where one writes", () => {
  const after = (key: string, how: object = {}): boolean => {
    const hand = new Hand();
    hand.presses({ key, ...PLAIN, ...how }, 0);
    return hand.isUp(0);
  };
  expect(["ArrowUp", "PageUp", "Home", "Tab"].map((key) => after(key))).toEqual([true, true, true, true]);
  expect(["ArrowDown", "End", "a", " "].map((key) => after(key))).toEqual([false, false, false, false]);
  expect(after(" ", { shiftKey: true })).toBe(true);
  expect(after("ArrowUp", { isWriting: true })).toBe(false);
  expect(after("Tab", { isWriting: true })).toBe(true);
});

it("what was flung and still rolls is not by hand once one wants to be elsewhere", () => {
  const hand = new Hand();
  hand.turns(-100, 0);
  hand.rests();
  expect(hand.isUp(1)).toBe(false);
});

it("who holds the scroll bar scrolls until they let go", () => {
  const hand = new Hand();
  hand.holds();
  expect(hand.isUp(60_000)).toBe(true);
  hand.letsGo();
  expect(hand.isUp(60_000)).toBe(false);
});
