import { closeSync, existsSync, fsyncSync, linkSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { StoreError } from "./store-error.ts";

/** A file or a folder can't be made where somebody wants it. */
export class CannotCreate extends StoreError {
  override readonly name = "CannotCreate";
}

/**
 * A file in the making: it is beside its place under another name until it is whole and durable, so that there is never
 * half a file under its own. Only its owner may read it.
 */
export class PartFile {
  /** Where it is while it is being made. */
  readonly path: string;
  readonly #file: string;
  readonly #force: boolean;

  /**
   * Makes an empty file to be filled, and removes what runs that were killed have left.
   * @param force - whether a file that has the name already is to be replaced
   * @throws CannotCreate
   */
  constructor(file: string, force: boolean) {
    this.#file = file;
    this.#force = force;
    this.path = `${file}.${process.pid}.part`;
    if (!force && existsSync(file)) throw taken(file);
    try {
      for (const left of leftovers(file, "part")) rmSync(left, { force: true });
      closeSync(openSync(this.path, "wx", 0o600));
    } catch (cause) {
      throw new CannotCreate(`${file} can't be made (${reason(cause)}): choose another place.`, { cause });
    }
  }

  /**
   * Makes what was written durable, and gives it its name.
   * @throws StoreError if that fails; CannotCreate if somebody else has taken the name meanwhile
   */
  finish(): void {
    try {
      syncPath(this.path);
      if (this.#force) renameSync(this.path, this.#file);
      else nameNew(this.path, this.#file);
      syncPath(dirname(this.#file));
    } catch (cause) {
      if (cause instanceof StoreError) throw cause;
      throw cannotWrite(this.#file, cause);
    }
  }

  /** Removes it, if it has not got its name. */
  abandon(): void {
    for (const ending of ["", "-journal"]) rmSync(this.path + ending, { force: true });
  }
}

/**
 * Gives a file its name, which nobody has: whoever takes it in the same moment keeps it.
 * @throws CannotCreate if the name is taken; an error of the system
 */
export function nameNew(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") throw taken(to);
    // Not every file system has links.
    if (existsSync(to)) throw taken(to);
    renameSync(from, to);
    return;
  }
  rmSync(from);
}

/** What runs that were killed have left beside a path, under names such as `backup.db.123.part`. */
export function leftovers(path: string, ending: string): string[] {
  const start = `${basename(path)}.`;
  return readdirSync(dirname(path)).flatMap((name) => {
    if (!name.startsWith(start)) return [];
    const [pid = "", rest, ...more] = name.slice(start.length).split(".");
    // SQLite has a journal beside what it writes.
    const isPart = (rest === ending || rest === `${ending}-journal`) && more.length === 0 && /^\d{1,10}$/.test(pid);
    return isPart && !isOthers(Number(pid)) ? [join(dirname(path), name)] : [];
  });
}

/** Makes the content of a file, or the names in a folder, durable. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The sentence for what can't be written. */
export function cannotWrite(file: string, cause: unknown): StoreError {
  const isFull = ["ENOSPC", "EDQUOT"].includes(codeOf(cause) ?? "");
  const sentence = isFull
    ? `The disk that holds ${file} is full: make room on it, or choose another place.`
    : `${file} can't be written (${reason(cause)}): choose another place.`;
  return new StoreError(sentence, { cause });
}

/** The system's code of an error, such as `ENOENT`. */
export function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
}

function taken(file: string): CannotCreate {
  return new CannotCreate(`${file} is there already: choose another name, or say --force to replace it.`);
}

function reason(cause: unknown): string {
  return codeOf(cause) ?? (cause instanceof Error ? cause.message : String(cause));
}

/** Whether another process of that number is running. */
function isOthers(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return codeOf(cause) !== "ESRCH";
  }
}
