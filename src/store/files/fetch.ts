import { join } from "node:path";
import { refuse } from "../../core/answers.ts";
import { FileAway, type FileRef } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Contents } from "./contents.ts";
import { Digest } from "./digest.ts";
import { type Disk, type DiskFile, isDiskFull, isMissing, pieceAt, removeFile } from "./disk.ts";
import type { Reserve } from "./reserve.ts";
import type { SharedShelf } from "./shared-shelf.ts";
import { BrokenOff, Stop } from "./stop.ts";

/** What a content that comes needs. */
export interface FetchParts {
  readonly disk: Disk;
  /** Where it is until it is whole. */
  readonly dir: string;
  readonly contents: Contents;
  readonly reserve: Reserve;
  readonly shared: SharedShelf;
}

/** Which content it is, and its bytes. */
export type Wanted = Pick<FileRef, "hash" | "size">;

/** A content that is on its way from the shelf to this disk, and to those who read it meanwhile. */
export class Fetch {
  readonly #parts: FetchParts;
  readonly #wanted: Wanted;
  readonly #path: string;
  readonly #stop = new Stop();
  #received = 0;
  #durable = 0;
  #isWhole = false;
  #failure: FileAway | undefined;
  #news = Promise.withResolvers<void>();
  /** Fulfilled once it has come, or will not come any more. */
  readonly over: Promise<void>;

  constructor(parts: FetchParts, wanted: Wanted) {
    this.#parts = parts;
    this.#wanted = wanted;
    this.#path = join(parts.dir, wanted.hash);
    this.over = this.#run();
  }

  /** Breaks it off; nothing of it is kept. */
  stop(): void {
    this.#stop.now(new Error("The server is stopping."));
  }

  /**
   * Waits until all of it is in its place.
   * @throws FileAway (rejects) if it can't be had just now
   */
  async whole(): Promise<void> {
    await this.over;
    if (this.#failure) throw this.#failure;
  }

  /**
   * The content from `from` to its end, as it comes. The last of it is given only once it is known to be right.
   * @throws FileAway (rejects while it is read) if it can't be had just now
   */
  async *follow(from: number): AsyncGenerator<Uint8Array, void, undefined> {
    const { size } = this.#wanted;
    await this.#reach(from);
    await using file = await this.#open();
    for (let at = from; at < size; ) {
      const piece = await pieceAt(file, at, await this.#reach(at));
      if (piece.length === 0) throw new Error(`${this.#path} ends after ${at} bytes`);
      at += piece.length;
      yield piece;
    }
  }

  /** Up to where it can be read, once that is behind `at`. */
  async #reach(at: number): Promise<number> {
    const { size } = this.#wanted;
    for (;;) {
      if (this.#failure) throw this.#failure;
      const end = this.#isWhole ? size : Math.min(this.#received, size - 1);
      if (end > at) return end;
      await this.#news.promise;
    }
  }

  async #open(): Promise<DiskFile> {
    const { disk, contents } = this.#parts;
    try {
      return await disk.open(this.#path, "r");
    } catch (error) {
      if (this.#failure) throw this.#failure;
      if (!isMissing(error)) throw error;
      // It is in its place already.
      return await disk.open(contents.pathOf(this.#wanted.hash), "r");
    }
  }

  async #run(): Promise<void> {
    const { disk, shared } = this.#parts;
    try {
      await this.#get();
      this.#isWhole = true;
    } catch (error) {
      const cause = error instanceof BrokenOff ? error.cause : error;
      this.#failure = awayBecause(cause);
      if (!this.#stop.isStopped) shared.onTrouble(cause);
      await removeFile(disk, this.#path).catch(() => {});
    }
    this.#tell();
  }

  async #get(): Promise<void> {
    const { disk, contents, reserve } = this.#parts;
    const { hash, size } = this.#wanted;
    const full = await reserve.check(size);
    if (full) throw new FileAway(full);
    {
      await using part = await disk.open(this.#path, "w", 0o600);
      const digest = new Digest();
      for await (const piece of this.#stop.through(this.#pieces())) await this.#take(part, digest, piece);
      if (this.#received !== size || digest.hex() !== hash) throw new Error(`what is shared as ${hash} is not that`);
      await part.datasync();
    }
    await contents.take(this.#path, hash, size);
  }

  async *#pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    const { hash } = this.#wanted;
    const pieces = await this.#parts.shared.shelf.get(hash);
    if (!pieces) throw new Error(`no node has put ${hash} where the others find it`);
    yield* pieces;
  }

  async #take(part: DiskFile, digest: Digest, piece: Uint8Array): Promise<void> {
    const { hash, size } = this.#wanted;
    const full = await this.#parts.reserve.take(piece.length);
    if (full) throw new FileAway(full);
    if (this.#received + piece.length > size) throw new Error(`what is shared as ${hash} is longer than that`);
    digest.update(piece);
    for (let done = 0; done < piece.length; ) {
      const { bytesWritten } = await part.write(piece, done, piece.length - done, this.#received);
      done += bytesWritten;
      this.#received += bytesWritten;
    }
    this.#tell();
    if (this.#received - this.#durable < LIMITS.uploadSyncBytes) return;
    await part.datasync();
    this.#durable = this.#received;
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }
}

const NOT_HAD = "The server can't get that file from where the servers share it just now; try again in a moment.";

function awayBecause(cause: unknown): FileAway {
  if (cause instanceof FileAway) return cause;
  return new FileAway(isDiskFull(cause) ? refuse("disk-full") : refuse("unavailable", undefined, NOT_HAD), cause);
}
