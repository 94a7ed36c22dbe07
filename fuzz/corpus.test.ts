import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CORPUS, inputsIn } from "./corpus.ts";
import { bytesOf } from "./mutate.ts";
import { targets } from "./targets.ts";

describe("what fuzzing found worth keeping goes well", () => {
  it.each(targets.map((target) => [target.name, target] as const))("%s", async (name, target) => {
    const kept = inputsIn(join(CORPUS, name));
    expect(kept.length).toBeGreaterThan(0);
    for (const seed of target.seeds) await target.run(typeof seed === "string" ? bytesOf(seed) : seed);
    for (const input of kept) {
      try {
        await target.run(input.bytes);
      } catch (cause) {
        throw new Error(`fuzz/corpus/${name}/${input.name} does not go well`, { cause });
      }
    }
  });
});
