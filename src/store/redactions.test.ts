import { expect, it } from "vitest";
import { Redactions } from "./redactions.ts";

it("says of each message whether it was taken back since one began to watch", () => {
  const redactions = new Redactions();
  redactions.add(1);
  const first = redactions.watch();
  redactions.add(2);
  const second = redactions.watch();
  redactions.add(3);
  expect([1, 2, 3, 4].map(first)).toEqual([false, true, true, false]);
  expect([1, 2, 3, 4].map(second)).toEqual([false, false, true, false]);
  expect([1, 2, 3].map(redactions.watch())).toEqual([false, false, false]);
});
