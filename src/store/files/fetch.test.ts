import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FileAway, type OwnedFile } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import { DISK } from "./disk.ts";
import type { FileStore } from "./file-store.ts";
import { filesIn, piecesOf, textOf, upload, watchedDisk } from "./files.fixture.ts";
import { NodesWorld } from "./nodes.fixture.ts";

const CONTENT = Array.from({ length: 50_000 }, (_, i) => String(i).padStart(5, "0")).join("");

let world: NodesWorld;
let a: FileStore;
let b: FileStore;
let file: OwnedFile;
/** How often a content was asked for. */
let gets: number;

beforeEach(async () => {
  world = new NodesWorld();
  [a, b] = [await world.node("a"), await world.node("b")];
  file = await upload(a, CONTENT);
  world.rows.share(file);
  gets = 0;
  world.shelf.before = (question) => {
    if (question === "get") gets++;
  };
});

afterEach(async () => {
  await world.closeAll();
  world[Symbol.dispose]();
});

function contentsOf(node: string): readonly string[] {
  return filesIn(world.dirOf(node)).filter((path) => !path.startsWith("uploads"));
}

function placeOf({ hash }: OwnedFile): string {
  return `${hash.slice(0, 2)}/${hash}`;
}

it("has a file that another node took, and asks for its content once", async () => {
  expect(await b.find(file.id)).toEqual(file);
  expect(await textOf(b, file)).toBe(CONTENT);
  expect(await textOf(b, file, 7, 70_007)).toBe(CONTENT.slice(7, 70_007));
  expect(contentsOf("b")).toEqual([placeOf(file)]);
  expect(gets).toBe(1);
  expect(await textOf(a, file)).toBe(CONTENT);
  expect(gets).toBe(1);
});

it("gives it to all who ask at once, whole or in parts, by one transfer", async () => {
  const parts: readonly (readonly [number, number])[] = [
    [0, 250_000],
    [0, 250_000],
    [200_001, 250_000],
    [249_999, 250_000],
    [5, 10],
    [100_000, 249_999],
    [3, 3],
  ];
  const texts = await Promise.all(parts.map(([from, to]) => textOf(b, file, from, to)));
  expect(texts).toEqual(parts.map(([from, to]) => CONTENT.slice(from, to)));
  expect(gets).toBe(1);
  const pieces = await piecesOf(b.read(file));
  expect(Math.max(...pieces.map(({ length }) => length))).toBe(LIMITS.filePieceBytes);
});

it("begins with the first bytes while the others come, and ends once it is known to be right", async () => {
  const gate = Promise.withResolvers<void>();
  const last = Promise.withResolvers<void>();
  world.shelf.giving = (_name, at) => (at === 100_000 ? gate.promise : undefined);
  world.disk = watchedDisk((change, path) =>
    change === "sync" && path.endsWith(file.hash) ? last.promise : undefined,
  );
  const c = await world.node("c");
  const reader = c.read(file)[Symbol.asyncIterator]();
  const begun = await reader.next();
  expect(begun.value).toHaveLength(LIMITS.filePieceBytes);
  gate.resolve();
  let text = Buffer.from(begun.value ?? []).toString();
  while (text.length < CONTENT.length - 1) {
    const next = await reader.next();
    text += Buffer.from(next.value ?? []).toString();
  }
  expect(text).toBe(CONTENT.slice(0, -1));
  last.resolve();
  expect(Buffer.from((await reader.next()).value ?? []).toString()).toBe(CONTENT.at(-1));
  expect(await reader.next()).toMatchObject({ done: true });
});

it.each([
  ["other bytes", `${CONTENT.slice(0, -1)}x`],
  ["too few", CONTENT.slice(0, -1)],
  ["too many", `${CONTENT}x`],
])("gives nobody all of a wrong content, keeps nothing of it, and asks anew next time: %s", async (_, wrong) => {
  world.shelf.set(file.hash, wrong);
  let given = 0;
  const read = async (): Promise<void> => {
    for await (const piece of b.read(file)) given += piece.length;
  };
  await expect(read()).rejects.toMatchObject({ name: "FileAway", refusal: { code: "unavailable" } });
  expect(given).toBeLessThan(CONTENT.length);
  await expect(textOf(b, file, 0, 10)).rejects.toThrow(FileAway);
  expect(contentsOf("b")).toEqual([]);
  expect(world.shelfTroubles).toHaveLength(2);
  world.shelf.set(file.hash, CONTENT);
  expect(await textOf(b, file)).toBe(CONTENT);
});

