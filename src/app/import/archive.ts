import { createReadStream, type Dirent } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { openPromise, type ZipFile } from "yauzl";
import { LIMITS } from "../../core/limits.ts";
import { SourceError } from "./source-error.ts";

/** A file in a folder or an archive. */
export interface ArchiveFile {
  /** Where it is, with slashes. */
  readonly path: string;
  /** What is in it. @throws SourceError (rejects while it is read) */
  read(): AsyncIterable<Uint8Array>;
}

/** A folder, or an archive of one. Its files may be gone through any number of times. */
export interface Archive {
  readonly name: string;
  /** @throws SourceError (rejects while it is read) */
  files(): AsyncGenerator<ArchiveFile, void, undefined>;
}

/** Bytes of a file that are read at once. */
const CHUNK = 262_144;

/**
 * The bytes of a file.
 * @throws SourceError (rejects while they are read)
 */
export async function* bytesOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK });
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}

/** A folder with all folders in it; links are not followed. */
export function folderArchive(folder: string): Archive {
  return {
    name: folder,
    async *files() {
      let left = LIMITS.importFiles;
      for await (const path of pathsIn(folder, "", 0)) {
        if (left-- === 0)
          throw new SourceError(`${folder} has more than ${LIMITS.importFiles} files: import parts of it.`);
        yield { path, read: () => bytesOf(join(folder, path)) };
      }
    },
  };
}

/** In the order of their names, so that each time it is the same. */
async function* pathsIn(folder: string, path: string, depth: number): AsyncGenerator<string, void, undefined> {
  if (depth > LIMITS.importDepth) return;
  for (const entry of await entriesOf(join(folder, path))) {
    const inner = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isFile()) yield inner;
    else yield* pathsIn(folder, inner, depth + 1);
  }
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  const entries: Dirent[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entries.length < LIMITS.importFiles && (entry.isFile() || entry.isDirectory())) entries.push(entry);
    }
  } catch (cause) {
    throw cannotRead(folder, cause);
  }
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** A zip file. What is in it is bounded by what it says of itself, and that by its own size. */
export function zipArchive(path: string): Archive {
  return {
    name: path,
    async *files() {
      const { size } = await stat(path);
      const zip = await openZip(path);
      try {
        yield* filesOf(zip, path, Math.max(size * LIMITS.importUnpacked, LIMITS.importLineBytes));
      } catch (cause) {
        if (cause instanceof SourceError) throw cause;
        throw notZip(path, cause);
      } finally {
        zip.close();
      }
    },
  };
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false, lazyEntries: true });
  } catch (cause) {
    throw notZip(path, cause);
  }
}

async function* filesOf(zip: ZipFile, path: string, most: number): AsyncGenerator<ArchiveFile, void, undefined> {
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    bytes += entry.uncompressedSize;
    if (entry.uncompressedSize > LIMITS.importEntryBytes || bytes > most) {
      throw new SourceError(
        `${path} holds more than such an archive can: it may be made to fill disks. Unpack it first.`,
      );
    }
    if (entry.fileName.endsWith("/") || !entry.canDecodeFileData()) continue;
    yield {
      path: entry.fileName,
      // What is longer than it says it is ends with an error.
      async *read() {
        try {
          yield* await zip.openReadStreamPromise(entry);
        } catch (cause) {
          throw notZip(path, cause);
        }
      },
    };
  }
}

/** The sentence for what can't be read. */
export function cannotRead(path: string, cause: unknown): SourceError {
  return new SourceError(`${path} can't be read (${reason(cause)}).`, { cause });
}

function notZip(path: string, cause: unknown): SourceError {
  return new SourceError(
    `${path} is not a zip file, or is damaged (${reason(cause)}): unpack it, and import the folder.`,
    { cause },
  );
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
