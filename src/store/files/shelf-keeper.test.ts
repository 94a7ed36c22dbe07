import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { OwnedFile } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import type { FileStore } from "./file-store.ts";
import { textOf, upload } from "./files.fixture.ts";
import { NodesWorld } from "./nodes.fixture.ts";

const HOUR = 3_600_000;
const STEP_MS = LIMITS.shelfLookMs;

let world: NodesWorld;
let a: FileStore;
let b: FileStore;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  world = new NodesWorld();
  [a, b] = [await world.node("a"), await world.node("b")];
});

afterEach(async () => {
  vi.useRealTimers();
  await world.closeAll();
  world[Symbol.dispose]();
});

/** Lets time pass, a little after the other, and waits for all that is swept meanwhile. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= STEP_MS) {
    const step = Math.min(left, STEP_MS);
    world.now += step;
    // As the server does each hour.
    if (Math.floor(world.now / HOUR) > Math.floor((world.now - step) / HOUR))
      for (const store of world.stores) store.sweepSoon();
    vi.advanceTimersByTime(step);
    await Promise.all(world.stores.map((store) => store.swept()));
  }
}

/** As if all messages that share a file were taken back; each node is told of it. */
function takeBack(file: OwnedFile): void {
  world.rows.takeBack(file.id);
  for (const store of world.stores) store.takenBack([file], world.now);
}

it("removes what was taken back from every node within an hour, wherever it was uploaded", async () => {
  const file = await upload(a, "a mistake");
  world.rows.share(file);
  await textOf(b, file);
  await pass(5 * 60_000);
  takeBack(file);
  await pass(LIMITS.shelfWaitMs / 2);
  expect(world.shelf.names).toEqual([file.hash]);
  await pass(HOUR - LIMITS.shelfWaitMs / 2);
  expect(world.shelf.names).toEqual([]);
  expect(world.shelfTroubles).toEqual([]);
});

it("keeps what was taken back and is the content of another file, which another node has and nobody shared yet", async () => {
  const file = await upload(a, "same");
  world.rows.share(file);
  const before = await upload(b, "same", { owner: "bob" });
  takeBack(file);
  for (let i = 0; i < 20; i++) {
    await pass(STEP_MS);
    expect(world.shelf.names).toEqual([file.hash]);
  }
  world.rows.share(before);
  await pass(2 * HOUR);
  expect(await textOf(await world.node("c"), before)).toBe("same");
});

it("keeps what is uploaded again after it was taken back, at any time", async () => {
  for (let minutes = 0; minutes <= 60; minutes += 5) {
    const content = `again after ${minutes}`;
    const file = await upload(a, content);
    world.rows.share(file);
    takeBack(file);
    await pass(minutes * 60_000);
    const again = await upload(b, content, { owner: "bob" });
    await pass(HOUR);
    world.rows.share(again);
    expect(world.shelf.textOf(again.hash)).toBe(content);
  }
});

it("keeps what another node needs, when a node hears late of what was taken back", async () => {
  const file = await upload(a, "same");
  world.rows.share(file);
  await upload(b, "same", { owner: "bob" });
  takeBack(file);
  const at = world.now;
  await pass((LIMITS.shelfWaitMs * 3) / 4);
  (await world.node("c")).takenBack([file], at);
  for (let i = 0; i < 10; i++) {
    await pass(STEP_MS);
    expect(world.shelf.names).toEqual([file.hash]);
  }
});

it("keeps what is shared again by a message that was on its way when it was taken back", async () => {
  const file = await upload(a, "on its way");
  world.rows.share(file);
  await pass(HOUR);
  takeBack(file);
  await pass(LIMITS.shelfWaitMs - 60_000);
  world.rows.share(file);
  await pass(3 * HOUR);
  expect(world.shelf.names).toEqual([file.hash]);
});

it("removes what nobody shared once no node can have it any more, and not before", async () => {
  const file = await upload(a, "never shared");
  await pass(LIMITS.unsharedMs + LIMITS.shelfSpareMs);
  expect(await a.find(file.id)).toBeUndefined();
  expect(world.shelf.names).toEqual([file.hash]);
  await pass(3 * HOUR);
  expect(world.shelf.names).toEqual([]);
});

it("removes what no row has any more, and keeps what one has", async () => {
  const [pruned, kept] = [await upload(a, "pruned"), await upload(a, "kept")];
  for (const file of [pruned, kept]) world.rows.share(file);
  await pass(LIMITS.unsharedMs + 2 * LIMITS.shelfSpareMs);
  world.rows.takeBack(pruned.id);
  await pass(3 * HOUR);
  expect(world.shelf.names).toEqual([kept.hash]);
});

it("removes nothing as long as its rows are not all that there are", async () => {
  const [mistake, pruned] = [await upload(a, "mistake"), await upload(a, "pruned")];
  for (const file of [mistake, pruned]) world.rows.share(file);
  await pass(LIMITS.unsharedMs + 2 * LIMITS.shelfSpareMs);
  world.isCaughtUp = false;
  world.rows.takeBack(pruned.id);
  takeBack(mistake);
  await pass(5 * HOUR);
  expect(world.shelf.names).toEqual([mistake.hash, pruned.hash].sort());
  world.isCaughtUp = true;
  await pass(15 * 60_000);
  expect(world.shelf.names).toEqual([pruned.hash]);
  await pass(3 * HOUR);
  expect(world.shelf.names).toEqual([]);
});

