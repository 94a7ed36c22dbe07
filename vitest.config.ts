import { defineConfig } from "vitest/config";

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
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Whoever waits for something that should come at once is patient on a machine that does other things too.
          expect: { poll: { timeout: 15_000 } },
          globalSetup: "e2e/config-folder.ts",
        },
      },
    ],
  },
});