it("tells all who wait when a transfer breaks off, keeps nothing, and tries anew for the next who asks", async () => {
  let isBroken = true;
  world.shelf.giving = (_name, at) => {
    if (isBroken && at === 200_000) throw new Error("the line went dead");
  };
  const answers = await Promise.allSettled([textOf(b, file), textOf(b, file, 220_000), textOf(b, file, 0, 5)]);
  expect(answers.map((one) => one.status === "rejected" && one.reason instanceof FileAway)).toEqual([true, true, true]);
  expect([gets, world.shelfTroubles.length]).toEqual([1, 1]);
  expect(contentsOf("b")).toEqual([]);
  isBroken = false;
  expect(await textOf(b, file)).toBe(CONTENT);
});

it("says that it can't be had if it is not there, or if nobody answers", async () => {
  world.shelf.before = (question) => {
    if (question === "get") throw new Error("no answer");
  };
  await expect(textOf(b, file)).rejects.toMatchObject({ refusal: { code: "unavailable" } });
  world.shelf.before = () => {};
  await world.shelf.remove(file.hash);
  await expect(textOf(b, file)).rejects.toMatchObject({ refusal: { code: "unavailable" } });
});

it("says that the disk is full before it is, and when it is", async () => {
  const small = { bsize: 4_096, blocks: 1_000_000_000, bavail: LIMITS.diskReserveBytes / 4_096 };
  world.disk = { ...DISK, statfs: async () => small };
  await expect(textOf(await world.node("c"), file)).rejects.toMatchObject({ refusal: { code: "disk-full" } });
  expect(gets).toBe(0);
  world.disk = watchedDisk((change, path) => {
    if (change === "write" && path.endsWith(file.hash)) throw Object.assign(new Error("no room"), { code: "ENOSPC" });
  });
  await expect(textOf(await world.node("d"), file)).rejects.toMatchObject({ refusal: { code: "disk-full" } });
  expect([contentsOf("c"), contentsOf("d")]).toEqual([[], []]);
});

it("gets a content that is damaged here", async () => {
  truncateSync(a.pathOf(file), 3);
  expect(await textOf(a, file)).toBe(CONTENT);
});

it("has only so many contents come at a time, and lets others wait for those", async () => {
  const gate = Promise.withResolvers<void>();
  const all = Promise.withResolvers<void>();
  let coming = 0;
  world.shelf.giving = () => {
    if (++coming === LIMITS.shelfFetches) all.resolve();
    return gate.promise;
  };
  const files: OwnedFile[] = [];
  for (let i = 0; i < LIMITS.shelfFetches + 1; i++) files.push(await upload(a, `content ${i}`));
  const last = files.pop() ?? file;
  const reads = files.map((one) => textOf(b, one));
  await all.promise;
  await expect(textOf(b, last)).rejects.toMatchObject({ refusal: { code: "busy" } });
  const again = textOf(b, files[0] ?? file);
  gate.resolve();
  expect(await Promise.all(reads)).toEqual(files.map((_, i) => `content ${i}`));
  expect(await again).toBe("content 0");
  expect(await textOf(b, last)).toBe(`content ${LIMITS.shelfFetches}`);
});

it("breaks off what comes when it is closed, and clears away what a crash left", async () => {
  const asked = Promise.withResolvers<void>();
  world.shelf.giving = (_name, at) => {
    if (at === 0) return undefined;
    asked.resolve();
    return new Promise(() => {});
  };
  const read = textOf(b, file);
  await asked.promise;
  await Promise.all([expect(read).rejects.toThrow(FileAway), world.close("b")]);
  expect(contentsOf("b")).toEqual([]);
  expect(world.shelfTroubles).toEqual([]);
  mkdirSync(join(world.dirOf("b"), "fetched"), { recursive: true });
  writeFileSync(join(world.dirOf("b"), "fetched", file.hash), "half of");
  await world.node("b");
  expect(contentsOf("b")).toEqual([]);
});
