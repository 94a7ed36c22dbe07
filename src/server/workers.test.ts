import { expect, it } from "vitest";
import { Workers } from "./workers.ts";

/** Jobs that end when they are told to. */
function makeJobs(): {
  readonly begun: string[];
  readonly job: (name: string) => () => Promise<string>;
  readonly end: (name: string) => void;
} {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    job: (name) => () => {
      begun.push(name);
      return new Promise((resolve) => ends.set(name, () => resolve(name)));
    },
    end: (name) => ends.get(name)?.(),
  };
}

it("runs as many jobs at a time as it may, the others in order, and takes no more than may wait", async () => {
  const workers = new Workers(2, { all: 1, each: 1 });
  const { begun, job, end } = makeJobs();
  const [one, two, three] = ["one", "two", "three"].map((name) => workers.run("a", job(name)));
  expect(await workers.run("b", job("four"))).toBe("busy");
  expect(begun).toEqual(["one", "two"]);
  end("two");
  expect(await two).toBe("two");
  expect(begun).toEqual(["one", "two", "three"]);
  end("one");
  end("three");
  expect(await Promise.all([one, three])).toEqual(["one", "three"]);
  const more = ["five", "six", "seven"].map((name) => workers.run("a", job(name)));
  expect(begun.slice(3)).toEqual(["five", "six"]);
  end("five");
  await more[0];
  end("six");
  end("seven");
  expect(await Promise.all(more)).toEqual(["five", "six", "seven"]);
});

it("takes only so many jobs of one, and goes round all who wait", async () => {
  const workers = new Workers(1, { all: 10, each: 3 });
  const { begun, job, end } = makeJobs();
  const names = ["a0", "a1", "a2", "a3", "b1", "b2", "c1"];
  const running = names.map((name) => workers.run(name.slice(0, 1), job(name)));
  expect(await workers.run("a", job("a4"))).toBe("busy");
  const order = ["a0", "a1", "b1", "c1", "a2", "b2", "a3"];
  for (const name of order) {
    end(name);
    await running[names.indexOf(name)];
  }
  expect(begun).toEqual(order);
});

it("goes on after a job that failed", async () => {
  const workers = new Workers(1, { all: 5, each: 5 });
  await expect(workers.run("a", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await workers.run("a", async () => "fine")).toBe("fine");
});
