import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FileAway } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import { textOf, tryUpload, upload } from "./files.fixture.ts";
import { NodesWorld } from "./nodes.fixture.ts";

let world: NodesWorld;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  world = new NodesWorld();
});

afterEach(async () => {
  vi.useRealTimers();
  await world.closeAll();
  world[Symbol.dispose]();
});

/** Lets a question hang once it is asked, and all the time pass for which it is waited. */
function hang(): Promise<void> {
  return new Promise((_, reject) => {
    setImmediate(() => vi.advanceTimersByTime(LIMITS.stallMs));
    // What comes much later is too late.
    setTimeout(() => reject(new Error("late")), 2 * LIMITS.stallMs);
  });
}

it("does not let who uploads wait for what does not answer", async () => {
  const a = await world.node("a");
  world.shelf.before = hang;
  expect(await tryUpload(a, "abc")).toMatchObject({ code: "unavailable" });
  expect(world.shelfTroubles).toEqual([expect.objectContaining({ message: expect.stringContaining("60 seconds") })]);
});

it("does not let who reads wait for what does not come any more", async () => {
  const [a, b] = [await world.node("a"), await world.node("b")];
  const file = await upload(a, "x".repeat(150_000));
  world.shelf.giving = (_name, at) => (at > 0 ? hang() : undefined);
  await expect(textOf(b, file)).rejects.toThrow(FileAway);
  world.shelf.giving = () => {};
  world.shelf.before = hang;
  await expect(textOf(b, file)).rejects.toThrow(FileAway);
  world.shelf.before = () => {};
  expect(await textOf(b, file)).toHaveLength(150_000);
});

it("waits as long as something moves", async () => {
  const [a, b] = [await world.node("a"), await world.node("b")];
  const file = await upload(a, "x".repeat(150_000));
  world.shelf.piece = 10_000;
  world.shelf.giving = () => void vi.advanceTimersByTime(LIMITS.stallMs - 1);
  expect(await textOf(b, file)).toHaveLength(150_000);
});
