import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { Uploading, type UploadParts } from "../../client/uploading.ts";
import { LIMITS } from "../../core/limits.ts";
import { EXIT } from "../exit.ts";
import { ticketedRequest } from "./ticketed-request.ts";
import { errorOf, PassingError, TransferError } from "./transfer-error.ts";
import { persistIn, type TransferParts } from "./transfer-parts.ts";

/**
 * Uploads a file from the disk in parts, which are resumed where they broke off (draft-ietf-httpbis-resumable-upload).
 * @returns its link
 * @throws TransferError (rejects) with a sentence for a person
 */
export async function uploadFile(path: string, parts: TransferParts): Promise<string> {
  const file = await openToRead(path);
  try {
    const upload = new Uploading(basename(path), file.size, uploadParts(file.handle, file.size, parts));
    return await persistIn(
      parts,
      () => upload.step(),
      () => upload.offset,
    );
  } finally {
    await file.handle.close();
  }
}

/** What an upload asks of an open file and its server. */
function uploadParts(file: FileHandle, size: number, parts: TransferParts): UploadParts {
  return {
    async ask({ method, path, headers, part }) {
      const length = method === "HEAD" ? {} : { "content-length": part ? part.to - part.from : 0 };
      const answer = await ticketedRequest(parts, new URL(path, parts.server), {
        method,
        headers: { ...headers, ...length },
        ...(part && { body: () => read(file, part.from, part.to, (at) => parts.progress(at, size)) }),
      });
      return {
        status: answer.statusCode ?? 0,
        header: (name) => [answer.headers[name] ?? []].flat()[0],
        error: () => errorOf(answer),
        drop: () => answer.resume(),
      };
    },
    reached: (offset) => parts.progress(offset, size),
    failure: (why, text) => new TransferError(text, why === "foreign" ? EXIT.protocol : EXIT.tempFail),
    passing: (text) => new PassingError(text),
  };
}

async function* read(
  file: FileHandle,
  from: number,
  to: number,
  reached: (at: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = from; at < to; ) {
    const piece = Buffer.allocUnsafe(Math.min(LIMITS.filePieceBytes, to - at));
    const { bytesRead } = await file.read(piece, 0, piece.length, at);
    if (bytesRead === 0) throw new TransferError("The file became shorter while it was uploaded.", EXIT.data);
    yield piece.subarray(0, bytesRead);
    at += bytesRead;
    reached(at);
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