it("does not take the place of a content that was put there while it was about to be removed", async () => {
  const old = await upload(a, "wanted again");
  await pass(LIMITS.unsharedMs + 2 * LIMITS.shelfSpareMs - HOUR);
  let again: OwnedFile | undefined;
  world.shelf.before = async (question) => {
    if (question !== "remove" || again) return;
    again = await upload(b, "wanted again", { owner: "bob" });
  };
  await pass(5 * HOUR);
  expect(again?.hash).toBe(old.hash);
  expect(world.shelf.names).toEqual([old.hash]);
});

it("puts there what is missing and needed: what it had before it came to others, and what went by mistake", async () => {
  const alone = await world.open(world.dirOf("c"));
  const [shared, unshared] = [await upload(alone, "shared before"), await upload(alone, "not shared yet")];
  world.rows.share(shared);
  await alone.sweep();
  writeFileSync(alone.pathOf({ hash: shared.hash }).replace(/.$/, "g"), "not a content");
  await alone.close();
  await world.node("c");
  await pass(60_000);
  expect(world.shelf.names).toEqual([shared.hash, unshared.hash].sort());
  await world.shelf.remove(shared.hash);
  await pass(HOUR + LIMITS.shelfLookMs);
  expect(await textOf(b, shared)).toBe("shared before");
});

it.each([0, 1, 2])("puts nothing there that is damaged, but all else: %i", async (number) => {
  const files = [await upload(a, "one"), await upload(a, "two"), await upload(a, "six")];
  for (const file of files) {
    world.rows.share(file);
    await world.shelf.remove(file.hash);
  }
  const damaged = files[number]?.hash ?? "";
  writeFileSync(a.pathOf({ hash: damaged }), "xyz");
  await pass(HOUR + LIMITS.shelfLookMs);
  const whole = files.map(({ hash }) => hash).filter((hash) => hash !== damaged);
  expect(world.shelf.names).toEqual(whole.sort());
  expect(world.shelfTroubles).toContainEqual(expect.objectContaining({ message: expect.stringContaining("damaged") }));
});

it("keeps what it needs itself, whatever the shelf says of when it was put there", async () => {
  await world.close("b");
  const file = await upload(a, "needed");
  world.shelf.set(file.hash, "needed", 0);
  for (let i = 0; i < 24; i++) {
    await pass(STEP_MS);
    expect(world.shelf.names).toEqual([file.hash]);
  }
});

it("tells of trouble, and does what is left when the shelf answers again", async () => {
  const file = await upload(a, "a mistake");
  world.rows.share(file);
  takeBack(file);
  world.shelf.before = () => {
    throw new Error("no answer");
  };
  await pass(2 * HOUR);
  expect(world.shelfTroubles).toContainEqual(new Error("no answer"));
  world.shelf.before = () => {};
  await pass(LIMITS.shelfLookMs);
  expect(world.shelf.names).toEqual([]);
});

it("leaves alone what is no content of a file", async () => {
  world.shelf.set("snapshot", "of another kind", 0);
  await pass(5 * HOUR);
  expect(world.shelf.names).toEqual(["snapshot"]);
});

it("does not wait for the shelf when it is closed", async () => {
  world.shelf.before = () => new Promise(() => {});
  world.now += LIMITS.sweepSoonMs;
  vi.advanceTimersByTime(LIMITS.sweepSoonMs);
  await world.closeAll();
  expect(world.shelfTroubles).toEqual([]);
});

/** Numbers that look like chance, the same each time. @returns the next one below `n` */
function chanceOf(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

it.each(Array.from({ length: 8 }, (_, i) => i + 1))(
  "never lacks what a message shares, whatever people do, and in the end has nothing else: seed %i",
  async (seed) => {
    const chance = chanceOf(seed);
    const [names, unshared] = [["a", "b", "c"], new Map<OwnedFile, string>()];
    const check = (): void => {
      for (const { hash } of world.rows.files) expect(world.shelf.names).toContain(hash);
    };
    const deeds: readonly (() => Promise<void>)[] = [
      async () => {
        const name = names[chance(names.length)] ?? "a";
        unshared.set(await upload(await world.node(name), `content ${chance(4)}`), name);
      },
      async () => {
        // Whoever says the link does so on the node where it was uploaded.
        for (const [file, name] of unshared) {
          unshared.delete(file);
          if (await (await world.node(name)).find(file.id)) world.rows.share(file);
          return;
        }
      },
      async () => {
        const all = world.rows.files;
        const file = all[chance(all.length)];
        if (file) takeBack(file);
      },
      () => pass(60_000 * (1 + chance(20))),
      () => pass(60_000 * (1 + chance(90))),
      async () => {
        if (chance(10) === 0) await pass(LIMITS.unsharedMs);
      },
    ];
    for (let i = 0; i < 60; i++) {
      await deeds[chance(deeds.length)]?.();
      check();
    }
    expect(world.shelfTroubles).toEqual([]);
    for (const file of world.rows.files) takeBack(file);
    await pass(LIMITS.unsharedMs + 4 * HOUR);
    expect(world.shelf.names).toEqual([]);
  },
  30_000,
);
