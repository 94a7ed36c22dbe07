import fc from "fast-check";
import { expect, it } from "vitest";
import { Crowd } from "./crowd.ts";

it("knows who came first of a group, and of the largest", () => {
  const crowd = new Crowd<string>();
  expect([crowd.firstOfLargest(), crowd.firstOf("a")]).toEqual([undefined, undefined]);
  for (const member of ["a1", "b1", "b2", "a2", "b3", "c1"]) crowd.add(member.charAt(0), member);
  expect([crowd.firstOfLargest(), crowd.firstOf("a"), crowd.sizeOf("b"), crowd.size]).toEqual(["b1", "a1", 3, 6]);
  crowd.remove("b", "b1");
  // Now there are two of two; the one that has been so large for longer comes first.
  expect(crowd.firstOfLargest()).toBe("a1");
});

it("says the same as who counts anew each time", () => {
  const step = fc.record({ come: fc.boolean(), key: fc.constantFrom("a", "b", "c", "d"), member: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const crowd = new Crowd<number>();
      const model = new Map<string, number[]>();
      for (const { come, key, member } of steps) {
        const group = model.get(key) ?? [];
        if (come && group.includes(member)) continue;
        if (come) crowd.add(key, member);
        else crowd.remove(key, member);
        model.set(key, come ? [...group, member] : group.filter((one) => one !== member));
        expect(crowd.size).toBe([...model.values()].flat().length);
        expect(crowd.sizeOf(key)).toBe(model.get(key)?.length);
        expect(crowd.firstOf(key)).toBe(model.get(key)?.[0]);
        expect(firstsOfLargest(model)).toContain(crowd.firstOfLargest());
      }
    }),
  );
});

function firstsOfLargest(model: ReadonlyMap<string, readonly number[]>): (number | undefined)[] {
  const groups = [...model.values()];
  const most = Math.max(0, ...groups.map(({ length }) => length));
  return groups.filter(({ length }) => length === most).map(([first]) => first);
}
