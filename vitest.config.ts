import { defineConfig } from "vitest/config";

const SPEED = "e2e/page-speed.test.ts";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "src/**/*.test.tsx", "scripts/**/*.test.ts", "fuzz/**/*.test.ts"],
          exclude: ["src/**/*.contract.test.ts"],
          globalSetup: "e2e/config-folder.ts",
        },
      },
      { test: { name: "contract", include: ["src/**/*.contract.test.ts"] } },
      { test: { name: "soak", include: ["soak/**/*.test.ts"] } },
      {
        test: {
          name: "e2e",
          include: ["e2e/**/*.test.ts"],
          exclude: [SPEED],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Whoever waits for something that should come at once is patient on a machine that does other things too.
          expect: { poll: { timeout: 15_000 } },
          globalSetup: "e2e/config-folder.ts",
        },
      },
      {
        test: {
          name: "speed",
          include: [SPEED],
          testTimeout: 120_000,
          globalSetup: "e2e/config-folder.ts",
          // Apart from all others: while they run nothing can be said about time.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
