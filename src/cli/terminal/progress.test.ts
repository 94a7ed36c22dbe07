import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { fitted } from "./cells.ts";
import { Progress } from "./progress.ts";

const MIB = 1_048_576;

/** A bar and the hand of its clock. */
function bar(name = "photo.png", isRedrawn = true) {
  let now = 1_000;
  const progress = new Progress(name, isRedrawn, () => now);
  return {
    progress,
    draw(done: number, total: number | undefined): string | undefined {
      progress.reach(done, total);
      return progress.line();
    },
    pass(ms: number): void {
      now += ms;
    },
  };
}

describe("a progress bar", () => {
  it("shows the name, the part, the bytes, the rate and the time that is left", () => {
    const { draw, pass } = bar();
    expect(draw(0, 100 * MIB)).toBe("photo.png  [--------------------]   0%  0 bytes of 100.0 MiB");
    pass(1_000);
    expect(draw(25 * MIB, 100 * MIB)).toBe(
      "photo.png  [#####---------------]  25%  25.0 MiB of 100.0 MiB  25.0 MiB/s  3 s left",
    );
    pass(1_000);
    expect(draw(100 * MIB, 100 * MIB)).toBe(
      "photo.png  [####################] 100%  100.0 MiB of 100.0 MiB  50.0 MiB/s",
    );
  });

  it("counts neither what was there before nor what was long ago for the rate", () => {
    const { draw, pass } = bar();
    draw(50 * MIB, 100 * MIB);
    pass(1_000);
    expect(draw(51 * MIB, 100 * MIB)).toContain("  1.0 MiB/s  49 s left");
    pass(LIMITS.progressRateMs);
    expect(draw(61 * MIB, 100 * MIB)).toContain("  2.0 MiB/s  20 s left");
    pass(LIMITS.progressRateMs + 1_000);
    draw(61 * MIB, 100 * MIB);
    pass(1_000);
    expect(draw(62 * MIB, 100 * MIB)).toContain("  1.0 MiB/s  38 s left");
  });

  it("tells of no rate while nothing moves, and begins again to reckon when it went back", () => {
    const { progress, draw, pass } = bar();
    draw(50 * MIB, 100 * MIB);
    pass(1_000);
    expect(progress.line()).not.toContain("/s");
    expect(draw(10 * MIB, 100 * MIB)).not.toContain("/s");
    pass(1_000);
    expect(draw(11 * MIB, 100 * MIB)).toContain("  1.0 MiB/s  89 s left");
  });

  it("has no bar in a pipe, where the rate is that since the line before", () => {
    const { progress, draw, pass } = bar("photo.png", false);
    progress.reach(0, 100 * MIB);
    pass(LIMITS.progressLineMs);
    expect(draw(10 * MIB, 100 * MIB)).toBe("photo.png   10%  10.0 MiB of 100.0 MiB  1.0 MiB/s  90 s left");
    pass(LIMITS.progressLineMs);
    expect(draw(30 * MIB, 100 * MIB)).toBe("photo.png   30%  30.0 MiB of 100.0 MiB  2.0 MiB/s  35 s left");
  });

  it("goes without what it does not know, and cuts a long name", () => {
    const { progress, draw } = bar("a very long name of a photo.png");
    expect(progress.line()).toBeUndefined();
    expect(draw(2_048, undefined)).toBe("a very long name of a p…  2.0 KiB");
    expect(bar().draw(0, 0)).toContain("100%");
  });
});

it("says times as people do", () => {
  const left = (seconds: number): string | undefined => {
    const { draw, pass } = bar();
    draw(0, seconds + 1);
    pass(1_000);
    return / ([^ ]+ \w+(?: \d+ \w+)?) left/.exec(draw(1, seconds + 1) ?? "")?.[1];
  };
  expect([1, 99, 100, 5_940, 6_000].map(left)).toEqual(["1 s", "99 s", "2 min", "99 min", "1 h 40 min"]);
});

it("cuts a text to the cells of a terminal, of which some letters take two", () => {
  expect(["hello", "hello!", "", "日本", "日本語", "naïve e\u0301e\u0301"].map((text) => fitted(text, 5))).toEqual([
    "hello",
    "hell…",
    "",
    "日本",
    "日本…",
    "naïv…",
  ]);
  expect(fitted("hello", 0)).toBe("");
});
