import { parseArgs } from "node:util";
import { useSmallLimits } from "../src/cluster/simulation/limits.fixture.ts";
import { simulate } from "../src/cluster/simulation/world.fixture.ts";

/** After so many runs it is said how far it is. */
const PROGRESS = 1_000;

/**
 * Simulates clusters: `npm run simulate -- --runs N --seed S`, the seeds from S on. The first run in which something is
 * not as it must be ends it; `--seed S --trace` shows all that happened in one.
 *
 * @returns the exit status
 */
function main(): number {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      trace: { type: "boolean", default: false },
    },
  });
  useSmallLimits();
  const first = Number(values.seed);
  const runs = values.trace ? 1 : Number(values.runs);
  const sums = new Map<string, number>();
  const began = performance.now();
  for (let i = 0; i < runs; i++) {
    const { seed, problems, figures, happened, ms } = simulate(first + i, values.trace ? say : undefined);
    for (const [name, count] of Object.entries({ ...figures, happened, "virtual seconds": Math.round(ms / 1_000) })) {
      sums.set(name, (sums.get(name) ?? 0) + count);
    }
    if (problems.length > 0) {
      say(`Seed ${seed}, run ${i + 1}:`);
      for (const problem of problems.slice(0, 20)) say(`  ${problem}`);
      say(`All of it: npm run simulate -- --seed ${seed} --trace`);
      return 1;
    }
    if ((i + 1) % PROGRESS === 0) say(`${i + 1} runs in ${Math.round((performance.now() - began) / 1_000)} s`);
  }
  say(`${runs} runs, all well, in ${((performance.now() - began) / 1_000).toFixed(1)} s. In all of them together:`);
  for (const [name, sum] of sums) say(`  ${name}: ${sum}`);
  return 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = main();
