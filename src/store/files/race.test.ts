import { readFile, stat } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { OwnedFile } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import type { FileStore } from "./file-store.ts";
import { FileWorld, filesIn, textOf, upload, watchedDisk } from "./files.fixture.ts";

let world: FileWorld;
let store: FileStore;

beforeEach(async () => {
  world = new FileWorld();
  store = await world.open();
});

afterEach(async () => {
  await store.close();
  world[Symbol.dispose]();
});

it("removes no content that an upload is just about to use", async () => {
  const first = await upload(store, "wanted again");
  store.takenBack([first]);
  await store.close();
  let again: Promise<OwnedFile> | undefined;
  let isUsed = false;
  // The same content comes again while it is removed, and gets as far as it can before that is done.
  const meanwhile = async (): Promise<void> => {
    again = upload(store, "wanted again", { owner: "bob" });
    for (let i = 0; i < 3_000 && !isUsed; i++) await stat(world.base);
  };
  world.disk = watchedDisk((change, path) => {
    if (again !== undefined && change === "unlink" && path.endsWith(".part")) isUsed = true;
    return change === "unlink" && path.endsWith(first.hash) ? meanwhile() : undefined;
  });
  store = await world.open();
  await store.sweep();
  expect(await again).toMatchObject({ hash: first.hash, owner: "bob" });
  expect(await textOf(store, first)).toBe("wanted again");
});

it("removes no content that is looked up while it is asked who needs it", async () => {
  const file = await upload(store, "about to be shared");
  store.takenBack([file]);
  world.now += LIMITS.sharingMs;
  world.rows.before = async (question) => {
    if (question !== "unused") return;
    world.rows.share(file);
    await store.find(file.id);
    world.rows.takeBack(file.id);
  };
  await store.sweep();
  expect(await textOf(store, file)).toBe("about to be shared");
});

it("sweeps and takes uploads of few contents at the same time without losing one", async () => {
  let uploading = 0;
  const uploads = async (owner: string): Promise<void> => {
    uploading++;
    for (let i = 0; i < 40; i++) {
      const content = `content ${i % 3}`;
      const file = await upload(store, content, { owner });
      expect(await readFile(store.pathOf(file), "utf8")).toBe(content);
      store.takenBack([file]);
    }
    uploading--;
  };
  const sweeps = async (): Promise<void> => {
    for (let count = 0; uploading > 0 && count < 1_000; count++) {
      world.now += LIMITS.sharingMs;
      await store.sweep();
    }
  };
  await Promise.all([uploads("alice"), uploads("bob"), uploads("carol"), sweeps()]);
  world.now += LIMITS.sharingMs;
  await store.sweep();
  expect(filesIn(world.dir)).toEqual([]);
}, 30_000);
