import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { NewFolder } from "./new-folder.ts";

let base: string;
let dir: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "parley-folder-"));
  dir = join(base, "data");
});

afterEach(() => rmSync(base, { recursive: true }));

function fill(folder: NewFolder): void {
  writeFileSync(join(folder.path, "parley.db"), "made");
  mkdirSync(join(folder.path, "files", "ab"), { recursive: true });
  writeFileSync(join(folder.path, "files", "ab", "abc"), "content");
}

function expectMade(): void {
  expect(readFileSync(join(dir, "parley.db"), "utf8")).toBe("made");
  expect(readFileSync(join(dir, "files", "ab", "abc"), "utf8")).toBe("content");
}

it("gives a folder its name when it is whole", () => {
  const folder = new NewFolder(dir);
  fill(folder);
  expect(existsSync(dir)).toBe(false);
  folder.finish();
  expectMade();
  expect(readdirSync(base)).toEqual(["data"]);
});

it("fills a folder that is there and has no history, without touching what is in it", () => {
  mkdirSync(join(dir, "files", "ab"), { recursive: true });
  writeFileSync(join(dir, "cloak.key"), "key");
  writeFileSync(join(dir, "files", "ab", "old"), "old");
  const folder = new NewFolder(dir);
  fill(folder);
  expect(existsSync(join(dir, "parley.db"))).toBe(false);
  folder.finish();
  expectMade();
  expect(readdirSync(dir).sort()).toEqual(["cloak.key", "files", "parley.db"]);
  expect(readdirSync(join(dir, "files", "ab")).sort()).toEqual(["abc", "old"]);
});

it("makes no history where there is one, and says how to have both", () => {
  mkdirSync(dir);
  writeFileSync(join(dir, "parley.db"), "old");
  expect(() => new NewFolder(dir)).toThrow(/has a history already.*export that history first/);
  expect(readdirSync(base)).toEqual(["data"]);
});

it.each([true, false])("leaves it to whoever has made one meanwhile (a folder was there: %s)", (wasThere) => {
  if (wasThere) mkdirSync(dir);
  const folder = new NewFolder(dir);
  fill(folder);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "parley.db"), "somebody else's");
  expect(() => folder.finish()).toThrow(/has a history already/);
  folder.abandon();
  expect(readFileSync(join(dir, "parley.db"), "utf8")).toBe("somebody else's");
  expect(readdirSync(base)).toEqual(["data"]);
  expect(readdirSync(dir)).toEqual(["parley.db"]);
});

it("removes what runs that were killed have left, beside the folder and in it", () => {
  const { pid } = spawnSync("true");
  mkdirSync(join(dir, `parley.${pid}.import`, "files"), { recursive: true });
  mkdirSync(join(base, `data.${pid}.import`));
  new NewFolder(dir).abandon();
  expect(readdirSync(base)).toEqual(["data"]);
  expect(readdirSync(dir)).toEqual([]);
});

it("says where no folder can be made", () => {
  writeFileSync(join(base, "file"), "");
  expect(() => new NewFolder(join(base, "file", "data"))).toThrow(/can't be made \(EEXIST\): choose another one/);
});
