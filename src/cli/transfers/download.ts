import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { httpRequest } from "../connect/http-request.ts";
import { EXIT } from "../exit.ts";
import { moveInto, safeName } from "./save-file.ts";
import { ticketedRequest } from "./ticketed-request.ts";
import { errorOf, PassingError, TransferError } from "./transfer-error.ts";
import { persistIn, type TransferParts } from "./transfer-parts.ts";

/** A file that is wanted. What is in it never changes. */
export interface WantedFile {
  readonly id: string;
  readonly name: string;
  readonly url: URL;
  /** Whether to show a ticket: the server that has it is the one that gives those. */
  readonly isOurs: boolean;
  /** SHA-256 of its content in hexadecimal, if that is known. */
  readonly hash?: string;
}

/** A file that is there. */
export interface SavedFile {
  /** The name that it got. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** Letters of an id by which a file's part is told from those of others. */
const PART_LETTERS = 8;

/**
 * Downloads a file into a folder, under the last part of its name, or one like it: nothing is written over. What comes is
 * in a file of the name `NAME.ID.part` until it is whole, and is gone on with where it broke off, also by a later call.
 *
 * @throws TransferError (rejects) with a sentence for a person
 */
export async function downloadFile(wanted: WantedFile, folder: string, parts: TransferParts): Promise<SavedFile> {
  const part = join(folder, `${safeName(wanted.name)}.${wanted.id.slice(0, PART_LETTERS)}.part`);
  const download = new Downloading(wanted, await openPart(part), parts);
  try {
    const size = await download.run();
    return { name: moveInto(folder, part, safeName(wanted.name)), size };
  } catch (cause) {
    // A part is worth something as long as the rest may still come.
    if (download.size === 0 || (cause instanceof TransferError && cause.status === EXIT.data))
      await rm(part, { force: true });
    throw cause;
  }
}

/** One file on its way here. */
class Downloading {
  readonly #wanted: WantedFile;
  readonly #file: FileHandle;
  readonly #parts: TransferParts;
  #hash: Hash = createHash("sha256");
  /** How much of it is here. */
  #size = 0;

  constructor(wanted: WantedFile, file: FileHandle, parts: TransferParts) {
    this.#wanted = wanted;
    this.#file = file;
    this.#parts = parts;
  }

  /** How many bytes are here. */
  get size(): number {
    return this.#size;
  }

  /** Gives the file's size, once all of it is here and is what it should be. */
  async run(): Promise<number> {
    try {
      await this.#lookAtPart();
      const size = await persistIn(
        this.#parts,
        () => this.#step(),
        () => this.#size,
      );
      const { hash } = this.#wanted;
      if (hash !== undefined && this.#hash.digest("hex") !== hash) {
        throw new TransferError("What came is not the file that was meant, and was thrown away.", EXIT.data);
      }
      return size;
    } finally {
      await this.#file.close();
    }
  }

  /** What is there of it from an earlier time counts. */
  async #lookAtPart(): Promise<void> {
    for await (const piece of this.#file.createReadStream({ start: 0, autoClose: false })) {
      if (!Buffer.isBuffer(piece)) continue;
      this.#hash.update(piece);
      this.#size += piece.length;
    }
  }

  async #step(): Promise<number | undefined> {
    const from = this.#size;
    const answer = await this.#ask(from);
    switch (answer.statusCode) {
      case 200:
        if (from > 0) await this.#beginAnew();
        return this.#take(answer, lengthOf(answer));
      case 206:
        return this.#take(answer, await this.#sizeIn(answer, from));
      case 416:
        answer.resume();
        if (from > 0 && answer.headers["content-range"] === `bytes */${from}`) return from;
        await this.#beginAnew();
        throw new PassingError("the server does not have what is here already, so it begins anew");
      default:
        throw await errorOf(answer);
    }
  }

  #ask(from: number): Promise<IncomingMessage> {
    const { url, isOurs } = this.#wanted;
    const { trust, signal } = this.#parts;
    const request = { method: "GET", headers: from > 0 ? { range: `bytes=${from}-` } : {} } as const;
    return isOurs ? ticketedRequest(this.#parts, url, request) : httpRequest(url, { ...request, trust, signal });
  }

  /** The size of all of it, by an answer that has the rest. */
  async #sizeIn(answer: IncomingMessage, from: number): Promise<number> {
    const [, first, size] = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(answer.headers["content-range"] ?? "") ?? [];
    if (Number(first) === from) return Number(size);
    answer.destroy();
    throw new TransferError("The server sends another part than it was asked for.", EXIT.protocol);
  }

  /** Writes what comes. @param total the size of the whole file, if it is known */
  async #take(answer: IncomingMessage, total: number | undefined): Promise<number> {
    for await (const piece of answer) {
      if (!Buffer.isBuffer(piece)) continue;
      await this.#write(piece);
      this.#hash.update(piece);
      this.#size += piece.length;
      this.#parts.progress(this.#size, total);
    }
    if (total !== undefined && this.#size !== total) throw new PassingError("the connection was cut");
    return this.#size;
  }

  async #write(piece: Buffer): Promise<void> {
    for (let at = 0; at < piece.length; ) {
      const { bytesWritten } = await this.#file.write(piece, at, piece.length - at, this.#size + at);
      at += bytesWritten;
    }
  }

  async #beginAnew(): Promise<void> {
    await this.#file.truncate(0);
    this.#size = 0;
    this.#hash = createHash("sha256");
  }
}

async function openPart(path: string): Promise<FileHandle> {
  try {
    // Nobody else's link leads what comes to another place.
    return await open(path, constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o666);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TransferError(`The file can't be written: ${why}.`, EXIT.cannotCreate);
  }
}

function lengthOf({ headers }: IncomingMessage): number | undefined {
  const length = headers["content-length"];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}
