import { expect, it } from "vitest";
import { Writable } from "./writable.ts";

it("a node can be written to if its disk and its stream both work, whichever of them failed first", () => {
  const writable = new Writable();
  const told: boolean[] = [];
  writable.set("stream", false);
  writable.follow((isWritable) => told.push(isWritable));
  writable.set("disk", true);
  writable.set("disk", false);
  writable.set("stream", true);
  expect(writable.now).toBe(false);
  writable.set("disk", true);
  expect(told).toEqual([false, false, false, false, true]);
});
