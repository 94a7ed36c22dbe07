import { expect, it } from "vitest";
import { NatsTrouble } from "../../cluster/jetstream/trouble.ts";
import { patiently } from "./patience.ts";

const noWait = async (): Promise<void> => {};

it("goes on until NATS is up to it, and says once what is the matter", async () => {
  const warned: string[] = [];
  let left = 3;
  const run = async (): Promise<string> => {
    if (left-- > 0) throw new NatsTrouble("NATS did not answer in time.");
    return "done";
  };
  expect(await patiently(run, { warned: (text) => warned.push(text) }, noWait)).toBe("done");
  expect(warned).toEqual(["NATS did not answer in time."]);
});

it("does not go on if the trouble is another", async () => {
  const run = (): Promise<never> => Promise.reject(new Error("the disk is full"));
  await expect(patiently(run, { warned: () => {} }, noWait)).rejects.toThrow("the disk is full");
});
