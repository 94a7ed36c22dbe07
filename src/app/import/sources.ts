import { open, readdir, stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Archive, type ArchiveFile, bytesOf, cannotRead, folderArchive, zipArchive } from "./archive.ts";
import type { Found } from "./item.ts";
import { type LogWorld, readLog } from "./log.ts";
import { readLogName } from "./log-name.ts";
import { isExport, readExport } from "./parley-export.ts";
import { isSlack, readSlack } from "./slack.ts";
import { SourceError } from "./source-error.ts";

/** What sources are read with. */
export interface SourceWorld extends LogWorld {
  /** The channel of all logs, whatever they are called. */
  readonly channel?: string;
  /** Whether the accounts of sources are accounts here. */
  readonly accounts: boolean;
}

/** Something that can be imported. */
export interface Source {
  readonly name: string;
  /** Whether it ought to be in the order of time. */
  readonly isSorted: boolean;
  /** Whether it can be read again. */
  readonly isLasting: boolean;
  read(world: SourceWorld): AsyncIterable<readonly Found[]>;
}

/** What stands for the standard input. */
const STDIN = "-";

/** Bytes at the beginning of a file by which it is known what it is. */
const HEAD = 512;

/**
 * Finds out what is at a path.
 * @throws SourceError (rejects) if nothing is there that can be read
 */
export async function openSource(path: string, stdin: AsyncIterable<Uint8Array>): Promise<Source> {
  if (path === STDIN) return stdinSource(stdin);
  try {
    if ((await stat(path)).isDirectory()) return await folderSource(path);
    const head = await headOf(path);
    if (head.startsWith("PK\u0003\u0004")) return slackSource(zipArchive(path));
    if (isExport(head))
      return {
        name: path,
        isSorted: true,
        isLasting: true,
        read: ({ report }) => readExport(bytesOf(path), path, report),
      };
  } catch (cause) {
    throw cause instanceof SourceError ? cause : cannotRead(path, cause);
  }
  const file = { path, read: () => bytesOf(path) };
  return { name: path, isSorted: false, isLasting: true, read: (world) => readLogFile(file, path, true, world) };
}

async function folderSource(path: string): Promise<Source> {
  const archive = folderArchive(path);
  if (isSlack(await readdir(path))) return slackSource(archive);
  return { name: path, isSorted: false, isLasting: true, read: (world) => readFolder(archive, world) };
}

function slackSource(archive: Archive): Source {
  return {
    name: archive.name,
    isSorted: false,
    isLasting: true,
    read: ({ report, accounts }) => readSlack(archive, report, accounts),
  };
}

/** Reads the logs in a folder, and exports of Parley among them. */
async function* readFolder(archive: Archive, world: SourceWorld): AsyncGenerator<readonly Found[], void, undefined> {
  for await (const file of archive.files()) {
    const path = `${archive.name}/${file.path}`;
    yield* isExport(await headOf(path))
      ? readExport(file.read(), path, world.report)
      : readLogFile(file, path, false, world);
  }
}

async function* readLogFile(
  file: ArchiveFile,
  path: string,
  isNamed: boolean,
  world: SourceWorld,
): AsyncGenerator<readonly Found[], void, undefined> {
  const { day, channel = undefined } = readLogName(path, isNamed);
  const meant = world.channel ?? channel;
  if (meant === undefined) {
    world.report.leaveOut("files without a channel in their names, which --channel gives them", path, basename(path));
    return;
  }
  yield* readLog(file.read(), { name: path, channel: meant, ...(day !== undefined && { day }) }, world);
}

/** The input can be read once only, so what it is shows while it is read. */
function stdinSource(stdin: AsyncIterable<Uint8Array>): Source {
  const name = "the standard input";
  return {
    name,
    isSorted: false,
    isLasting: false,
    async *read(world) {
      const { head, whole } = await peek(stdin);
      if (isExport(head)) yield* readExport(whole, name, world.report);
      else if (world.channel === undefined) throw new SourceError("A log on the standard input needs a --channel.");
      else yield* readLog(whole, { name, channel: world.channel }, world);
    },
  };
}

async function peek(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: string; readonly whole: AsyncIterable<Uint8Array> }> {
  const rest = bytes[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD) {
    const { value, done } = await rest.next();
    if (done) break;
    read.push(value);
    length += value.length;
  }
  const whole = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    yield* read;
    yield* { [Symbol.asyncIterator]: () => rest };
  };
  return { head: Buffer.concat(read).subarray(0, HEAD).toString("latin1"), whole: whole() };
}

/** @throws SourceError (rejects) */
async function headOf(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}
