import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isBusy } from "../store-error.ts";

/**
 * Whether a process has a data folder for itself; nothing if that can't be told. Whoever claims it meanwhile notices
 * nothing: this reads the file that is locked, for a moment.
 */
export function isClaimed(dir: string): boolean | undefined {
  const file = join(dir, "parley.lock");
  if (!existsSync(file)) return false;
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { readOnly: true, timeout: 0 });
    lock.prepare("SELECT count(*) FROM sqlite_schema").get();
    return false;
  } catch (error) {
    return isBusy(error) ? true : undefined;
  } finally {
    lock?.close();
  }
}
