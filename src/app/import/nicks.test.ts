import fc from "fast-check";
import { expect, it } from "vitest";
import { isChannelName, isNick, nickKey } from "../../core/names.ts";
import { channelFrom, Nicks, nickFrom } from "./nicks.ts";

it("makes nicks that look like the names", () => {
  expect(["Ada Lovelace", "bob", "007", "  ", "Jürgen (away)", "a/b", "-x-", "Ａda"].map(nickFrom)).toEqual([
    "Ada_Lovelace",
    "bob",
    "_007",
    "someone",
    "Jürgen_away",
    "a_b",
    "_-x-",
    "Ada",
  ]);
});

it("makes a nick and a channel's name of any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.oneof(fc.constant("\ufdfa"), fc.string({ unit: "binary" })) }), (text) => {
      expect(isNick(nickFrom(text))).toBe(true);
      expect(isChannelName(channelFrom(text))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
}, 30_000);

it("gives everybody a nick of their own, and always the same", () => {
  const people = fc.uniqueArray(fc.tuple(fc.string(), fc.constantFrom("ada", "Ada", "ADA2", "аdа", "ada2", "?")), {
    selector: ([id]) => id,
  });
  fc.assert(
    fc.property(people, (all) => {
      const nicks = new Nicks();
      const given = all.map(([id, name]) => nicks.nickOf(id, name));
      expect(new Set(given.map(nickKey)).size).toBe(all.length);
      expect(all.map(([id]) => nicks.find(id))).toEqual(given);
      expect(all.map(([id]) => nicks.nickOf(id, "another"))).toEqual(given);
    }),
  );
});

it("has many of one name soon", () => {
  const nicks = new Nicks();
  const start = performance.now();
  for (let i = 0; i < 50_000; i++) nicks.nickOf(String(i), "ada");
  expect(nicks.find("49999")).toBe("ada50000");
  expect(performance.now() - start).toBeLessThan(10_000);
}, 30_000);
