import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Refusal } from "../../core/answers.ts";
import type { NewFile, OwnedFile, Upload } from "../../core/files.ts";
import { DISK, type Disk, type DiskFile } from "./disk.ts";
import { type FileStore, openFiles } from "./file-store.ts";
import { MemoryRows } from "./memory-rows.fixture.ts";
import { parseRecord } from "./record.ts";
import type { SharedShelf } from "./shared-shelf.ts";

/** Limits that tests may change while they run. */
interface TestLimits {
  fileBytes: number | undefined;
  ownerBytes: number;
  types: readonly string[];
}

/** File stores in a folder of their own, one after the other. */
export class FileWorld implements Disposable {
  readonly base: string = mkdtempSync(join(tmpdir(), "parley-files-"));
  readonly dir: string = join(this.base, "files");
  readonly rows: MemoryRows = new MemoryRows();
  limits: TestLimits = { fileBytes: 1_000_000, ownerBytes: 10_000_000, types: ["*"] };
  readonly troubles: unknown[] = [];
  now: number = Date.now();
  disk: Disk = DISK;

  /** Opens the folder, or another one; alone, or as a node of a cluster. */
  open(dir: string = this.dir, shared?: SharedShelf): Promise<FileStore> {
    const { rows, limits, disk } = this;
    const onTrouble = (cause: unknown): void => void this.troubles.push(cause);
    return openFiles({ dir, rows, limits, clock: () => this.now, onTrouble, disk, ...(shared && { shared }) });
  }

  [Symbol.dispose](): void {
    rmSync(this.base, { recursive: true });
  }
}

/** A stream of bytes, or of the texts' bytes. */
export async function* streamOf(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === "string" ? Buffer.from(piece) : piece;
}

/** A stream that breaks off behind its pieces. */
export async function* brokenStream(...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  yield* streamOf(...pieces);
  throw new Error("the line went dead");
}

/** What an upload came to. @throws Error if it was refused */
export function taken(answer: Upload | Refusal): Upload {
  if ("code" in answer) throw new Error(`refused: ${answer.code}`);
  return answer;
}

/** Begins the upload of a text by alice; a room of their own is everybody's. */
export async function begin(store: FileStore, file: Partial<NewFile> = {}): Promise<string> {
  const { id } = taken(
    await store.begin({ name: "a.txt", type: "text/plain", owner: "alice", room: file.owner ?? "alice", ...file }),
  );
  return id;
}

/** Uploads a whole file, of alice and a text unless it is said otherwise. */
export async function tryUpload(
  store: FileStore,
  content: string | Uint8Array,
  file: Partial<NewFile> = {},
): Promise<Upload | Refusal> {
  const begun = await store.begin({
    name: "a.txt",
    type: "text/plain",
    owner: "alice",
    room: file.owner ?? "alice",
    ...file,
  });
  if ("code" in begun) return begun;
  return await store.append(begun.id, file.owner ?? "alice", { offset: 0, bytes: streamOf(content), isLast: true });
}

/** Uploads a whole file. @throws Error if it is refused */
export async function upload(
  store: FileStore,
  content: string | Uint8Array,
  file: Partial<NewFile> = {},
): Promise<OwnedFile> {
  const { id } = taken(await tryUpload(store, content, file));
  const found = await store.find(id);
  if (!found) throw new Error("an uploaded file is not found");
  return found;
}

/** All pieces of a stream. */
export async function piecesOf(stream: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

/** The content of a file, or a part of it, as text. */
export async function textOf(store: FileStore, file: OwnedFile, from?: number, to?: number): Promise<string> {
  return Buffer.concat(await piecesOf(store.read(file, from, to))).toString();
}

/** All files in a folder, as paths in it. */
export function filesIn(dir: string): readonly string[] {
  try {
    const all = readdirSync(dir, { recursive: true, withFileTypes: true });
    const files = all.filter((entry) => entry.isFile());
    return files.map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1)).sort();
  } catch {
    return [];
  }
}

/** What changes something on a disk. */
export type Change = "open" | "mkdir" | "rename" | "unlink" | "write" | "sync" | "truncate";

/** What happens before a change; it may hold it up, and what it throws is what the change fails with. */
type Before = (change: Change, path: string) => void | Promise<void>;

/** A disk with something that happens before each change. */
export function watchedDisk(before: Before): Disk {
  return {
    ...DISK,
    async open(path, flags, mode) {
      if (flags.startsWith("w")) await before("open", path);
      return watchedFile(await DISK.open(path, flags, mode), path, before);
    },
    async mkdir(path, options) {
      await before("mkdir", path);
      return await DISK.mkdir(path, options);
    },
    async rename(from, to) {
      await before("rename", from);
      await DISK.rename(from, to);
    },
    async unlink(path) {
      await before("unlink", path);
      await DISK.unlink(path);
    },
  };
}

function watchedFile(file: DiskFile, path: string, before: Before): DiskFile {
  return {
    read: (into, offset, length, position) => file.read(into, offset, length, position),
    stat: () => file.stat(),
    async write(from, offset, length, at) {
      await before("write", path);
      return await file.write(from, offset, length, at);
    },
    async writeFile(text) {
      await before("write", path);
      await file.writeFile(text);
    },
    async truncate(size) {
      await before("truncate", path);
      await file.truncate(size);
    },
    async sync() {
      await before("sync", path);
      await file.sync();
    },
    async datasync() {
      await before("sync", path);
      await file.datasync();
    },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}

/**
 * What is wrong in a folder after it was opened and swept: files that are neither an upload with its bytes nor a content
 * that a record or one of these hashes needs; records without bytes or content.
 */
export function disorderIn(dir: string, shared: readonly string[] = []): readonly string[] {
  const paths = filesIn(dir);
  const needed = new Set(shared.map(placeOf));
  for (const path of paths.filter((one) => one.endsWith(".json"))) {
    const record = parseRecord(basename(path, ".json"), readFileSync(join(dir, path), "utf8"));
    needed.add(path);
    needed.add(record?.whole ? placeOf(record.whole.hash) : path.replace(".json", ".part"));
  }
  return [...new Set(paths).symmetricDifference(needed)].sort();
}

function placeOf(hash: string): string {
  return `${hash.slice(0, 2)}/${hash}`;
}
