import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "./rows.ts";
import { type Step, stepTo } from "./steady.ts";

function rows(from: number, to: number): readonly Row[] {
  return Array.from({ length: to - from }, (_, index): Row => ({ kind: "day", key: `${from + index}`, at: 0 }));
}

describe("a list that changes", () => {
  it("behind is no shift", () => {
    expect(stepTo(rows(0, 5), rows(0, 9))).toMatchObject({ shift: false, isLast: true, isOther: false });
    expect(stepTo(rows(0, 9), rows(0, 5))).toMatchObject({ shift: false, isLast: true, isOther: false });
  });

  it("at its start is one", () => {
    expect(stepTo(rows(5, 9), rows(0, 9))).toMatchObject({ shift: true, isLast: true, isOther: false });
    expect(stepTo(rows(0, 9), rows(5, 9))).toMatchObject({ shift: true, isLast: true, isOther: false });
  });

  it("wholly is another list", () => {
    expect(stepTo(rows(0, 9), rows(20, 29))).toMatchObject({ shift: false, isLast: true, isOther: true });
    expect(stepTo([], rows(0, 9))).toMatchObject({ shift: false, isOther: false });
    expect(stepTo(rows(0, 9), [])).toMatchObject({ rows: [], isOther: true });
  });

  it("at both ends takes two steps", () => {
    const first = stepTo(rows(0, 9), rows(3, 12));
    expect(first).toEqual({ rows: rows(3, 9), shift: true, isOther: false, isLast: false });
    expect(stepTo(first.rows, rows(3, 12))).toMatchObject({ shift: false, isLast: true });
  });

  it("at both ends, with its last row another one, takes three", () => {
    const first = stepTo([...rows(0, 9), ...rows(50, 51)], rows(3, 12));
    expect(first).toEqual({ rows: rows(0, 9), shift: false, isOther: false, isLast: false });
    const second = stepTo(first.rows, rows(3, 12));
    expect(second).toEqual({ rows: rows(3, 9), shift: true, isOther: false, isLast: false });
    expect(stepTo(second.rows, rows(3, 12))).toMatchObject({ rows: rows(3, 12), shift: false, isLast: true });
  });

  it("comes to what is wanted in a few steps, each at one end", () => {
    const piece = fc.tuple(fc.nat(30), fc.nat(30)).map(([from, length]) => rows(from, from + length));
    fc.assert(
      fc.property(piece, piece, (shown, wanted) => {
        let before = shown;
        let step = stepTo(before, wanted);
        for (let more = 3; more > 0 && !step.isLast; more -= 1) {
          expectOneEnd(before, step);
          before = step.rows;
          step = stepTo(before, wanted);
        }
        expectOneEnd(before, step);
        expect(step.isLast).toBe(true);
        expect(step.rows).toEqual(wanted);
      }),
    );
  });
});

/** A step changes the list at one end only. */
function expectOneEnd(before: readonly Row[], { rows: after, shift, isOther }: Step): void {
  if (isOther || before.length === 0 || after.length === 0) return;
  const end = shift ? -1 : 0;
  expect(after.at(end)?.key).toBe(before.at(end)?.key);
}
