import { mkdir, open, opendir, readFile, rename, stat, statfs, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { LIMITS } from "../../core/limits.ts";

/** What is asked of an open file, as `FileHandle` of Node does it. */
export interface DiskFile extends AsyncDisposable {
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  write(from: Uint8Array, offset: number, length: number, at: number): Promise<{ readonly bytesWritten: number }>;
  writeFile(text: string): Promise<void>;
  truncate(size: number): Promise<void>;
  stat(): Promise<{ readonly size: number }>;
  sync(): Promise<void>;
  datasync(): Promise<void>;
}

/** What is asked of the file system, as `node:fs/promises` does it; tests have disks that are full. */
export interface Disk {
  open(path: string, flags: string, mode?: number): Promise<DiskFile>;
  mkdir(path: string, options: { readonly recursive: true; readonly mode: number }): Promise<string | undefined>;
  opendir(path: string): Promise<AsyncIterable<{ readonly name: string }>>;
  readFile(path: string, encoding: "utf8"): Promise<string>;
  stat(path: string): Promise<{ readonly size: number; readonly mtimeMs: number; isFile(): boolean }>;
  /** Bytes of a block, how many blocks there are, and how many are free for this user. */
  statfs(path: string): Promise<{ readonly bsize: number; readonly blocks: number; readonly bavail: number }>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

/** The file system as it is. */
export const DISK: Disk = { mkdir, open, opendir, readFile, rename, stat, statfs, unlink };

/** What a file is called while it is written; it replaces the one of its name only once it is whole and on disk. */
export const NEW = ".new";

/** Whether an error says that there is no room, or none for this user. */
export function isDiskFull(error: unknown): boolean {
  const code = codeOf(error);
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Whether an error says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** Makes new names in a folder durable. */
export async function syncFolder(disk: Disk, dir: string): Promise<void> {
  await using folder = await disk.open(dir, "r");
  await folder.sync();
}

/** Makes a folder durably, with those above it, for this user's eyes only; nothing if it is there. */
export async function makeFolder(disk: Disk, dir: string): Promise<void> {
  const made = await disk.mkdir(dir, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  for (let at = dir; at.length >= made.length; at = dirname(at)) await syncFolder(disk, dirname(at));
}

/** Puts a small text into a file: after a crash it holds either all of it or what it held before. */
export async function writeDurably(disk: Disk, path: string, text: string): Promise<void> {
  {
    await using file = await disk.open(path + NEW, "w", 0o600);
    await file.writeFile(text);
    await file.sync();
  }
  await disk.rename(path + NEW, path);
  await syncFolder(disk, dirname(path));
}

/** Removes a file, if it is there. */
export async function removeFile(disk: Disk, path: string): Promise<void> {
  try {
    await disk.unlink(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** The names in a folder, a few at a time; none if it isn't there. */
export async function* namesIn(disk: Disk, dir: string): AsyncGenerator<string, void, undefined> {
  try {
    for await (const { name } of await disk.opendir(dir)) yield name;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** What is in a file from `from` up to and without `to`, in pieces of at most `LIMITS.filePieceBytes`. */
export async function* piecesIn(
  disk: Disk,
  path: string,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  await using file = await disk.open(path, "r");
  for (let at = from; at < to; ) {
    const piece = await pieceAt(file, at, to);
    if (piece.length === 0) throw new Error(`${path} ends after ${at} bytes`);
    at += piece.length;
    yield piece;
  }
}

/** What is in an open file from `from` on: one piece, up to and without `to`; empty if the file ends there. */
export async function pieceAt(file: DiskFile, from: number, to: number): Promise<Uint8Array> {
  const piece = Buffer.allocUnsafeSlow(Math.min(LIMITS.filePieceBytes, to - from));
  return piece.subarray(0, (await file.read(piece, 0, piece.length, from)).bytesRead);
}
