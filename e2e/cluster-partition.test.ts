import { expect, it, onTestFinished } from "vitest";
import { PARTITION, writerAt } from "./cluster-rounds.ts";
import { clusterScene, play } from "./cluster-scene.ts";
import { makeNetns } from "./netns.ts";

it("goes on in the larger part of a network that falls apart, can be read in the smaller one, and is one again", {
  timeout: 120_000,
}, async () => {
  const network = await makeNetns(3);
  onTestFinished(() => network.remove());
  const scene = await clusterScene(1, { machines: network.machines }, network);
  await play(PARTITION, scene);
  // Whoever is cut off can be stopped all the same.
  const node = scene.cluster.node(1);
  const untilStuck = await writerAt(node);
  network.cutOff(1);
  await untilStuck();
  const began = performance.now();
  expect(await node.stop()).toBe(0);
  expect(performance.now() - began).toBeLessThan(20_000);
});
