import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { CannotCreate, cannotWrite, codeOf, leftovers, nameNew, syncPath } from "./part-file.ts";
import { StoreError } from "./store-error.ts";

/** What the name of a folder in the making ends with, behind the number of its process. */
const ENDING = "import";

/**
 * A data folder in the making. Until it is whole and durable it is beside its place under another name, or, if there is
 * a folder of its name already, inside that one; its database is the last to come to its place.
 */
export class NewFolder {
  /** Where it is while it is being made. */
  readonly path: string;
  readonly #dir: string;

  /**
   * Makes an empty folder to be filled, and removes what runs that were killed have left.
   * @throws CannotCreate; also if there is a database at its place
   */
  constructor(dir: string) {
    this.#dir = resolve(dir);
    if (existsSync(join(dir, "parley.db"))) throw taken(dir);
    const isThere = existsSync(dir);
    this.path = `${isThere ? join(this.#dir, "parley") : this.#dir}.${process.pid}.${ENDING}`;
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      const left = leftovers(this.#dir, ENDING);
      if (isThere) left.push(...leftovers(join(this.#dir, "parley"), ENDING));
      for (const path of left) rmSync(path, { recursive: true, force: true });
      mkdirSync(this.path, { mode: 0o700 });
    } catch (cause) {
      throw new CannotCreate(`The folder ${dir} can't be made (${codeOf(cause)}): choose another one with --data.`, {
        cause,
      });
    }
  }

  /**
   * Brings all that is in the folder to its place. What is in files must be durable already.
   * @throws StoreError; CannotCreate if somebody else has made a database there meanwhile
   */
  finish(): void {
    try {
      syncPath(this.path);
      if (dirname(this.path) === this.#dir) this.#moveIn();
      else renameSync(this.path, this.#dir);
      syncPath(this.#dir);
      syncPath(dirname(this.#dir));
    } catch (cause) {
      if (cause instanceof StoreError) throw cause;
      if (["ENOTEMPTY", "EEXIST"].includes(codeOf(cause) ?? "")) throw taken(this.#dir);
      throw cannotWrite(this.#dir, cause);
    }
  }

  /** Removes what has not come to its place. */
  abandon(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #moveIn(): void {
    if (existsSync(join(this.#dir, "parley.db"))) throw taken(this.#dir);
    if (existsSync(join(this.path, "files"))) mergeInto(join(this.path, "files"), join(this.#dir, "files"));
    nameNew(join(this.path, "parley.db"), join(this.#dir, "parley.db"));
    this.abandon();
  }
}

/** Moves all that is in the folders of a folder into those of the same names in another one. */
function mergeInto(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    mkdirSync(join(to, name), { recursive: true, mode: 0o700 });
    for (const content of readdirSync(join(from, name))) renameSync(join(from, name, content), join(to, name, content));
    syncPath(join(to, name));
  }
  syncPath(to);
}

function taken(dir: string): CannotCreate {
  return new CannotCreate(
    `${dir} has a history already: import into a new folder (--data). To have both in one, export that history first ` +
      "(parley export), then import the export and the rest together into a new folder.",
  );
}
