import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { OwnedFile } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import { DISK } from "./disk.ts";
import {
  begin,
  disorderIn,
  FileWorld,
  filesIn,
  streamOf,
  textOf,
  tryUpload,
  upload,
  watchedDisk,
} from "./files.fixture.ts";
import { contentOf } from "./uploader.fixture.ts";

let world: FileWorld;

beforeEach(() => {
  world = new FileWorld();
});

afterEach(() => world[Symbol.dispose]());

/** A folder as it was at some moment, with what was promised then. */
interface Image {
  readonly dir: string;
  readonly files: ReadonlyMap<string, string>;
}

it("loses nothing that was promised, and leaves nothing behind, wherever in its work it ends", async () => {
  const images: Image[] = [];
  /** Ids of the files that are promised, with their contents. */
  const promised = new Map<string, string>();
  world.disk = watchedDisk(() => {
    const dir = join(world.base, `image ${images.length}`);
    if (existsSync(world.dir)) cpSync(world.dir, dir, { recursive: true });
    else mkdirSync(dir);
    images.push({ dir, files: new Map(promised) });
  });
  const store = await world.open();
  const put = async (content: string, owner: string): Promise<OwnedFile> => {
    const file = await upload(store, content, { owner });
    promised.set(file.id, content);
    return file;
  };
  const first = await put("twice", "alice");
  await put("twice", "bob");
  const id = await begin(store);
  await store.append(id, "alice", { offset: 0, bytes: streamOf("in two "), isLast: false });
  await store.append(id, "alice", { offset: 7, bytes: streamOf("parts"), isLast: true });
  promised.set(id, "in two parts");
  await store.abandon(await begin(store), "alice");
  await tryUpload(store, "refused\0");
  const mistake = await put("a mistake", "carol");
  world.now += LIMITS.sharingMs;
  promised.delete(mistake.id);
  store.takenBack([mistake]);
  promised.delete(first.id);
  store.takenBack([first]);
  await store.sweep();
  await store.close();
  expect(images.length).toBeGreaterThan(60);

  world.disk = DISK;
  for (const { dir, files } of images) {
    const again = await world.open(dir);
    await again.sweep();
    expect(disorderIn(dir)).toEqual([]);
    for (const [promisedId, content] of files) {
      const file = await again.find(promisedId);
      expect(file && (await textOf(again, file))).toBe(content);
    }
    await again.close();
  }
}, 30_000);

it("makes a file of an upload that was all there, and clears away what was in between", async () => {
  let image = "";
  world.disk = watchedDisk((change, path) => {
    if (change !== "rename" || !path.endsWith(".part")) return;
    image = join(world.base, "image");
    cpSync(world.dir, image, { recursive: true });
  });
  const store = await world.open();
  const file = await upload(store, "all there");
  await store.close();
  const again = await world.open(image);
  expect(await again.find(file.id)).toEqual(file);
  expect(await textOf(again, file)).toBe("all there");
  await again.close();
  for (const left of ["all there", "another length"]) {
    writeFileSync(join(image, "uploads", `${file.id}.part`), left);
    const third = await world.open(image);
    expect(await textOf(third, file)).toBe("all there");
    expect(disorderIn(image)).toEqual([]);
    await third.close();
  }
});

it("forgets after a crash what is taken back, durably, before it has ended", async () => {
  const store = await world.open();
  const file = await upload(store, "a mistake");
  await store.close();
  const changes: string[] = [];
  world.disk = watchedDisk((change, path) => void changes.push(`${change} ${basename(path).replace(file.id, "ID")}`));
  const again = await world.open();
  expect(await again.find(file.id)).toEqual(file);
  changes.splice(0);
  again.takenBack([file]);
  expect(await again.find(file.id)).toBeUndefined();
  await again.close();
  expect(changes).toContain("unlink ID.json");
  expect(changes.at(-1)).toBe("sync uploads");
  expect(filesIn(join(world.dir, "uploads"))).toEqual([]);
});

it("removes a damaged record with all that belongs to it", async () => {
  const store = await world.open();
  const file = await upload(store, "whole");
  const id = await begin(store);
  await store.close();
  writeFileSync(join(world.dir, "uploads", `${id}.json`), "{}");
  truncateSync(store.pathOf(file), 2);
  const again = await world.open();
  expect(await again.find(file.id)).toBeUndefined();
  expect(await again.state(id, "alice")).toBeUndefined();
  await again.sweep();
  expect(filesIn(world.dir)).toEqual([]);
  await again.close();
});

it("has all files that were acknowledged when it is killed at any moment, and goes on with the others", async () => {
  const report = join(world.base, "report");
  const uploader = join(import.meta.dirname, "uploader.fixture.ts");
  for (const run of [1, 2, 3]) {
    const args = [uploader, world.dir, String(run), report, String(40 * run)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  const lines = readFileSync(report, "utf8").trimEnd().split("\n");
  expect(lines.length).toBeGreaterThanOrEqual(240);
  const store = await world.open();
  await store.sweep();
  expect(disorderIn(world.dir)).toEqual([]);
  for (const line of lines) {
    const [id = "", seed = ""] = line.split(" ");
    const file = await store.find(id);
    expect(file && (await textOf(store, file))).toBe(contentOf(seed));
  }

  const told = new Set(lines.map((line) => line.split(" ")[0]));
  const others = filesIn(world.dir).flatMap((path) => /^uploads\/(.+)\.json$/.exec(path)?.[1] ?? []);
  for (const id of others.filter((one) => !told.has(one))) {
    const { name, owner } = JSON.parse(readFileSync(join(world.dir, "uploads", `${id}.json`), "utf8"));
    const state = await store.state(id, owner);
    const content = contentOf(name);
    const rest = streamOf(content.slice(state?.offset));
    if (!state?.file) await store.append(id, owner, { offset: state?.offset ?? -1, bytes: rest, isLast: true });
    const file = await store.find(id);
    expect(file && (await textOf(store, file))).toBe(content);
  }
  await store.close();
}, 60_000);
