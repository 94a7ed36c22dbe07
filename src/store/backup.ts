import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { number } from "./columns.ts";
import { type CopiedFiles, copyFiles, removeOthers } from "./file-copies.ts";
import { PartFile } from "./part-file.ts";
import { StoreError } from "./store-error.ts";
import { startThread } from "./thread.ts";

/** What the thread that copies is started with: the data folder, and an empty file to fill. */
export interface BackupData {
  readonly dir: string;
  readonly to: string;
  /** Whether what proves accounts comes along. */
  readonly secrets: boolean;
  /**
   * There if it is for another node of a cluster: then it stands where this one stands in the log that is elsewhere, or
   * where `mark` says if this one stands nowhere. Else it is for a server of its own.
   */
  readonly forNode?: { readonly mark?: string };
}

/** What it answers. */
export type FromBackup =
  | { readonly type: "done"; readonly stripped: boolean }
  | { readonly type: "failed"; readonly sentence: string }
  | { readonly type: "trouble"; readonly isFull: boolean; readonly why: string };

/** What a backup holds. */
export interface BackedUp {
  readonly messages: number;
  /** Of the database. */
  readonly bytes: number;
  /** There if what proves accounts was left out. */
  readonly stripped?: true;
  /** Contents of shared files beside it; nothing if none is shared. */
  readonly files?: CopiedFiles;
}

/** A copy of a data folder that is being made. Everything in it is of one moment, whoever writes to the folder meanwhile. */
export class Backup {
  readonly #dir: string;
  readonly #file: string;
  readonly #part: PartFile;
  readonly #secrets: boolean;
  readonly #hadFiles: boolean;

  /**
   * @param file - the database of the backup; shared files come into the folder of that name with `.files` behind it
   * @param force - whether a backup of that name is to be replaced
   * @param secrets - whether passwords (what proves them) and devices come along
   * @throws CannotCreate
   */
  constructor(dir: string, file: string, force: boolean, secrets: boolean) {
    this.#dir = dir;
    this.#file = file;
    this.#part = new PartFile(file, force);
    this.#secrets = secrets;
    this.#hadFiles = existsSync(this.#files);
  }

  /**
   * Copies all. The file gets its name when all that it names is there and durable.
   * @throws StoreError (rejects); what had the file's name before has it still
   */
  async make(): Promise<BackedUp> {
    let db: DatabaseSync | undefined;
    try {
      const stripped = await copyDatabase({ dir: this.#dir, to: this.#part.path, secrets: this.#secrets }, this.#file);
      db = new DatabaseSync(this.#part.path, { readOnly: true });
      const files = await copyFiles(db, join(this.#dir, "files"), this.#files);
      const made = { ...figuresOf(db), ...(stripped && ({ stripped } as const)), ...(files && { files }) };
      this.#part.finish();
      // Only now nobody needs what a backup of that name had before.
      removeOthers(db, this.#files);
      return made;
    } catch (error) {
      this.abandon();
      throw error;
    } finally {
      db?.close();
    }
  }

  /** Removes what is not whole, when there is no time to wait for `make`. */
  abandon(): void {
    this.#part.abandon();
    if (!this.#hadFiles) rmSync(this.#files, { recursive: true, force: true });
  }

  get #files(): string {
    return `${this.#file}.files`;
  }
}

/**
 * Copies the database of a data folder, as it is at one moment, into an empty file.
 * @param file what errors are to call the copy
 * @returns whether what proves accounts was left out
 * @throws StoreError (rejects)
 */
export async function copyDatabase(data: BackupData, file: string): Promise<boolean> {
  const answer = await new Promise<FromBackup>((resolve, reject) => {
    const thread = startThread(
      "backup-worker",
      data,
      (message: FromBackup) => thread.close("close").then(() => resolve(message), reject),
      reject,
    );
  });
  if (answer.type === "failed") throw new StoreError(answer.sentence);
  if (answer.type === "trouble") throw troubleWith(file, answer);
  return answer.stripped;
}

function troubleWith(file: string, { isFull, why }: Extract<FromBackup, { type: "trouble" }>): StoreError {
  const sentence = isFull
    ? `The disk that holds ${file} is full: make room on it, or choose another place.`
    : `The backup can't be written to ${file} (${why}): choose another place.`;
  return new StoreError(sentence);
}

/** What was said last may be in the log alone. */
const MESSAGES = `SELECT
  (SELECT count(*) FROM history WHERE type = 'message' AND form <> 'tags') +
  (SELECT count(*) FROM log WHERE seq > ifnull((SELECT seq FROM history ORDER BY rowid DESC LIMIT 1), 0)
    AND body ->> '$.act.type' = 'say' AND ifnull(body ->> '$.act.form', '') <> 'tags') AS n`;

function figuresOf(db: DatabaseSync): Pick<BackedUp, "messages" | "bytes"> {
  const count = db.prepare(MESSAGES).get();
  const pages = number(db.prepare("PRAGMA page_count").get(), "page_count");
  const pageBytes = number(db.prepare("PRAGMA page_size").get(), "page_size");
  return { messages: number(count, "n"), bytes: pages * pageBytes };
}
