import { join } from "node:path";
import type { Refusal } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import { Digest } from "./digest.ts";
import { type Disk, type DiskFile, makeFolder, NEW, piecesIn, removeFile, syncFolder, writeDurably } from "./disk.ts";
import type { UploadRecord } from "./record.ts";
import { BrokenOff, type Stop } from "./stop.ts";
import type { Unshared } from "./unshared.ts";

/** The bytes of uploads that are not whole, and the records of what is unshared: `<id>.part` and `<id>.json`. */
export class Parts {
  readonly #disk: Disk;
  readonly #dir: string;

  constructor(disk: Disk, dir: string) {
    this.#disk = disk;
    this.#dir = dir;
  }

  /** Where an upload's bytes are until it is whole. */
  pathOf(id: string): string {
    return join(this.#dir, `${id}.part`);
  }

  #recordOf(id: string): string {
    return join(this.#dir, `${id}.json`);
  }

  /** Makes an upload without bytes, durably. */
  async make(record: UploadRecord): Promise<void> {
    await makeFolder(this.#disk, this.#dir);
    {
      await using _ = await this.#disk.open(this.pathOf(record.id), "wx", 0o600);
    }
    await this.write(record);
  }

  /** Writes a record down, durably. */
  write(record: UploadRecord): Promise<void> {
    return writeDurably(this.#disk, this.#recordOf(record.id), JSON.stringify(record));
  }

  /** Removes all that there is of an upload, durably; what can't be removed now is left to a sweep. */
  async remove(id: string): Promise<void> {
    const files = [this.#recordOf(id), this.#recordOf(id) + NEW, this.pathOf(id)];
    await Promise.allSettled(files.map((file) => removeFile(this.#disk, file)));
    // Else a crash would bring back what was taken back; a folder that isn't there has nothing to bring back.
    await syncFolder(this.#disk, this.#dir).catch(() => {});
  }

  /** The beginning of what came, by which its type can be told. */
  async head({ id, received }: Unshared): Promise<Uint8Array> {
    await using part = await this.#disk.open(this.pathOf(id), "r");
    const head = Buffer.allocUnsafeSlow(Math.min(received, LIMITS.sniffedBytes));
    return head.subarray(0, (await part.read(head, 0, head.length, 0)).bytesRead);
  }

  /** What came of an upload. */
  read({ id, received }: Unshared): AsyncIterable<Uint8Array> {
    return piecesIn(this.#disk, this.pathOf(id), 0, received);
  }

  /**
   * Puts bytes behind those of an upload that came before, and on disk.
   * @param mayTake - asked before so many bytes are written
   * @returns the first refusal that `mayTake` gave
   * @throws BrokenOff if the bytes break off; what came is on disk
   */
  async receive(
    one: Unshared,
    stop: Stop,
    bytes: AsyncIterable<Uint8Array>,
    mayTake: (count: number) => Promise<Refusal | undefined>,
  ): Promise<Refusal | undefined> {
    await using part = await this.#disk.open(this.pathOf(one.id), "r+");
    const digest = await resume(one, part);
    try {
      for await (const piece of stop.through(bytes)) {
        const refusal = await mayTake(piece.length);
        if (refusal) return refusal;
        await append(one, part, digest, piece);
      }
    } catch (error) {
      if (error instanceof BrokenOff) await sync(one, part);
      throw error;
    }
    await sync(one, part);
    return undefined;
  }
}

/** Makes the part hold just what is known to have come, and the digest tell of that. */
async function resume(one: Unshared, part: DiskFile): Promise<Digest> {
  if ((await part.stat()).size < one.received) throw new Error("an upload has fewer bytes than came of it");
  await part.truncate(one.received);
  one.digest ??= await digestOf(part, one.received);
  return one.digest;
}

async function digestOf(part: DiskFile, size: number): Promise<Digest> {
  const digest = new Digest();
  const piece = Buffer.allocUnsafeSlow(Math.min(size, LIMITS.filePieceBytes));
  for (let at = 0; at < size; ) {
    const { bytesRead } = await part.read(piece, 0, Math.min(piece.length, size - at), at);
    digest.update(piece.subarray(0, bytesRead));
    at += bytesRead;
    if (bytesRead === 0) throw new Error("an upload became shorter while it was read");
  }
  return digest;
}

async function append(one: Unshared, part: DiskFile, digest: Digest, piece: Uint8Array): Promise<void> {
  for (let done = 0; done < piece.length; ) {
    const length = Math.min(piece.length - done, LIMITS.filePieceBytes);
    const { bytesWritten } = await part.write(piece, done, length, one.received);
    digest.update(piece.subarray(done, done + bytesWritten));
    done += bytesWritten;
    one.received += bytesWritten;
    // A little at a time: else other people's commits wait behind all of it.
    if (one.received - one.durable >= LIMITS.uploadSyncBytes) await sync(one, part);
  }
}

async function sync(one: Unshared, part: DiskFile): Promise<void> {
  if (one.durable === one.received) return;
  await part.datasync();
  one.durable = one.received;
}
