import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ReceivedFiles } from "./receive-files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function receive(into: string): { readonly files: ReceivedFiles; readonly told: string[] } {
  const told: string[] = [];
  const files = new ReceivedFiles(into, {
    saved: (name, size) => told.push(`${name} ${size}`),
    failed: (why) => told.push(`failed: ${why}`),
  });
  return { files, told };
}

describe("files of a classroom server", () => {
  it("are there when they are whole, and not before", () => {
    const { files, told } = receive(folder);
    files.take({ type: "file", name: "a.txt", size: 2 });
    files.take({ type: "piece", bytes: Buffer.from("hi") });
    expect([told, readdirSync(folder)]).toEqual([[], ["a.txt.part"]]);
    files.take({ type: "file-end", isWhole: true });
    expect([told, readdirSync(folder)]).toEqual([["a.txt 2"], ["a.txt"]]);
    files.take({ type: "file", name: "b.txt", size: 2 });
    files.take({ type: "piece", bytes: Buffer.from("h") });
    files.take({ type: "file-end", isWhole: false });
    expect([told, readdirSync(folder)]).toEqual([["a.txt 2"], ["a.txt"]]);
  });

  it("are passed over when they can't be written, and the next are written", () => {
    const inside = join(folder, "missing");
    const { files, told } = receive(inside);
    files.take({ type: "file", name: "a.txt", size: 2 });
    files.take({ type: "piece", bytes: Buffer.from("hi") });
    files.take({ type: "file-end", isWhole: true });
    expect(told).toEqual([expect.stringMatching(/^failed: ENOENT/)]);
    mkdirSync(inside);
    files.take({ type: "file", name: "b.txt", size: 0 });
    files.take({ type: "file-end", isWhole: true });
    expect(told.at(-1)).toBe("b.txt 0");
  });

  it("that can't have their name in the end are removed, and that is said once", () => {
    const { files, told } = receive(folder);
    files.take({ type: "file", name: "a.txt", size: 0 });
    rmSync(join(folder, "a.txt.part"));
    files.take({ type: "file-end", isWhole: true });
    expect(told).toEqual([expect.stringMatching(/^failed: ENOENT/)]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
