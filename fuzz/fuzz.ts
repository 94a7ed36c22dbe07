import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Chance } from "../src/core/chance.fixture.ts";
import { CORPUS, inputsIn, keepBroken, keepExactly } from "./corpus.ts";
import { Fuzzer } from "./fuzzer.ts";
import { instrument } from "./instrument.ts";
import { catchAstray } from "./runner.ts";
import type { Target } from "./target.ts";
import { watch } from "./watchdog.ts";

/** Milliseconds in which inputs are made shorter that are to be kept. */
const KEEP_MS = 300_000;

/**
 * Coverage-guided fuzzing of what reads foreign bytes. `npm run fuzz -- [target…] --minutes N --seed S`: so long for each
 * target. `--work DIR` is where all interesting inputs are kept between runs, and those by which something broke;
 * `--keep` writes the few that are needed to fuzz/corpus.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      minutes: { type: "string", default: "1" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      work: { type: "string", default: join(tmpdir(), "parley-fuzz") },
      keep: { type: "boolean", default: false },
    },
  });
  instrument();
  catchAstray();
  // What is fuzzed counts only if it is loaded after that.
  const { targets } = await import("./targets.ts");
  const unknown = positionals.filter((name) => !targets.some((target) => target.name === name));
  if (unknown.length > 0) {
    say(`There is no target ${unknown.join(", ")}. There are: ${targets.map(({ name }) => name).join(", ")}.`);
    return 2;
  }
  let found = 0;
  for (const target of targets) {
    if (positionals.length > 0 && !positionals.includes(target.name)) continue;
    found += await fuzz(target, {
      ms: Number(values.minutes) * 60_000,
      seed: Number(values.seed),
      work: values.work,
      keep: values.keep,
    });
  }
  return found > 0 ? 1 : 0;
}

interface Options {
  readonly ms: number;
  readonly seed: number;
  readonly work: string;
  readonly keep: boolean;
}

/** @returns how many things did not hold */
async function fuzz(target: Target, { ms, seed, work, keep }: Options): Promise<number> {
  const folder = join(work, target.name);
  const broken = join(work, "broken", target.name);
  const watchdog = watch(join(work, "broken", `${target.name}-never-ends.bin`));
  let found = 0;
  const fuzzer = new Fuzzer(target, new Chance(seed), {
    begins: (bytes) => watchdog.begins(bytes),
    found({ failure, bytes }) {
      found++;
      say(`${target.name}: ${failure.stack ?? failure.message}`);
      if (failure.cause instanceof Error) say(`  caused by ${failure.cause.stack}`);
      say(`  the input: ${keepBroken(broken, bytes)}`);
    },
  });
  const inputs = [...inputsIn(join(CORPUS, target.name)), ...inputsIn(folder)].map(({ bytes }) => bytes);
  await fuzzer.begin(inputs);
  const [before] = fuzzer.blocks;
  const began = fuzzer.runs;
  await fuzzer.fuzz(ms);
  const runs = fuzzer.runs - began;
  const [seen, all] = fuzzer.blocks;
  say(
    `${new Date().toISOString()} ${target.name}: seed ${seed}, ${runs} inputs in ${(ms / 1000).toFixed(0)} s ` +
      `(${Math.round((runs / ms) * 1000)}/s), ${seen} of ${all} blocks (${seen - before} new), ` +
      `${fuzzer.size} inputs kept, ${found} findings`,
  );
  keepExactly(folder, fuzzer.kept);
  if (keep) {
    const few = await fuzzer.distilled(KEEP_MS);
    keepExactly(join(CORPUS, target.name), few);
    say(`  ${few.length} inputs of ${few.reduce((sum, { length }) => sum + length, 0)} bytes are enough`);
  }
  watchdog.rests();
  return found;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

let code = 3;
try {
  code = await main();
} catch (cause) {
  // Where things go astray is of no concern to Node, so it has to be said here.
  say(cause instanceof Error ? String(cause.stack) : String(cause));
}
process.exit(code);
