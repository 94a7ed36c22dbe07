import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IncomingFile } from "./save-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function save(name: string, ...pieces: readonly string[]): string {
  const file = new IncomingFile(folder, name);
  for (const piece of pieces) file.write(Buffer.from(piece));
  return file.finish();
}

describe("a file that comes", () => {
  it("is written as it comes, and has its name only when it is whole", () => {
    const file = new IncomingFile(folder, "notes.txt");
    file.write(Buffer.from("one "));
    file.write(Buffer.from("two"));
    expect(readdirSync(folder)).toEqual(["notes.txt.part"]);
    expect(readFileSync(join(folder, "notes.txt.part"), "utf8")).toBe("one two");
    expect(file.finish()).toBe("notes.txt");
    expect(readdirSync(folder)).toEqual(["notes.txt"]);
    expect(readFileSync(join(folder, "notes.txt"), "utf8")).toBe("one two");
  });

  it("never is written over one that is there", () => {
    expect(save("photo.png", "one")).toBe("photo.png");
    expect(save("photo.png", "two")).toBe("photo-2.png");
    expect(readFileSync(join(folder, "photo.png"), "utf8")).toBe("one");
    expect(readFileSync(join(folder, "photo-2.png"), "utf8")).toBe("two");
  });

  it("is not mixed up with another of its name that comes at the same time", () => {
    const [one, other] = [new IncomingFile(folder, "a"), new IncomingFile(folder, "a")];
    one.write(Buffer.from("one"));
    other.write(Buffer.from("other"));
    expect([other.finish(), one.finish()]).toEqual(["a", "a-2"]);
    expect(readFileSync(join(folder, "a-2"), "utf8")).toBe("one");
  });

  it("leaves nothing behind if it does not come whole", () => {
    const file = new IncomingFile(folder, "notes.txt");
    file.write(Buffer.from("one "));
    file.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("stays in its folder, whatever the name", () => {
    const names = ["../../up.txt", "/etc/passwd", "..", "a\\..\\b.txt", ""];
    expect(names.map((name) => save(name, "x"))).toEqual(["up.txt", "passwd", "file", "b.txt", "file-2"]);
    expect(readdirSync(folder)).toHaveLength(names.length);
  });
});
