import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CannotCreate, PartFile } from "./part-file.ts";

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "parley-part-"));
  file = join(dir, "made");
});

afterEach(() => rmSync(dir, { recursive: true }));

/** The number of a process that has ended. */
function deadProcess(): number {
  return spawnSync("true").pid;
}

it("gives a file its name when it is whole, for its owner's eyes only", () => {
  const part = new PartFile(file, false);
  writeFileSync(part.path, "whole");
  expect(existsSync(file)).toBe(false);
  part.finish();
  expect(readFileSync(file, "utf8")).toBe("whole");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(["made"]);
});

it("leaves a file that is there as it is, unless it is told to replace it", () => {
  writeFileSync(file, "old");
  expect(() => new PartFile(file, false)).toThrow(CannotCreate);
  const part = new PartFile(file, true);
  writeFileSync(part.path, "new");
  expect(readFileSync(file, "utf8")).toBe("old");
  part.finish();
  expect(readFileSync(file, "utf8")).toBe("new");
});

it("leaves the name to whoever has taken it meanwhile", () => {
  const part = new PartFile(file, false);
  writeFileSync(file, "somebody else's");
  expect(() => part.finish()).toThrow(/is there already: .*--force/);
  part.abandon();
  expect(readFileSync(file, "utf8")).toBe("somebody else's");
  expect(readdirSync(dir)).toEqual(["made"]);
});

it("leaves nothing when it is given up", () => {
  const part = new PartFile(file, false);
  part.abandon();
  expect(readdirSync(dir)).toEqual([]);
});

it("removes what runs that were killed have left, and nothing else", () => {
  const own = [`made.${deadProcess()}.part`, `made.${deadProcess()}.part-journal`, `made.${process.pid}.part`];
  const others = ["made.1.part", "made.x.part", `made.${deadProcess()}.part.txt`, `other.${deadProcess()}.part`];
  for (const name of [...own, ...others]) writeFileSync(join(dir, name), "left");
  new PartFile(file, false).finish();
  expect(readdirSync(dir).sort()).toEqual(["made", ...others].sort());
});

it("says where no file can be made", () => {
  expect(() => new PartFile(join(dir, "no", "folder"), false)).toThrow(
    /can't be made \(ENOENT\): choose another place/,
  );
});
