import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { preparePassword } from "./passwords.ts";

describe("a password", () => {
  // RFC 4013, 3, has the first five as examples.
  it.each([
    ["I\u00ADX", "IX"],
    ["user", "user"],
    ["USER", "USER"],
    ["\u00AA", "a"],
    ["\u2168", "IX"],
    ["open\u00A0sesame\u3000", "open sesame "],
    ["e\u0301", "é"],
    ["tea\u200D\uFE0F", "tea"],
    ["🌻 in bloom", "🌻 in bloom"],
  ])("is proved in one form, however it is typed: %j", (typed, prepared) => {
    expect(preparePassword(typed)).toBe(prepared);
  });

  it.each(["", "\u00AD", "a\u0007", "a\0", "a\nb", "a\u007F", "\uE000", "\uD800", "\uFFFE", "\uFFFD"])(
    "is none if nothing is left, or if there is something in it that cannot be typed: %j",
    (typed) => {
      expect(preparePassword(typed)).toBeUndefined();
    },
  );

  it("stays as it is once it is prepared", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (typed) => {
        const prepared = preparePassword(typed);
        if (prepared !== undefined) expect(preparePassword(prepared)).toBe(prepared);
      }),
    );
  });
});
