import fc from "fast-check";
import { expect, it } from "vitest";
import type { Found } from "./item.ts";
import { merge, Unsorted } from "./merge.ts";

function item(at: number, source: number, number: number): Found {
  const from = { nick: "a", user: "a", host: "a" };
  return { at, channel: "#a", told: { type: "quit", from, reason: `${source} ${number}` } };
}

async function* batches(items: readonly Found[], size: number): AsyncGenerator<readonly Found[], void, undefined> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
  yield [];
}

it("merges any sources that are in order, and keeps the order of each", async () => {
  const times = fc.array(fc.array(fc.integer({ min: 1, max: 20 })), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(times, fc.integer({ min: 1, max: 4 }), async (all, size) => {
      const sources = all.map((some, i) => some.sort((a, b) => a - b).map((at, n) => item(at, i, n)));
      const taken: Found[] = [];
      await merge(
        sources.map((source) => batches(source, size)),
        (found) => taken.push(found),
      );
      const flat = sources.flat();
      // A sort is stable: of one time those of the first source come first.
      expect(taken).toEqual(flat.sort((one, other) => (one.told && other.told ? one.at - other.at : 0)));
    }),
  );
});

it("says which source is not in order, and lets go of all", async () => {
  const closed: number[] = [];
  const closing = async function* (source: number, items: readonly Found[]) {
    try {
      yield* batches(items, 1);
    } finally {
      closed.push(source);
    }
  };
  const sources = [closing(0, [item(1, 0, 0), item(9, 0, 1)]), closing(1, [item(2, 1, 0), item(1, 1, 1)])];
  await expect(merge(sources, () => undefined)).rejects.toEqual(new Unsorted(1));
  expect(closed.sort()).toEqual([0, 1]);
});

it("hands on what is known of channels before what happened behind it", async () => {
  const taken: Found[] = [];
  await merge(
    [batches([{ channel: "#a" }, item(5, 0, 0)], 1), batches([item(1, 1, 0), { channel: "#b" }], 2)],
    (found) => taken.push(found),
  );
  expect(taken.map((found) => found.told?.type ?? found.channel)).toEqual(["#a", "quit", "#b", "quit"]);
});
