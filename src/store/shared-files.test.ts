import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Draft } from "../core/commands.ts";
import { type OwnedFile, refOf } from "../core/files.ts";
import { Applier, arrival, draft, idOf, tookBack } from "./applier.fixture.ts";
import { openStore, type Store } from "./store.ts";

let base: string;
let store: Store;
let applier: Applier;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), "parley-shared-"));
  await open();
  await applier.append(...arrival("s1", "alice", ["#lobby", "#tea"]));
  // From now on the thread that reads is there, and answers before the next commit.
  await store.files.usedBy("nobody", []);
});

afterEach(async () => {
  await store.close();
  rmSync(base, { recursive: true });
});

async function open(): Promise<void> {
  store = await openStore({ dir: base, clock: Date.now });
  applier = new Applier(store);
}

async function onDisk(): Promise<void> {
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
}

function file(name: string, more: Partial<OwnedFile> = {}): OwnedFile {
  return {
    id: `id-${name}`,
    name,
    type: "text/plain",
    size: 10,
    hash: `hash-${name}`,
    owner: "~1",
    room: "alice",
    ...more,
  };
}

function shares(to: string, ...files: readonly OwnedFile[]): Draft {
  return draft("s1", { type: "say", to, text: "look", files });
}

/** The same must hold while the messages only wait for the disk, and once they are there. */
describe.each([
  ["that wait for the disk", async (check: () => Promise<void>) => check()],
  [
    "that are on disk",
    async (check: () => Promise<void>) => {
      await onDisk();
      await check();
    },
  ],
  [
    "of an earlier run",
    async (check: () => Promise<void>) => {
      await store.close();
      await open();
      await check();
    },
  ],
])("files of messages %s", (_, then) => {
  it("are found with their owner and room, and with the places where they were shared", async () => {
    const cake = file("cake");
    await applier.append(shares("#lobby", cake), shares("#tea", cake, file("pot")));
    const [first, second] = [store.state.seq - 1, store.state.seq];
    await then(async () => {
      expect(await store.files.find("id-cake")).toEqual(cake);
      expect(await store.files.find("id-none")).toBeUndefined();
      expect(await store.files.placesOf("id-cake")).toEqual([
        { place: idOf(store, "#lobby"), seq: first },
        { place: idOf(store, "#tea"), seq: second },
      ]);
    });
  });

  it("are listed for their place, the newest first, and only the newest of a name", async () => {
    const old = file("a", { id: "old", hash: "old" });
    await applier.append(shares("#lobby", old, file("b")), shares("#lobby", file("a")), shares("#tea", file("c")));
    const second = store.state.seq - 1;
    await then(async () => {
      const place = idOf(store, "#lobby");
      expect(await store.files.list(place, 9)).toEqual([refOf(file("a")), refOf(file("b"))]);
      expect(await store.files.list(place, 1)).toEqual([refOf(file("a"))]);
      expect(await store.files.list(place, 9, second)).toEqual([refOf(file("a"))]);
      expect(await store.files.list(place, 9, second + 1)).toEqual([]);
    });
  });

  it("count once in their room, whoever uploaded them, however often and by whatever name they were shared", async () => {
    const same = file("again", { hash: "hash-a", owner: "~2" });
    await applier.append(
      shares("#lobby", file("a")),
      shares("#tea", file("a"), same),
      shares("#tea", file("b", { size: 7 }), file("c", { room: "bob" })),
    );
    await then(async () => {
      expect(await store.files.usedBy("alice", [])).toBe(17);
      expect(await store.files.usedBy("alice", ["hash-a"])).toBe(7);
      expect(await store.files.usedBy("bob", [])).toBe(10);
      expect(await store.files.unused(["hash-a", "hash-b", "hash-z"])).toEqual(["hash-z"]);
    });
  });

  it("are shared no more once the message is taken back", async () => {
    await applier.append(shares("#lobby", file("a")), shares("#lobby", file("b")));
    const seq = store.state.seq - 1;
    await onDisk();
    await applier.append(tookBack(store, "s1", "#lobby", seq));
    await then(async () => {
      expect(await store.files.find("id-a")).toBeUndefined();
      expect(await store.files.placesOf("id-a")).toEqual([]);
      expect(await store.files.list(idOf(store, "#lobby"), 9)).toEqual([refOf(file("b"))]);
    });
    await onDisk();
    expect(await store.files.unused(["hash-a", "hash-b"])).toEqual(["hash-a"]);
    expect(await store.files.usedBy("alice", [])).toBe(10);
  });
});
