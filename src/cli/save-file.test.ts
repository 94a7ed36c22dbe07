import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveFile } from "./save-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("saveFile", () => {
  it("never writes over a file that is there", () => {
    expect(saveFile(folder, "photo.png", Buffer.from("one"))).toBe("photo.png");
    expect(saveFile(folder, "photo.png", Buffer.from("two"))).toBe("photo-2.png");
    expect(readFileSync(join(folder, "photo.png"), "utf8")).toBe("one");
    expect(readFileSync(join(folder, "photo-2.png"), "utf8")).toBe("two");
  });

  it("stays in its folder, whatever the name", () => {
    const names = ["../../up.txt", "/etc/passwd", "..", "a\\..\\b.txt", ""];
    expect(names.map((name) => saveFile(folder, name, Buffer.from("x")))).toEqual([
      "up.txt",
      "passwd",
      "file",
      "b.txt",
      "file-2",
    ]);
    expect(readdirSync(folder)).toHaveLength(names.length);
  });
});
