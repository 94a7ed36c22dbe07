import { expect, it } from "vitest";
import { Amendments } from "./amendments.ts";

const event = { type: "arrive", seq: 9, at: 9, id: "x-9", from: { nick: "a", user: "a", host: "h" } } as const;

it("tells what happened since one began to watch, in that order", () => {
  const amendments = new Amendments();
  amendments.add({ event, redacts: 1 });
  const first = amendments.watch();
  amendments.add({ event, amends: 2 });
  const second = amendments.watch();
  amendments.add({ event, redacts: 3 });
  expect(first()).toEqual([
    { event, amends: 2 },
    { event, redacts: 3 },
  ]);
  expect(second()).toEqual([{ event, redacts: 3 }]);
  expect(amendments.watch()()).toEqual([]);
});
