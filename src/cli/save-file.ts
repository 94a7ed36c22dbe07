import { writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import { harmless } from "../wire/lines.ts";

/** Names that are tried before it is given up. */
const NAMES = 1_000;

/**
 * Writes a file that came from a server into a folder, under the last part of its name alone. A file that is there
 * already is left as it is: the new one gets a number, `photo-2.png`.
 *
 * @returns the name that it got
 * @throws Error if it can't be written
 */
export function saveFile(folder: string, name: string, bytes: Uint8Array): string {
  const safe = safeName(name);
  const { name: stem, ext } = parse(safe);
  for (let number = 1; number <= NAMES; number++) {
    const candidate = number === 1 ? safe : `${stem}-${number}${ext}`;
    if (wasWritten(join(folder, candidate), bytes)) return candidate;
  }
  throw new Error(`there are ${NAMES} files like ${safe} already`);
}

function wasWritten(path: string, bytes: Uint8Array): boolean {
  try {
    writeFileSync(path, bytes, { flag: "wx" });
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return false;
    throw cause;
  }
}

/** What stands behind the last slash of either kind, without what a folder or a screen would take amiss. */
function safeName(name: string): string {
  const last = harmless(name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1)).trim();
  return last === "" || last === "." || last === ".." ? "file" : last;
}
