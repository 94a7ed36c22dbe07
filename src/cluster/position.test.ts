import fc from "fast-check";
import { expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { advance, includes, markOf, type Position, positionOf, startOf } from "./position.ts";

const BATCH = fc.record({ node: fc.constantFrom("a", "b", "c"), number: fc.integer({ min: 1, max: 20 }) });

/** A position behind such messages. */
function after(messages: readonly (Parameters<typeof advance>[1] | null)[]): Position {
  let position = startOf("l");
  for (const message of messages) position = advance(position, message ?? undefined).position;
  return position;
}

test("a position is the same once it was a text", () => {
  fc.assert(
    fc.property(fc.array(fc.option(BATCH)), (messages) => {
      const position = after(messages);
      const read = positionOf(markOf(position));
      expect(read).toEqual(position);
      // Which one is forgotten first depends on their order.
      expect([...read.numbers]).toEqual([...position.numbers]);
    }),
  );
});

test("it knows which batch is in the last place, also one that was read before", () => {
  fc.assert(
    fc.property(fc.array(fc.option(BATCH), { minLength: 1 }), (messages) => {
      expect(after(messages).last).toEqual(messages.at(-1) ?? undefined);
    }),
  );
});

test("a later position includes an earlier one of the same log, however many have written since", () => {
  const many = fc.array(fc.record({ node: fc.nat({ max: 2 * LIMITS.streamNodes }).map(String), number: fc.nat() }), {
    maxLength: 4 * LIMITS.streamNodes,
  });
  fc.assert(
    fc.property(many, many, (earlier, since) => {
      expect(includes(after([...earlier, ...since]), after(earlier))).toBe(true);
    }),
  );
});

test("it does not include one that has read what is lost, be it of a node that wrote on or of one that is gone", () => {
  const kept = { node: "a", number: 1 };
  expect(includes(after([kept, { node: "b", number: 1 }]), after([kept, { node: "a", number: 2 }]))).toBe(false);
  expect(includes(after([kept, kept]), after([kept, { node: "c", number: 1 }]))).toBe(false);
});

test.each([
  "",
  "{}",
  '{"log":"l","place":1,"numbers":[["a"]]}',
  '{"log":"l","place":1,"last":{"node":"a"},"numbers":[]}',
])("what is no position is not taken for one: %j", (text) => {
  expect(() => positionOf(text)).toThrow("this is no position in a stream");
});

test("one that does not say what is in the last place is read too", () => {
  expect(positionOf('{"log":"l","place":7,"numbers":[["a",3]]}')).toEqual({
    log: "l",
    place: 7,
    last: undefined,
    numbers: new Map([["a", 3]]),
  });
});
