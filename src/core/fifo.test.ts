import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fifo } from "./fifo.ts";

const action = fc.oneof(
  fc.record({ type: fc.constantFrom("push", "unshift", "remove", "replace"), item: fc.nat(20) }),
  fc.record({ type: fc.constantFrom("shift", "shift", "keep"), item: fc.nat(20) }),
);

/** The same with an array, which is `list`. */
function model(list: number[], type: string, item: number): unknown {
  const index = list.indexOf(item);
  switch (type) {
    case "push":
      list.push(item);
      return undefined;
    case "unshift":
      list.unshift(item);
      return undefined;
    case "shift":
      return list.shift();
    case "keep":
      list.splice(0, list.length, ...list.filter((one) => one !== item));
      return undefined;
    case "remove":
      if (index >= 0) list.splice(index, 1);
      return index >= 0;
    default:
      if (index >= 0) list[index] = 21;
      return index >= 0;
  }
}

function act(fifo: Fifo<number>, type: string, item: number): unknown {
  switch (type) {
    case "push":
      return fifo.push(item);
    case "unshift":
      return fifo.unshift(item);
    case "shift":
      return fifo.shift();
    case "keep":
      return fifo.keep((one) => one !== item);
    case "remove":
      return fifo.remove(item);
    default:
      return fifo.replace(item, 21);
  }
}

describe("a queue", () => {
  it("holds what an array would", () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.array(action, { maxLength: 60 }), (taken, actions) => {
        const fifo = new Fifo<number>();
        const list: number[] = [];
        // So many were there before, so that it has moved the others at times and at times not.
        for (let i = 0; i < taken; i++) fifo.push(i);
        for (let i = 0; i < taken; i++) expect(fifo.shift()).toBe(i);
        for (const { type, item } of actions) {
          expect(act(fifo, type, item)).toBe(model(list, type, item));
          expect([fifo.length, fifo.first]).toEqual([list.length, list[0]]);
          expect(fifo.find((one) => one > 10)).toBe(list.find((one) => one > 10));
        }
        const rest: unknown[] = [];
        while (fifo.length > 0) rest.push(fifo.shift());
        expect(rest).toEqual(list);
      }),
    );
  });

  it("takes the first as quickly however many wait", () => {
    const fifo = new Fifo<number>();
    for (let i = 0; i < 100_000; i++) fifo.push(i);
    const began = performance.now();
    let inOrder = 0;
    for (let i = 0; i < 100_000; i++) if (fifo.shift() === i) inOrder++;
    // An array that is this long takes seconds for it.
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(inOrder).toBe(100_000);
    expect(fifo.shift()).toBeUndefined();
  });
});
