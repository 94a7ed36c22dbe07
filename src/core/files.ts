import type { Refusal } from "./answers.ts";
import { LIMITS } from "./limits.ts";

/** Files beside the talk: a message whose text has a file's link shares it, whatever dialect it is said in. */

/** A file as people are told of it. */
export interface FileRef {
  /** 26 letters and digits that nobody can guess: who knows it may fetch the file. */
  readonly id: string;
  /** As its owner called it; no path. */
  readonly name: string;
  /** Its media type (RFC 6838), such as `image/png`. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of its content, in hexadecimal: under this it is stored, once. */
  readonly hash: string;
}

/** A file, who uploaded it, and whose room it takes: both are for nobody's eyes. */
export interface OwnedFile extends FileRef {
  /** Who uploaded it, for good, as `identityOf` has it. */
  readonly owner: string;
  /** Whose share of the room it takes: the account's; of guests, that of all who come from one address. Opaque. */
  readonly room: string;
}

/** What people are told of a file. */
export function refOf({ id, name, type, size, hash }: FileRef): FileRef {
  return { id, name, type, size, hash };
}

/** Files that are there whole. */
export interface Files {
  /**
   * The file of that id, whether it was shared already or not.
   * @throws Error (rejects) if it can't be looked up just now
   */
  find(id: string): Promise<OwnedFile | undefined>;
  /**
   * Files that were shared in a place, the newest first; of several of one name only the newest.
   * @param since the first seq that counts; without it all do
   * @throws Error (rejects) if they can't be looked up just now
   */
  list(place: string, limit: number, since?: number): Promise<readonly FileRef[]>;
  /**
   * The places in which a file was shared, and the seqs of the messages that did.
   * @throws Error (rejects) if they can't be looked up just now
   */
  placesOf(id: string): Promise<readonly { readonly place: string; readonly seq: number }[]>;
  /**
   * A message that shared these was taken back: they go with it, unless another one shares them. It MUST NOT block.
   * @param at when, as the log has it; without it the nodes of a cluster take longer until nothing is left
   */
  takenBack(files: readonly FileRef[], at?: number): void;
  /**
   * Its content, or the part from `from` up to and without `to`, in pieces of at most 64 KiB.
   * @throws Error (rejects while it is read) if it can't be read, or is gone; FileAway if it is elsewhere and can't be had
   */
  read(file: FileRef, from?: number, to?: number): AsyncIterable<Uint8Array>;
}

/** Thrown while a file is read whose content is not here and can't be had just now, which is nobody's bug. */
export class FileAway extends Error {
  override readonly name: string = "FileAway";
  /** What the reader is told. */
  readonly refusal: Refusal;

  constructor(refusal: Refusal, cause?: unknown) {
    super(refusal.text, { cause });
    this.refusal = refusal;
  }
}

/** A file that is to be uploaded. */
export interface NewFile {
  readonly name: string;
  readonly type: string;
  /** Its bytes, if they are known before. */
  readonly size?: number;
  /** As for `OwnedFile`. */
  readonly owner: string;
  readonly room: string;
}

/** How far an upload is. */
export interface Upload {
  readonly id: string;
  /** How many bytes are on disk. */
  readonly offset: number;
  /** How many it will have in all, if that is known. */
  readonly size?: number;
  /** There once it is whole: durable, and found by `Files.find`. */
  readonly file?: FileRef;
}

/**
 * Uploads, in one go or in parts. What is refused leaves nothing behind, but for a part that breaks off: then what came
 * is kept for `LIMITS.unfinishedMs`, so that the upload can be resumed.
 */
export interface Uploads {
  /** Begins an upload, if its name, type and size are such as are taken and there is room. */
  begin(file: NewFile): Promise<Upload | Refusal>;
  /** How far an upload of that owner is; nothing if there is none. */
  state(id: string, owner: string): Promise<Upload | undefined>;
  /**
   * Puts bytes behind those that are there, at `offset`, which must be just where they end. With `isLast` the file is
   * whole then.
   * @throws Error (rejects) with the cause if `bytes` breaks off; what came is kept
   */
  append(
    id: string,
    owner: string,
    part: { readonly offset: number; readonly bytes: AsyncIterable<Uint8Array>; readonly isLast: boolean },
  ): Promise<Upload | Refusal>;
  /** Forgets an upload that is not whole, and what came of it. */
  abandon(id: string, owner: string): Promise<void>;
}

/** Where files are fetched from: `/files/ID/NAME`. */
export const FILES_PATH = "/files/";

const LINK = /\/files\/([a-z2-7]{26})(?![a-z2-7])/g;

/** The ids of the files whose links are in a text, each once, so many as one message may share. */
export function linkedFiles(text: string): readonly string[] {
  if (!text.includes(FILES_PATH)) return [];
  const ids = new Set([...text.matchAll(LINK)].map(([, id = ""]) => id));
  return [...ids].slice(0, LIMITS.filesPerMessage);
}

/** The path of a file's link; in front of it belongs what the server is called from outside. */
export function pathOf({ id, name }: Pick<FileRef, "id" | "name">): string {
  return `${FILES_PATH}${id}/${encodeURIComponent(name)}`;
}
