import { expect, it } from "vitest";
import { LIMITS } from "../src/core/limits.ts";
import { fillChannel } from "./crowd.ts";
import { scene } from "./scene.ts";

it("lets two thousand people into a channel, and each costs as much as the one before", {
  timeout: 60_000,
}, async () => {
  const server = await scene("--no-rate-limits");
  const { perArrival, perWitness } = await fillChannel(server, 2_000, LIMITS.quietMembers);
  const [early, late] = perArrival;
  expect(late).toBeLessThan(early * 1.05);
  // The answers to two fences, and nothing of a thousand people who come.
  expect(perWitness).toBeLessThan(100);
});
