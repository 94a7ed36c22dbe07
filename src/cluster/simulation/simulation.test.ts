import { describe, expect, test, vi } from "vitest";
import { useSmallLimits } from "./limits.fixture.ts";
import { simulate } from "./world.fixture.ts";

// Each of these lives through hundreds of worlds.
vi.setConfig({ testTimeout: 120_000 });

useSmallLimits();

/** Seeds of one test; `npm run simulate` tries thousands. */
const SEEDS = 100;

function seedsFrom(first: number): number[] {
  return Array.from({ length: SEEDS }, (_, i) => first + i);
}

describe("nodes that stand still, crash, and lose and regain the log", () => {
  test.each([1, 10_001])(
    "are equal when all is quiet, and nothing acknowledged is lost or doubled: seeds from %i",
    (first) => {
      const broken = seedsFrom(first)
        .map((seed) => simulate(seed))
        .filter(({ problems }) => problems.length > 0);
      expect(broken.map(({ seed, problems }) => ({ seed, problems }))).toEqual([]);
    },
  );

  test("meet all that may go wrong", () => {
    const figures = new Map<string, number>();
    for (const seed of seedsFrom(20_001)) {
      for (const [name, count] of Object.entries(simulate(seed).figures)) {
        figures.set(name, (figures.get(name) ?? 0) + count);
      }
    }
    for (const [name, count] of figures) expect(count, name).toBeGreaterThan(0);
  });
});

test("the same happens again for the same seed", () => {
  const tell = (seed: number): string[] => {
    const lines: string[] = [];
    const { problems, happened } = simulate(seed, (line) => lines.push(line));
    return [...lines, ...problems, String(happened)];
  };
  const once = tell(5);
  expect(once.length).toBeGreaterThan(100);
  expect(tell(5)).toEqual(once);
  expect(tell(6)).not.toEqual(once);
});
