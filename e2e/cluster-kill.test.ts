import { it } from "vitest";
import { KILL_LEADER, KILL_NODE, KILL_TWO, PAUSE_NODE, ROLLING_RESTART } from "./cluster-rounds.ts";
import { clusterScene, play } from "./cluster-scene.ts";

it("loses, doubles and reorders nothing while nodes and nats-servers are killed, stand still and come back", {
  timeout: 180_000,
}, async () => {
  const scene = await clusterScene(1);
  for (const round of [KILL_NODE, KILL_LEADER, PAUSE_NODE, KILL_TWO, ROLLING_RESTART]) await play(round, scene);
});
