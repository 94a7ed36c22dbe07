import fc from "fast-check";
import { expect, it } from "vitest";
import { timeOfNanoseconds, timeOfText } from "./times.ts";

/** Seconds as NATS writes them in a header, with nanoseconds behind them. */
function written(seconds: number, nanoseconds: number): string {
  const fraction = String(nanoseconds).padStart(9, "0").replace(/0+$/, "");
  return new Date(seconds * 1000).toISOString().replace(".000Z", fraction === "" ? "Z" : `.${fraction}Z`);
}

it("has one time for a message, however it is read, also when it came just before the next millisecond", () => {
  const seconds = fc.integer({ min: 1_700_000_000, max: 4_000_000_000 });
  const left = fc.oneof(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 999_800, max: 999_999 }));
  fc.assert(
    fc.property(seconds, fc.integer({ min: 0, max: 999 }), left, (second, ms, rest) => {
      const at = second * 1000 + ms;
      const nanoseconds = ms * 1_000_000 + rest;
      expect(timeOfNanoseconds(`${second}${String(nanoseconds).padStart(9, "0")}`)).toBe(at);
      expect(timeOfText(written(second, nanoseconds))).toBe(at);
    }),
  );
});
