import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A secret key, of 32 bytes that nobody chose if not said otherwise, that is kept from one run to the next; made, and readable by nobody else, if it is not there.
 * @param data the data folder
 * @param name of the file in it
 * @param make makes a new one
 * @throws Error with the system's code if it can't be read or written
 */
export function keptKey(data: string, name: string, make: () => Uint8Array = () => randomBytes(32)): Buffer {
  const path = join(data, name);
  try {
    writeFileSync(path, make(), { flag: "wx", mode: 0o600 });
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
  }
  return readFileSync(path);
}

/** Puts another key in the place of a kept one. @throws Error with the system's code if it can't be written */
export function replaceKey(data: string, name: string, key: Uint8Array): void {
  const path = join(data, name);
  writeFileSync(`${path}.new`, key, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
