import process from "node:process";
import { it, onTestFinished } from "vitest";
import * as rounds from "../e2e/cluster-rounds.ts";
import { clusterScene, play, randomFrom } from "../e2e/cluster-scene.ts";
import { numberFrom } from "../e2e/environment.ts";
import { makeNetns } from "../e2e/netns.ts";

/** How many rounds there are, and what chooses them: a number that was printed plays them again. */
const ROUNDS = numberFrom("ROUNDS", 40);
const SEED = numberFrom("SEED", Date.now() % 1_000_000);

const ALONE: readonly rounds.Round[] = [
  rounds.KILL_NODE,
  rounds.BOUNCE_NODE,
  rounds.KILL_LEADER,
  rounds.PAUSE_LEADER,
  rounds.KILL_TWO,
  rounds.PAUSE_NODE,
  rounds.ROLLING_RESTART,
];

it("loses, doubles and reorders nothing on loopback, whatever is killed or stands still", {
  timeout: 3_600_000,
}, async () => {
  process.stdout.write(`SEED=${SEED} ROUNDS=${ROUNDS}\n`);
  const scene = await clusterScene(SEED);
  await playMany(scene, ALONE);
});

it("does so on machines of their own, that are cut off from each other too", { timeout: 3_600_000 }, async () => {
  process.stdout.write(`SEED=${SEED} ROUNDS=${ROUNDS}\n`);
  const network = await makeNetns(3);
  onTestFinished(() => network.remove());
  const scene = await clusterScene(SEED, { machines: network.machines }, network);
  await playMany(scene, [...ALONE, rounds.PARTITION, rounds.PARTITION]);
});

async function playMany(scene: rounds.Scene, choice: readonly rounds.Round[]): Promise<void> {
  const random = randomFrom(SEED + 1);
  for (let i = 0; i < ROUNDS; i++) {
    const round = choice[random(choice.length)];
    if (round) await play(round, scene);
  }
}
