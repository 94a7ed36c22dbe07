import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Applier, arrival, draft } from "../../store/applier.fixture.ts";
import { openStore } from "../../store/store.ts";
import { exported, exportOf, importFiles, testFolder, textsIn, writeLines } from "./import.fixture.ts";

let base: string;

beforeEach(() => {
  base = testFolder();
});

afterEach(() => rmSync(base, { recursive: true }));

const CHILD = join(import.meta.dirname, "import-child.fixture.ts");

/** Writes an export of many messages, and says how large it is. */
function writeMany(name: string, messages: number, text: string, step = 1_000): number {
  const descriptor = openSync(join(base, name), "w");
  writeSync(descriptor, '{"type":"export","version":1}\n');
  let lines = "";
  for (let i = 1; i <= messages; i++) {
    const at = 1_600_000_000_000 + i * step;
    lines += `{"type":"message","at":${at},"id":"${name}-${i}","from":{"nick":"ada"},"to":"#a","form":"message","text":"${i} ${text}"}\n`;
    if (i % 1_000 > 0 && i < messages) continue;
    writeSync(descriptor, lines);
    lines = "";
  }
  closeSync(descriptor);
  return statSync(join(base, name)).size;
}

it("takes no more memory for a hundred thousand messages than for some of them, sorted or not", () => {
  const text = "a message that is not so short ".repeat(40);
  writeMany("some.jsonl", 30_000, text);
  const more = writeMany("many.jsonl", 100_000, text) - writeMany("backwards.jsonl", 30_000, text, -1_000);
  expect(more).toBeGreaterThan(80_000_000);
  const peakOf = (source: string): number => {
    const args = [CHILD, join(base, `data of ${source}`), join(base, source)];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    return Number(stdout) * 1024;
  };
  const growth = [peakOf("many.jsonl") - peakOf("some.jsonl")];
  writeMany("many.jsonl", 100_000, text, -1_000);
  rmSync(join(base, "data of many.jsonl"), { recursive: true });
  growth.push(peakOf("many.jsonl") - peakOf("backwards.jsonl"));
  for (const bytes of growth) expect(bytes).toBeLessThan(0.75 * more);
}, 120_000);

it("leaves no half folder under its name, whenever it is killed, and the next run clears up", async () => {
  const size = writeMany("many.jsonl", 40_000, "something that somebody has said");
  const data = join(base, "data");
  for (const [wasThere, part] of [
    [false, 0],
    [false, 0.3],
    [true, 0.6],
    [false, 1],
    [true, 1.1],
  ] as const) {
    if (wasThere) mkdirSync(data, { recursive: true });
    else rmSync(data, { recursive: true, force: true });
    const child = spawn(process.execPath, [CHILD, data, join(base, "many.jsonl")], { stdio: "inherit" });
    const exit = once(child, "exit");
    const path = join(`${wasThere ? join(data, "parley") : data}.${child.pid}.import`, "parley.db");
    const written = (): number => statSync(path, { throwIfNoEntry: false })?.size ?? -1;
    while (child.exitCode === null && written() < part * size) await setImmediate();
    child.kill("SIGKILL");
    await exit;
    expect(existsSync(join(data, "parley.db"))).toBe(false);
    if (!wasThere) expect(existsSync(data)).toBe(false);
  }
  mkdirSync(data, { recursive: true });
  expect(await importFiles(base, ["many.jsonl"])).toMatchObject({ messages: 40_000 });
  expect(readdirSync(base).sort()).toEqual(["data", "many.jsonl"]);
  expect(readdirSync(data)).toEqual(["parley.db"]);
}, 60_000);

it("makes nothing if it is given up", async () => {
  writeMany("many.jsonl", 20_000, "something that somebody has said");
  const stop = new AbortController();
  const importing = importFiles(base, ["many.jsonl"], { signal: stop.signal });
  stop.abort(new Error("enough"));
  await expect(importing).rejects.toThrow("enough");
  expect(readdirSync(base)).toEqual(["many.jsonl"]);
});

it("imports nothing where there is a history already", async () => {
  writeLines(base, "one.jsonl", exportOf("#a", ["one"]));
  await importFiles(base, ["one.jsonl"]);
  await expect(importFiles(base, ["one.jsonl"])).rejects.toThrow(/has a history already/);
});

it("makes nothing if what has the contents of files is not a folder", async () => {
  writeLines(base, "one.jsonl", exportOf("#a", ["one"]));
  for (const files of [join(base, "nowhere"), join(base, "one.jsonl")])
    await expect(importFiles(base, ["one.jsonl"], { files })).rejects.toThrow(/--files: .* is not a folder/);
  expect(readdirSync(base)).toEqual(["one.jsonl"]);
});

const FILE = { id: "a".repeat(26), name: "a.png", type: "image/png", size: 5, hash: "b".repeat(64) };

it("brings shared files along from where their contents are, and only those that are there", async () => {
  const original = join(base, "original");
  const store = await openStore({ dir: original, clock: () => 1_000 });
  const applier = new Applier(store);
  const gone = { ...FILE, id: "c".repeat(26), hash: "d".repeat(64) };
  const share = (file: typeof FILE) =>
    draft("s1", {
      type: "say",
      to: "#a",
      text: `/files/${file.id}/a.png`,
      files: [{ ...file, owner: "me", room: "me" }],
    });
  await applier.append(...arrival("s1", "alice", ["#a"]), share(FILE), share(gone));
  await store.close();
  const place = join("files", FILE.hash.slice(0, 2));
  mkdirSync(join(original, place), { recursive: true });
  writeFileSync(join(original, place, FILE.hash), "12345");
  writeLines(base, "all.jsonl", [{ type: "export", version: 1 }, ...exported(original)]);

  const { files, skipped } = await importFiles(base, ["all.jsonl"], { files: join(original, "files") });
  expect([files, skipped.length]).toEqual([1, 1]);
  expect(skipped[0]).toMatchObject({ reason: "files whose content is not there", count: 1 });
  const data = join(base, "data");
  expect(readFileSync(join(data, place, FILE.hash), "utf8")).toBe("12345");
  expect(exported(data).map((line) => line["files"])).toEqual([undefined, [FILE], undefined]);
  using db = new DatabaseSync(join(data, "parley.db"), { readOnly: true });
  expect(db.prepare("SELECT id, hash, name, type, size, at FROM file").all()).toEqual([{ ...FILE, at: 1_000 }]);

  const without = await importFiles(base, ["all.jsonl"], { dir: join(base, "without") });
  expect(without.skipped).toMatchObject([{ reason: expect.stringContaining("--files"), count: 2, example: "a.png" }]);
  expect(exported(join(base, "without")).filter((line) => line["files"])).toEqual([]);
  expect(textsIn(join(base, "without"))).toHaveLength(2);
});
