import process from "node:process";
import { expect, onTestFailed, onTestFinished } from "vitest";
import { type ClusterOptions, startCluster } from "./cluster.ts";
import { Audit, WHOLE_MS } from "./cluster-audit.ts";
import type { Round, Scene } from "./cluster-rounds.ts";
import { contended } from "./contention.ts";
import { Follower } from "./follower.ts";
import { Ledger } from "./ledger.ts";
import type { Netns } from "./netns.ts";
import { SPEAKERS } from "./speakers.ts";
import { Crowd } from "./talkers.ts";

/** A cluster with clients of every dialect spread over its nodes, who talk until the test is over. */
export async function clusterScene(
  seed: number,
  options: ClusterOptions = {},
  network?: Netns,
): Promise<Scene & { readonly followers: readonly Follower[] }> {
  const cluster = await startCluster(options);
  const ledger = new Ledger();
  const crowd = new Crowd(SPEAKERS, cluster, ledger);
  const followers = cluster.nodes.map((_, index) => new Follower(cluster, ledger, index));
  onTestFinished(async () => {
    await Promise.all([crowd.stop(), ...followers.map((follower) => follower.stop())]);
    await cluster.stop();
    for (const { log } of cluster.nodes) expect(log).not.toContain("a bug");
  });
  onTestFailed(() => {
    for (const { name, log } of cluster.nodes) process.stdout.write(`${name}:\n${log.slice(-5_000)}\n`);
    process.stdout.write(`${crowd.troubles}\n`);
  });
  const audit = new Audit(cluster, crowd, followers, ledger);
  await audit.whole();
  await ledger.more(100);
  await audit.check();
  return { cluster, ledger, audit, followers, random: randomFrom(seed), ...(network && { network }) };
}

/** Plays a round, checks what is left of everything, and says how long it took. */
export async function play(round: Round, scene: Scene): Promise<void> {
  const { at, took = {} } = await round.run(scene);
  const { result, contention } = await contended(() => scene.audit.whole());
  const whole = Math.round(result - at);
  await scene.ledger.more(20);
  const { acknowledged, kept } = await scene.audit.check();
  const measured = Object.entries({ ...took, "until everybody was in NAMES again": whole });
  const times = measured.map(([what, ms]) => `${what} ${ms} ms`).join(", ");
  process.stdout.write(`${round.name}: ${times}; ${acknowledged} acknowledged, ${kept} kept\n`);
  // As on a machine of one's own.
  expect(whole / Math.max(1, contention)).toBeLessThanOrEqual(WHOLE_MS);
}

/** Whole numbers that look like chance and are the same for one seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
