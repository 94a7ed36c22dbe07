import { expect, it, onTestFinished } from "vitest";
import { PARTITION } from "./cluster-rounds.ts";
import { clusterScene, play } from "./cluster-scene.ts";
import { makeNetns } from "./netns.ts";

it("goes on in the larger part of a network that falls apart, can be read in the smaller one, and is one again", {
  timeout: 120_000,
}, async () => {
  const network = await makeNetns(3);
  onTestFinished(() => network.remove());
  const scene = await clusterScene(1, { machines: network.machines }, network);
  await play(PARTITION, scene);
  expect(scene.ledger.wrongs).toEqual([]);
});
