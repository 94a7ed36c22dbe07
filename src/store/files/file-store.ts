import { join } from "node:path";
import type { Refusal } from "../../core/answers.ts";
import type { FileRef, Files, NewFile, OwnedFile, Upload, Uploads } from "../../core/files.ts";
import type { Clock } from "../../core/ports.ts";
import { Contents } from "./contents.ts";
import { DISK, type Disk } from "./disk.ts";
import type { FileRows } from "./file-rows.ts";
import { Intake } from "./intake.ts";
import { loadUnshared } from "./load.ts";
import { Parts } from "./parts.ts";
import { PatientShelf } from "./patient-shelf.ts";
import { RecentHashes } from "./recent.ts";
import { Reserve } from "./reserve.ts";
import type { FileLimits } from "./room.ts";
import type { SharedShelf } from "./shared-shelf.ts";
import { openSharing, type Sharing } from "./sharing.ts";
import { isOld, Sweeper } from "./sweeper.ts";
import { UnsharedFiles } from "./unshared.ts";

/** How files are opened. */
export interface FileStoreOptions {
  /** Their folder; made when the first of them comes. It is this store's alone while it is open. */
  readonly dir: string;
  readonly rows: FileRows;
  /** Looked at anew for each upload, and for each piece of one. */
  readonly limits: FileLimits;
  readonly clock: Clock;
  /** Called when a sweep that nobody waits for failed; the next one does what is left. */
  readonly onTrouble?: (cause: unknown) => void;
  readonly disk?: Disk;
  /** Where the nodes of a cluster find each other's contents; a lone server has none. */
  readonly shared?: SharedShelf;
}

/** Figures for those who watch the server. */
export interface FileFigures {
  /** Uploads whose bytes are coming at this moment. */
  readonly uploading: number;
  /** Bytes that came since the start, of all uploads. */
  readonly receivedBytes: number;
  /** Uploads that are not whole and files that nobody has shared yet, and the bytes that they take. */
  readonly unshared: number;
  readonly unsharedBytes: number;
}

/** What a file store is made of. */
export interface FileStoreParts {
  readonly rows: FileRows;
  readonly clock: Clock;
  readonly unshared: UnsharedFiles;
  readonly recent: RecentHashes;
  readonly contents: Contents;
  readonly intake: Intake;
  readonly sweeper: Sweeper;
  readonly sharing: Sharing | undefined;
}

/**
 * Opens the files in a folder.
 * @throws StoreError (rejects) whose message is one sentence for the operator that says what is wrong
 */
export async function openFiles(options: FileStoreOptions): Promise<FileStore> {
  const { rows, limits, clock, disk = DISK, onTrouble = () => {} } = options;
  const shared = options.shared && { ...options.shared, shelf: new PatientShelf(options.shared.shelf) };
  const dir = join(options.dir, "uploads");
  const contents = new Contents(disk, options.dir);
  const parts = new Parts(disk, dir);
  const unshared = new UnsharedFiles();
  const recent = new RecentHashes();
  for (const one of await loadUnshared({ disk, dir, parts, contents, now: clock() })) unshared.add(one);
  const reserve = new Reserve(disk, options.dir);
  const intake = new Intake({ parts, contents, reserve, unshared, rows, limits, clock, shared });
  const sweeper = new Sweeper({
    disk,
    dir,
    unshared,
    contents,
    recent,
    rows,
    clock,
    forget: (one) => intake.forget(one),
    onTrouble,
  });
  const fetching = { disk, dir: options.dir, contents, reserve };
  const sharing = shared && (await openSharing(fetching, { shared, unshared, recent, rows, contents, clock }));
  return new FileStore({ rows, clock, unshared, recent, contents, intake, sweeper, sharing });
}

/**
 * Files in a folder: contents under their hashes, each once, and what is unshared in `uploads`. What is shared, and by
 * which message, is for `rows` to know. Made by `openFiles`.
 */
export class FileStore implements Files, Uploads {
  readonly #parts: FileStoreParts;

  constructor(parts: FileStoreParts) {
    this.#parts = parts;
  }

  get figures(): FileFigures {
    const { intake, unshared } = this.#parts;
    return { ...intake.figures, unshared: unshared.size, unsharedBytes: unshared.bytes };
  }

  begin(file: NewFile): Promise<Upload | Refusal> {
    return this.#parts.intake.begin(file);
  }

  state(id: string, owner: string): Promise<Upload | undefined> {
    return this.#parts.intake.state(id, owner);
  }

  append(
    id: string,
    owner: string,
    part: { readonly offset: number; readonly bytes: AsyncIterable<Uint8Array>; readonly isLast: boolean },
  ): Promise<Upload | Refusal> {
    return this.#parts.intake.append(id, owner, part);
  }

  abandon(id: string, owner: string): Promise<void> {
    return this.#parts.intake.abandon(id, owner);
  }

  async find(id: string): Promise<OwnedFile | undefined> {
    const { unshared, rows, recent, clock } = this.#parts;
    const one = unshared.get(id);
    const file = (one && !isOld(one, clock()) && one.file) || (await rows.find(id));
    // Who looks it up may be about to share it.
    if (file) recent.add(file.hash, clock());
    return file;
  }

  list(place: string, limit: number, since?: number): Promise<readonly FileRef[]> {
    return this.#parts.rows.list(place, limit, since);
  }

  placesOf(id: string): Promise<readonly { readonly place: string; readonly seq: number }[]> {
    return this.#parts.rows.placesOf(id);
  }

  read(file: FileRef, from: number = 0, to: number = file.size): AsyncIterable<Uint8Array> {
    const { contents, sharing } = this.#parts;
    const [first, end] = [Math.max(0, from), Math.min(to, file.size)];
    return sharing ? sharing.fetches.read(file, first, end) : contents.read(file.hash, first, end);
  }

  /**
   * Where a file's content is, for those who send it by path. It may be gone at any moment.
   * @throws TypeError if its hash is none
   */
  pathOf({ hash }: Pick<FileRef, "hash">): string {
    return this.#parts.contents.pathOf(hash);
  }

  /**
   * Removes what nobody needs: uploads that were not gone on with or not shared for too long, records of files that are
   * shared by now, and contents that neither a record nor a message needs. To be called once after the start, and from
   * time to time.
   * @throws Error (rejects) if it can't go on; the next sweep does what is left
   */
  sweep(): Promise<void> {
    return this.#parts.sweeper.sweep();
  }

  /** They are not found by themselves any more, and their contents go soon unless another message needs them. */
  takenBack(files: readonly FileRef[], at?: number): void {
    const { intake, sweeper, sharing } = this.#parts;
    for (const { id } of files) intake.takeBack(id);
    sweeper.soon(files);
    if (at !== undefined) sharing?.keeper.takenBack(files, at);
  }

  /** Has all swept soon. */
  sweepSoon(): void {
    this.#parts.sweeper.soon();
  }

  /** Fulfilled once no sweep is under way. */
  async swept(): Promise<void> {
    const { sweeper, sharing } = this.#parts;
    await Promise.all([sweeper.swept(), sharing?.keeper.kept()]);
  }

  /** Breaks off the uploads that are coming, keeping what came, and waits for all that is under way. */
  async close(): Promise<void> {
    const { intake, sweeper, sharing } = this.#parts;
    await Promise.all([intake.close(), sweeper.close(), sharing?.fetches.close(), sharing?.keeper.close()]);
  }
}
