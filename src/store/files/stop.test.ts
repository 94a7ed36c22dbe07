import { expect, it, vi } from "vitest";
import { BrokenOff, Stop } from "./stop.ts";

async function* numbers(): AsyncGenerator<number> {
  for (let i = 0; ; i++) yield i;
}

it("breaks off between two pieces", async () => {
  const stop = new Stop();
  const why = new Error("enough");
  const seen: number[] = [];
  const through = async (): Promise<void> => {
    for await (const piece of stop.through(numbers())) {
      seen.push(piece);
      if (piece === 2) stop.now(why);
    }
  };
  await expect(through()).rejects.toMatchObject({ name: "BrokenOff", cause: why });
  expect(seen).toEqual([0, 1, 2]);
});

it("breaks off while a piece is waited for that never comes", async () => {
  const stop = new Stop();
  async function* silent(): AsyncGenerator<number> {
    await new Promise(() => {});
    yield 0;
  }
  const next = stop.through(silent()).next();
  stop.now(new Error("first"));
  stop.now(new Error("second"));
  await expect(next).rejects.toMatchObject({ cause: new Error("first") });
  await expect(stop.through(numbers()).next()).rejects.toBeInstanceOf(BrokenOff);
});

it("lets go of a stream that is broken off or not read to its end, and tells what it threw", async () => {
  let left = 0;
  async function* leaving(): AsyncGenerator<number> {
    try {
      yield* numbers();
    } finally {
      left++;
    }
  }
  for await (const piece of new Stop().through(leaving())) if (piece === 3) break;
  await vi.waitUntil(() => left === 1);
  async function* failing(): AsyncGenerator<number> {
    yield 1;
    throw new Error("the line went dead");
  }
  const reading = new Stop().through(failing());
  expect(await reading.next()).toEqual({ done: false, value: 1 });
  await expect(reading.next()).rejects.toMatchObject({ cause: new Error("the line went dead") });
});
