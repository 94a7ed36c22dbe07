import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where inputs are kept that are worth keeping, in a folder for each target. */
export const CORPUS: string = join(import.meta.dirname, "corpus");

/** What the names of inputs begin with by which something broke once. They are never removed. */
export const REGRESSION = "regression-";

/** A kept input. */
export interface KeptInput {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The inputs in a folder, by name; none if there is no such folder. */
export function inputsIn(folder: string): readonly KeptInput[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.toSorted().map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}

/** Has exactly these inputs be in a folder, besides those by which something broke. */
export function keepExactly(folder: string, inputs: readonly Uint8Array[]): void {
  mkdirSync(folder, { recursive: true });
  const wanted = new Map(inputs.map((bytes) => [nameOf(bytes), bytes]));
  for (const { name } of inputsIn(folder)) {
    if (!name.startsWith(REGRESSION) && !wanted.has(name)) rmSync(join(folder, name));
    wanted.delete(name);
  }
  for (const [name, bytes] of wanted) writeFileSync(join(folder, name), bytes);
}

/** Writes an input by which something broke, and gives the path. */
export function keepBroken(folder: string, bytes: Uint8Array): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${REGRESSION}${nameOf(bytes)}`);
  writeFileSync(path, bytes);
  return path;
}

function nameOf(bytes: Uint8Array): string {
  return `${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}.bin`;
}
