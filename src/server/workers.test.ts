import { expect, it } from "vitest";
import { Workers } from "./workers.ts";

it("runs as many jobs at a time as it may, the others in order, and takes no more than may wait", async () => {
  const workers = new Workers(2, 1);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const job = (name: string) => (): Promise<string> => {
    begun.push(name);
    return new Promise((resolve) => ends.push(() => resolve(name)));
  };
  const [one, two, three] = ["one", "two", "three"].map((name) => workers.run(job(name)));
  expect(await workers.run(job("four"))).toBe("busy");
  expect(begun).toEqual(["one", "two"]);
  ends[1]?.();
  expect(await two).toBe("two");
  expect(begun).toEqual(["one", "two", "three"]);
  ends[0]?.();
  ends[2]?.();
  expect(await Promise.all([one, three])).toEqual(["one", "three"]);
  const more = ["five", "six", "seven"].map((name) => workers.run(job(name)));
  expect(begun.slice(3)).toEqual(["five", "six"]);
  ends[3]?.();
  await more[0];
  ends[4]?.();
  ends[5]?.();
  expect(await Promise.all(more)).toEqual(["five", "six", "seven"]);
});

it("goes on after a job that failed", async () => {
  const workers = new Workers(1, 5);
  await expect(workers.run(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await workers.run(async () => "fine")).toBe("fine");
});
