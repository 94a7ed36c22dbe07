import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSameAs, precondition, rangeOf } from "./ranges.ts";

describe("rangeOf", () => {
  it.each([
    ["bytes=0-0", { from: 0, to: 1 }],
    ["bytes=2-5", { from: 2, to: 6 }],
    ["bytes=9-", { from: 9, to: 10 }],
    ["bytes=0-999", { from: 0, to: 10 }],
    ["bytes=-3", { from: 7, to: 10 }],
    ["bytes=-999", { from: 0, to: 10 }],
    ["Bytes = 1-2", { from: 1, to: 3 }],
    ["bytes=10-", "unsatisfiable"],
    ["bytes=10-12", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=99999999999999999999-", "unsatisfiable"],
    ["bytes=5-2", undefined],
    ["bytes=-", undefined],
    ["bytes=1-2,4-5", undefined],
    ["bytes=a-b", undefined],
    ["bytes=-1-2", undefined],
    ["lines=1-2", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("takes %j of ten bytes for %j", (header, range) => {
    expect(rangeOf(header, 10)).toEqual(range);
  });

  it("has nothing to give of an empty file", () => {
    expect(["bytes=0-", "bytes=-1", "bytes=0-0"].map((header) => rangeOf(header, 0))).toEqual(
      Array.from({ length: 3 }, () => "unsatisfiable"),
    );
  });

  it("never leaves the file, whatever is asked for", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.string({ unit: fc.constantFrom(..."bytes=0123456789-, ") }), (size, header) => {
        const range = rangeOf(header, size);
        if (typeof range !== "object") return;
        expect(range.from).toBeGreaterThanOrEqual(0);
        expect(range.to).toBeGreaterThan(range.from);
        expect(range.to).toBeLessThanOrEqual(size);
      }),
    );
  });
});

describe("conditions", () => {
  const TAG = '"abc"';

  it("spare a client what it has already", () => {
    const answers = [TAG, `W/${TAG}`, '"x", "abc"', "*", '"x"', "abc", ""].map((ifNoneMatch) =>
      precondition({ ifNoneMatch }, TAG),
    );
    expect(answers).toEqual([304, 304, 304, 304, "file", "file", "file"]);
  });

  it("refuse what is not the same as the client has", () => {
    const answers = [TAG, '"x", "abc"', "*", `W/${TAG}`, '"x"', ""].map((ifMatch) => precondition({ ifMatch }, TAG));
    expect(answers).toEqual(["file", "file", "file", 412, 412, 412]);
    expect(precondition({ ifMatch: '"x"', ifNoneMatch: TAG }, TAG)).toBe(412);
    expect(precondition({}, TAG)).toBe("file");
  });

  it("give a part only of what is the same", () => {
    const answers = [undefined, TAG, `W/${TAG}`, '"x"', "Sat, 08 Feb 2025 12:54:49 GMT"].map((ifRange) =>
      isSameAs({ ifRange }, TAG),
    );
    expect(answers).toEqual([true, true, false, false, false]);
  });
});
