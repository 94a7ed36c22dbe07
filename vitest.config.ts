import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { FlakyReporter } from "./e2e/flaky-reporter.ts";

const SPEED = "e2e/page-speed.test.ts";

/**
 * What says how long something may take, or looks how two times compare; and what changes the machine's network, for which
 * browsers break off what they load.
 */
const APART = [
  ...["goodbye", "large-channel", "login-timing", "shedding", "start", "trouble"],
  ...["cluster-partition", "netns"],
].map((name) => `e2e/${name}.test.ts`);

/** Tests leave no processor idle on a machine of two; with more at a time there, whole programs keep each other waiting. */
const WORKERS = Math.max(2, availableParallelism() - 1);

/** Nobody waits in them, but what computes may have to share a processor. */
const SHARING = { testTimeout: 30_000, hookTimeout: 30_000, maxWorkers: WORKERS };

const PATIENT = {
  // Dozens of other people's programs take part. What fails and then passes is named at the end, as something to be mended.
  retry: 1,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Whoever waits for something that should come at once is patient on a machine that does other things too.
  expect: { poll: { timeout: 15_000 } },
  globalSetup: "e2e/config-folder.ts",
};

export default defineConfig({
  test: {
    reporters: ["default", new FlakyReporter()],
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "src/**/*.test.tsx", "scripts/**/*.test.ts", "fuzz/**/*.test.ts"],
          exclude: ["src/**/*.contract.test.ts"],
          globalSetup: "e2e/config-folder.ts",
          ...SHARING,
        },
      },
      { test: { name: "contract", include: ["src/**/*.contract.test.ts"], ...SHARING } },
      { test: { name: "soak", include: ["soak/**/*.test.ts"], sequence: { groupOrder: 4 } } },
      {
        test: {
          name: "e2e",
          include: ["e2e/**/*.test.ts"],
          exclude: [SPEED, ...APART],
          ...PATIENT,
          maxWorkers: WORKERS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "apart",
          include: APART,
          ...PATIENT,
          // One after the other, and apart from all others.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "speed",
          include: [SPEED],
          testTimeout: 120_000,
          globalSetup: "e2e/config-folder.ts",
          // Apart from all others: while they run nothing can be said about time.
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
