import { expect, it } from "vitest";
import { Cell, Made, together } from "./source.ts";

function scheduler() {
  const runs: (() => void)[] = [];
  return {
    schedule: (run: () => void) => void runs.push(run),
    runs,
    flush: () => {
      for (const run of runs.splice(0)) run();
    },
  };
}

it("tells later, once for all changes of a turn, whoever made them", () => {
  const { schedule, runs, flush } = scheduler();
  const shared = together(schedule);
  const cells = [new Cell(1, shared), new Cell(1, shared)];
  const told: number[] = [];
  const stops = cells.map((cell) => cell.subscribe(() => told.push(cell.get())));
  for (const cell of cells) for (const value of [2, 3]) cell.set(value);
  expect(told).toEqual([]);
  expect(runs).toHaveLength(1);
  flush();
  expect(told).toEqual([3, 3]);
  for (const cell of cells) cell.set(3);
  expect(runs).toEqual([]);
  stops[0]?.();
  for (const cell of cells) cell.set(4);
  flush();
  expect(told).toEqual([3, 3, 4]);
});

it("tells again of what changes while it tells", () => {
  const { schedule, flush } = scheduler();
  const cell = new Cell(0, together(schedule));
  const told: number[] = [];
  cell.subscribe(() => {
    told.push(cell.get());
    if (cell.get() < 3) cell.set(cell.get() + 1);
  });
  cell.set(1);
  for (let i = 0; i < 4; i++) flush();
  expect(told).toEqual([1, 2, 3]);
});

it("makes a value when it is asked for, anew after changes", () => {
  const { schedule } = scheduler();
  let count = 0;
  const made = new Made(() => ({ count: ++count }), schedule);
  const first = made.get();
  expect(made.get()).toBe(first);
  for (let i = 0; i < 5; i++) made.changed();
  expect(made.get()).toEqual({ count: 2 });
});
