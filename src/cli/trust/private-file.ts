import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Files that are nobody's business but their owner's: mode 0600, in a folder of mode 0700. */

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/**
 * What is in a file; nothing if there is none.
 * @throws Error if it can't be read
 */
export function readPrivate(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR")) {
      return undefined;
    }
    throw cause;
  }
}

/**
 * Adds to the end of a file, which is made if there is none. Others may do so at the same time.
 * @throws Error if it can't be written
 */
export function appendPrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  appendFileSync(path, text, { mode: FILE_MODE, flush: true });
}

/**
 * Gives a file another content, at once: whoever reads it meanwhile sees the old one or the new one.
 * @throws Error if it can't be written
 */
export function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, text, { mode: FILE_MODE, flag: "wx", flush: true });
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw cause;
  }
}
