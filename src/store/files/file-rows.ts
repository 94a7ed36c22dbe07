import type { FileRef, OwnedFile } from "../../core/files.ts";

/**
 * Files that messages share, as the history knows them. Answers come in the order of the questions, and what was kept
 * before a question, on disk or not, is in its answer. Each rejects with an Error if it can't be looked up just now.
 */
export interface FileRows {
  /** The file of that id, if a message shares it. */
  find(id: string): Promise<OwnedFile | undefined>;
  /** As `Files.list`. */
  list(place: string, limit: number, since?: number): Promise<readonly FileRef[]>;
  /** The places in which a file was shared, and the seqs of the messages that did. */
  placesOf(id: string): Promise<readonly { readonly place: string; readonly seq: number }[]>;
  /** Bytes of the files in a room: each content counts once, and those in `except` (hashes) not at all. */
  usedBy(room: string, except: readonly string[]): Promise<number>;
  /** Those of these hashes (at most `LIMITS.sweepBatch`) whose content no message shares. */
  unused(hashes: readonly string[]): Promise<readonly string[]>;
}
