import { expect, it, onTestFinished } from "vitest";
import { fillChannel } from "../e2e/crowd.ts";
import { removeFolder, startServer } from "../e2e/harness.ts";
import { LIMITS } from "../src/core/limits.ts";

it("lets ten thousand people into a channel, and each costs as much as the one before", {
  timeout: 300_000,
}, async () => {
  const server = await startServer(["--no-rate-limits"]);
  onTestFinished(async () => {
    await server.stop();
    removeFolder(server.data);
  });
  const started = performance.now();
  const { perArrival, perWitness } = await fillChannel(server, 10_000, LIMITS.quietMembers);
  const [early, late] = perArrival;
  const seconds = (performance.now() - started) / 1_000;
  process.stdout.write(
    `${seconds.toFixed(1)} s; bytes for each who came: ${early.toFixed()}, then ${late.toFixed()}\n`,
  );
  expect(late).toBeLessThan(early * 1.05);
  expect(perWitness).toBeLessThan(100);
});
