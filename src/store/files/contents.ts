import { join } from "node:path";
import { type Disk, isMissing, namesIn, piecesIn, removeFile, syncFolder } from "./disk.ts";
import { isHash } from "./record.ts";

/** Whose content may go; asked about at most `LIMITS.sweepBatch` hashes at a time. */
export interface Use {
  /** Whether nobody here needs it; asked again right before it goes. */
  mayGo(hash: string): boolean;
  /** Those of some hashes that no message shares. */
  unused(hashes: readonly string[]): Promise<readonly string[]>;
}

/** The contents of files, each once, under its hash: `<dir>/<first two letters>/<hash>`. */
export class Contents {
  readonly #disk: Disk;
  readonly #dir: string;
  /** Contents that may be removed at this moment, and when that is over. */
  readonly #removing = new Map<string, Promise<void>>();

  constructor(disk: Disk, dir: string) {
    this.#disk = disk;
    this.#dir = dir;
  }

  /**
   * Where a content is.
   * @throws TypeError if that is no hash
   */
  pathOf(hash: string): string {
    if (!isHash(hash)) throw new TypeError("not the hash of a file's content");
    return join(this.#dir, hash.slice(0, 2), hash);
  }

  /** Whether a content is there, with all its bytes. */
  async has(hash: string, size: number): Promise<boolean> {
    return (await this.sizeOf(hash)) === size;
  }

  /** The bytes of a content; nothing if it isn't there. */
  async sizeOf(hash: string): Promise<number | undefined> {
    try {
      const found = await this.#disk.stat(this.pathOf(hash));
      return found.isFile() ? found.size : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /**
   * Moves a file, whose bytes are on disk, durably to the place of its content; if that is there already, the file goes.
   * Who needs the content MUST have claimed it before.
   */
  async take(file: string, hash: string, size: number): Promise<void> {
    // From here on nobody begins to remove it.
    await this.#removing.get(hash)?.catch(() => {});
    const folder = join(this.#dir, hash.slice(0, 2));
    if (await this.has(hash, size)) await removeFile(this.#disk, file);
    else {
      await this.#disk.mkdir(folder, { recursive: true, mode: 0o700 });
      await this.#disk.rename(file, this.pathOf(hash));
    }
    // Also what another upload has just put there may not be on disk yet.
    await syncFolder(this.#disk, folder);
    await syncFolder(this.#disk, this.#dir);
  }

  /** The content from `from` up to and without `to`, in pieces of at most `LIMITS.filePieceBytes`. */
  read(hash: string, from: number, to: number): AsyncIterable<Uint8Array> {
    return piecesIn(this.#disk, this.pathOf(hash), from, to);
  }

  /** The hashes of what is there. */
  async *hashes(): AsyncGenerator<string, void, undefined> {
    for await (const folder of namesIn(this.#disk, this.#dir)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      for await (const name of namesIn(this.#disk, join(this.#dir, folder))) {
        if (isHash(name) && name.startsWith(folder)) yield name;
      }
    }
  }

  /** Removes those of some contents (at most `LIMITS.sweepBatch`) that nobody needs. Never called while it is at it. */
  async removeUnused(hashes: readonly string[], use: Use): Promise<void> {
    const free = hashes.filter((hash) => use.mayGo(hash));
    if (free.length === 0) return;
    const removal = this.#remove(free, use);
    for (const hash of free) this.#removing.set(hash, removal);
    try {
      await removal;
    } finally {
      this.#removing.clear();
    }
  }

  async #remove(hashes: readonly string[], use: Use): Promise<void> {
    for (const hash of await use.unused(hashes)) {
      // Who has claimed it meanwhile finds it; who does so from now on waits until it is gone.
      if (use.mayGo(hash)) await removeFile(this.#disk, this.pathOf(hash));
    }
  }
}
