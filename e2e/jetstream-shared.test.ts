import { expect, it } from "vitest";
import type { Nats } from "../src/cluster/jetstream/connect.ts";
import type { Lease } from "../src/cluster/ports.ts";
import { natsScene } from "./nats-scene.ts";

const nats = natsScene();

it("sees each time that a node says that it is there, from the first on", async () => {
  const [one, two] = [await nats.open(), await nats.open()];
  await renew(one, { name: "a.b c", node: "1" });
  const seen: Lease[] = [];
  two.leases.watch((lease) => seen.push(lease));
  await expect.poll(() => seen).toEqual([{ name: "a.b c", node: "1" }]);
  await renew(one, { name: "a.b c", node: "1" });
  await renew(two, { name: "other", node: "2" });
  await expect.poll(() => seen.map(({ name }) => name)).toEqual(["a.b c", "a.b c", "other"]);
  await one.leases.release("a.b c");
  const late: Lease[] = [];
  one.leases.watch((lease) => late.push(lease));
  await expect.poll(() => late).toEqual([{ name: "other", node: "2" }]);
});

it("passes things to other nodes, and not to the one itself", async () => {
  const [one, two] = [await nats.open(), await nats.open()];
  const [heardByOne, heardByTwo]: [string[], string[]] = [[], []];
  one.passing.hear((text) => heardByOne.push(text));
  two.passing.hear((text) => heardByTwo.push(text));
  await Promise.all([one.stream.bounds(), two.stream.bounds()]);
  one.passing.send("from one");
  two.passing.send("from two");
  await expect.poll(() => [heardByOne, heardByTwo]).toEqual([["from two"], ["from one"]]);
});

it("settles a fact once, whoever comes at the same time", async () => {
  const [one, two] = [await nats.open(), await nats.open()];
  expect(await one.facts.get("secret")).toBeUndefined();
  const settled = await Promise.all([one.facts.settle("secret", "by one"), two.facts.settle("secret", "by two")]);
  expect(settled[0]).toBe(settled[1]);
  expect(await two.facts.get("secret")).toBe(settled[0]);
  await one.facts.put("secret", "new");
  expect(await two.facts.settle("secret", "late")).toBe("new");
});

function renew(node: Nats, lease: Lease): Promise<boolean> {
  return new Promise((resolve) => {
    node.leases.renew(lease, resolve);
  });
}
