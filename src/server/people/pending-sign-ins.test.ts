import { beforeEach, expect, it } from "vitest";
import { RATES } from "../../core/rates.ts";
import { type Awaited, PendingSignIns } from "./pending-sign-ins.ts";

const PER_ADDRESS = RATES.signInsElsewherePerAddress.most;
const IN_ALL = RATES.signInsElsewhere.most;

let pending: PendingSignIns<Awaited>;
beforeEach(() => {
  pending = new PendingSignIns();
});

const begin = (state: string, from: string, until = 10): void => pending.add({ state, from, until }, 0);
const isThere = (state: string, now = 0): boolean => pending.take(state, now, () => true) !== undefined;

it("come back once, in time, and as they were meant", () => {
  begin("a", "192.0.2.1");
  expect(pending.take("a", 0, ({ from }) => from === "192.0.2.2")).toBeUndefined();
  expect(isThere("b")).toBe(false);
  expect(isThere("a", 10)).toBe(false);
  expect(isThere("a", 9)).toBe(true);
  expect(isThere("a")).toBe(false);
});

it("give way to others of the same address alone, of which an IPv6 user has many", () => {
  for (let i = 0; i < PER_ADDRESS; i++) begin(`other ${i}`, "192.0.2.1");
  for (let i = 0; i < PER_ADDRESS + 2; i++) begin(`own ${i}`, `2001:db8::${i.toString(16)}`);
  const gone = ["own 0", "own 1"];
  const there = ["own 2", `own ${PER_ADDRESS + 1}`, "other 0", "other 1"];
  expect(gone.filter((state) => isThere(state))).toEqual([]);
  expect(there.filter((state) => isThere(state))).toEqual(there);
});

it("give way in all to those of other addresses only where they are most", () => {
  begin("other", "192.0.2.1");
  for (let i = 0; i < IN_ALL; i++) begin(`${i}`, `10.0.0.${i % 20}`);
  expect([isThere("other"), isThere("0"), isThere("1")]).toEqual([true, false, true]);
});

it("make room once they are over, and once they have come back", () => {
  begin("old", "192.0.2.1", 1);
  for (let i = 1; i < PER_ADDRESS; i++) begin(`${i}`, "192.0.2.1");
  pending.add({ state: "new", from: "192.0.2.1", until: 10 }, 1);
  expect(isThere("1")).toBe(true);
  begin("newer", "192.0.2.1");
  expect(isThere("2")).toBe(true);
});
