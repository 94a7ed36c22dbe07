import { type FileHandle, open } from "node:fs/promises";
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { basename } from "node:path";
import { FILES_PATH, linkedFiles } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import { EXIT } from "../exit.ts";
import { ticketedRequest } from "./ticketed-request.ts";
import { errorOf, PassingError, TransferError } from "./transfer-error.ts";
import { persist, type TransferParts } from "./transfer-parts.ts";

/**
 * Uploads a file from the disk in parts, which are resumed where they broke off (draft-ietf-httpbis-resumable-upload).
 * @returns its link
 * @throws TransferError (rejects) with a sentence for a person
 */
export async function uploadFile(path: string, parts: TransferParts): Promise<string> {
  const file = await openToRead(path);
  try {
    const upload = new Uploading(file.handle, basename(path), file.size, parts);
    return await upload.run();
  } finally {
    await file.handle.close();
  }
}

/** One file on its way to the server. */
class Uploading {
  readonly #file: FileHandle;
  readonly #name: string;
  readonly #size: number;
  readonly #parts: TransferParts;
  /** Where the upload goes on, once it has begun. */
  #at: URL | undefined;
  /** How much of it the server has. */
  #offset = 0;
  /** Whether the server may have another part than is known here. */
  #isUnsure = false;
  #restarts = 0;

  constructor(file: FileHandle, name: string, size: number, parts: TransferParts) {
    this.#file = file;
    this.#name = name;
    this.#size = size;
    this.#parts = parts;
  }

  run(): Promise<string> {
    return persist(
      this.#parts,
      async () => {
        try {
          return await this.#step();
        } catch (cause) {
          this.#isUnsure = true;
          throw cause;
        }
      },
      () => this.#offset,
    );
  }

  #step(): Promise<string | undefined> {
    if (!this.#at) return this.#begin();
    return this.#isUnsure ? this.#look(this.#at) : this.#append(this.#at);
  }

  async #begin(): Promise<string | undefined> {
    const isWhole = this.#size === 0;
    const answer = await this.#ask("POST", new URL(FILES_PATH, this.#parts.server), {
      "content-disposition": `attachment; filename*=UTF-8''${encodeName(this.#name)}`,
      "content-length": 0,
      "upload-complete": isWhole ? "?1" : "?0",
      "upload-length": this.#size,
    });
    if (answer.statusCode !== 201) throw await errorOf(answer);
    answer.resume();
    if (isWhole) return linkIn(answer);
    const [, id] = /\/uploads\/([^/?#]+)$/.exec(answer.headers.location ?? "") ?? [];
    if (id === undefined) throw notUnderstood();
    this.#at = new URL(`${FILES_PATH}uploads/${id}`, this.#parts.server);
    this.#isUnsure = false;
    this.#moveTo(0);
    return undefined;
  }

  /** Asks how far the upload is. */
  async #look(at: URL): Promise<string | undefined> {
    const answer = await this.#ask("HEAD", at, {});
    if (isGone(answer)) return this.#forget(answer);
    if (answer.statusCode !== 204) throw await errorOf(answer);
    answer.resume();
    if (answer.headers["upload-complete"] === "?1") return linkIn(answer);
    this.#isUnsure = false;
    this.#moveTo(offsetIn(answer));
    return undefined;
  }

  async #append(at: URL): Promise<string | undefined> {
    const from = this.#offset;
    const to = Math.min(this.#size, from + LIMITS.uploadPartBytes);
    const headers = {
      "content-type": "application/partial-upload",
      "content-length": to - from,
      "upload-complete": to === this.#size ? "?1" : "?0",
      "upload-offset": from,
    };
    const answer = await this.#ask("PATCH", at, headers, () => this.#read(from, to));
    if (isGone(answer)) return this.#forget(answer);
    if (answer.statusCode === 201) {
      answer.resume();
      return linkIn(answer);
    }
    if (answer.statusCode !== 204) throw await errorOf(answer);
    answer.resume();
    this.#moveTo(offsetIn(answer));
    return undefined;
  }

  /** The server knows the upload no more: it begins anew, but not for ever. */
  #forget(answer: IncomingMessage): never {
    answer.resume();
    this.#at = undefined;
    this.#offset = 0;
    if (++this.#restarts > LIMITS.uploadRestarts) {
      throw new TransferError("The server forgets the upload again and again.", EXIT.tempFail);
    }
    throw new PassingError("the server knows of no such upload any more, so it begins anew");
  }

  #moveTo(offset: number): void {
    if (offset > this.#size) throw notUnderstood();
    this.#offset = offset;
    this.#parts.progress(offset, this.#size);
  }

  async *#read(from: number, to: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = from; at < to; ) {
      const piece = Buffer.allocUnsafe(Math.min(LIMITS.filePieceBytes, to - at));
      const { bytesRead } = await this.#file.read(piece, 0, piece.length, at);
      if (bytesRead === 0) throw new TransferError("The file became shorter while it was uploaded.", EXIT.data);
      yield piece.subarray(0, bytesRead);
      at += bytesRead;
      this.#parts.progress(at, this.#size);
    }
  }

  #ask(
    method: "POST" | "HEAD" | "PATCH",
    url: URL,
    headers: OutgoingHttpHeaders,
    body?: () => AsyncIterable<Uint8Array>,
  ): Promise<IncomingMessage> {
    return ticketedRequest(this.#parts, url, { method, headers, ...(body && { body }) });
  }
}

async function openToRead(path: string): Promise<{ readonly handle: FileHandle; readonly size: number }> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (cause) {
    throw new TransferError(`${path} can't be read: ${whyNot(cause)}.`, EXIT.data);
  }
  const stat = await handle.stat();
  if (stat.isFile()) return { handle, size: stat.size };
  await handle.close();
  throw new TransferError(`${path} is no file${stat.isDirectory() ? " but a folder" : ""}.`, EXIT.data);
}

function whyNot(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "it may not be read";
  return cause instanceof Error ? cause.message : String(cause);
}

function isGone({ statusCode }: IncomingMessage): boolean {
  return statusCode === 404 || statusCode === 410;
}

function linkIn({ headers: { location = "" } }: IncomingMessage): string {
  if (linkedFiles(location).length === 0) throw notUnderstood();
  return location;
}

function offsetIn({ headers }: IncomingMessage): number {
  const offset = headers["upload-offset"];
  if (typeof offset !== "string" || !/^\d{1,15}$/.test(offset)) throw notUnderstood();
  return Number(offset);
}

function notUnderstood(): TransferError {
  return new TransferError("The server's answer is not understood here; is it a Parley server?", EXIT.protocol);
}

/** A name as a parameter of a header has it (RFC 8187). */
function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
