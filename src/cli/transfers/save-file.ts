import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join, parse } from "node:path";
import { harmless } from "../../wire/lines.ts";

/** Names that are tried before it is given up. */
const NAMES = 1_000;

/**
 * A file that comes from a server, written into a folder as it comes: under the last part of its name alone, and with
 * `.part` behind that until it is whole. A file that is there already is left as it is: the new one gets a number,
 * `photo-2.png`.
 */
export class IncomingFile {
  readonly #folder: string;
  readonly #name: string;
  readonly #part: string;
  #fd: number | undefined;

  /** @throws Error if it can't be written there */
  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = safeName(name);
    const { name: part, made } = firstFree(`${this.#name}.part`, (candidate) =>
      openSync(join(folder, candidate), "wx"),
    );
    this.#part = join(folder, part);
    this.#fd = made;
  }

  /** @throws Error if it can't be written; then it is to be abandoned */
  write(bytes: Uint8Array): void {
    const fd = this.#fd;
    for (let at = 0; fd !== undefined && at < bytes.length; ) at += writeSync(fd, bytes, at);
  }

  /**
   * It is whole.
   * @returns the name that it got
   * @throws Error if it can't have one; then it is to be abandoned
   */
  finish(): string {
    this.#close();
    return moveInto(this.#folder, this.#part, this.#name);
  }

  /** It never will be; what came is removed. */
  abandon(): void {
    this.#close();
    rmSync(this.#part, { force: true });
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) closeSync(fd);
  }
}

/**
 * Moves a file to the first free name like this one in the same folder. Nothing is written over.
 * @returns the name that it got
 * @throws Error if that can't be
 */
export function moveInto(folder: string, part: string, name: string): string {
  // The name is taken first: to move a file to it would write over whatever is there.
  const { name: free } = firstFree(name, (candidate) => closeSync(openSync(join(folder, candidate), "wx")));
  try {
    renameSync(part, join(folder, free));
  } catch (cause) {
    rmSync(join(folder, free), { force: true });
    throw cause;
  }
  return free;
}

/** What stands behind the last slash of either kind, without what a folder or a screen would take amiss. */
export function safeName(name: string): string {
  const last = harmless(name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1)).trim();
  return last === "" || last === "." || last === ".." ? "file" : last;
}

/** Tries one name after the other until one is not taken. */
function firstFree<T>(name: string, make: (candidate: string) => T): { readonly name: string; readonly made: T } {
  const { name: stem, ext } = parse(name);
  for (let number = 1; number <= NAMES; number++) {
    const candidate = number === 1 ? name : `${stem}-${number}${ext}`;
    try {
      return { name: candidate, made: make(candidate) };
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
    }
  }
  throw new Error(`there are ${NAMES} files like ${name} already`);
}
