import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SeqKeys } from "./seq-keys.ts";
import { TimeSorter } from "./time-sorter.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "parley-sorter-"));
});

afterEach(() => rmSync(dir, { recursive: true }));

it("sorts by time, and keeps the order of one time", () => {
  let n = 0;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 })), (times) => {
      const sorter = new TimeSorter(join(dir, `${n++}.db`));
      const texts = times.map((at, i) => `${at} ${i}`);
      for (const [i, text] of texts.entries()) sorter.add(times[i] ?? 0, text);
      expect(sorter.size).toBe(times.length);
      expect([...sorter.sorted()]).toEqual(
        texts.toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10)),
      );
      sorter.close();
    }),
    { numRuns: 30 },
  );
});

it("sorts more than a transaction has", () => {
  const sorter = new TimeSorter(join(dir, "many.db"));
  for (let i = 0; i < 50_000; i++) sorter.add((i * 7919) % 50_000, "");
  for (let at = 0; at < 10; at++) sorter.add(at, String(at));
  expect([...sorter.sorted()].filter((text) => text !== "").join("")).toBe("0123456789");
  sorter.close();
});

it("knows the first seq of each key, through transactions", () => {
  const keys = new SeqKeys(join(dir, "keys.db"));
  for (let seq = 1; seq <= 45_000; seq++) expect(keys.add(`k${seq}`, seq)).toBe(true);
  expect(keys.add("k7", 99)).toBe(false);
  expect([keys.find("k7"), keys.find("k45000"), keys.find("k0")]).toEqual([7, 45_000, undefined]);
  keys.close();
});
