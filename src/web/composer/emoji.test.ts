import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { findEmoji, withEmoji, withRecent } from "./emoji.ts";
import { EMOJI } from "./emoji-data.ts";

const found = (query: string) => findEmoji(EMOJI, query, 5).map(({ emoji }) => emoji);

describe("emoji", () => {
  it("are found by name first, then by what else they are called", () => {
    expect(found("cat")[0]).toBe("🐱");
    expect(found("tada")).toEqual(["🎉"]);
    expect(found("smile")[0]).toBe("😄");
    expect(found("+1")).toEqual(["👍"]);
    expect(found("hooray")).toContain("🎉");
  });

  it("are found by several words, all of which have to be there", () => {
    expect(found("heart blue")).toEqual(["💙", "🩵"]);
    expect(found("heart qqq")).toEqual([]);
  });

  it("take the place of their names with the second colon", () => {
    expect(withEmoji("so :tada:", 9, EMOJI)).toEqual({ text: "so 🎉", caret: 5 });
    expect(withEmoji(":smile: rest", 7, EMOJI)).toEqual({ text: "😄 rest", caret: 2 });
    // A tag is no name, and a time is none.
    for (const text of [":hooray:", "at 10:30:", "::", "a:tada:", ":tada"]) {
      expect(withEmoji(text, text.length, EMOJI)).toBeUndefined();
    }
  });

  it("that were used last are kept once each, the last first, and not too many", () => {
    expect(withRecent(["a", "b"], "b")).toEqual(["b", "a"]);
    const many = Array.from({ length: 100 }, (_, i) => String(i));
    expect(withRecent(many, "new")).toHaveLength(LIMITS.recentEmoji);
  });
});
