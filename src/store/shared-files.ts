import type { FileRef, OwnedFile } from "../core/files.ts";
import type { Kept } from "../core/ports.ts";
import { type Amendments, redactedBy } from "./amendments.ts";
import type { Share } from "./file-queries.ts";
import type { FileRows } from "./files/file-rows.ts";
import type { HistoryReads } from "./history-reads.ts";
import type { KeptEvents } from "./kept.ts";

/** What a question began with, and what has come since. */
interface Moment {
  readonly pending: readonly Kept[];
  readonly since: () => readonly Kept[];
}

/** Files that messages share: those of the history on disk, and those that are not there yet. */
export class SharedFiles implements FileRows {
  readonly #reads: HistoryReads;
  readonly #kept: KeptEvents;
  readonly #amendments: Amendments;

  constructor(reads: HistoryReads, kept: KeptEvents, amendments: Amendments) {
    this.#reads = reads;
    this.#kept = kept;
    this.#amendments = amendments;
  }

  async find(id: string): Promise<OwnedFile | undefined> {
    return (await this.#sharesOf(id))[0]?.file;
  }

  async placesOf(id: string): Promise<readonly { readonly place: string; readonly seq: number }[]> {
    return (await this.#sharesOf(id)).map(({ place, seq }) => ({ place, seq }));
  }

  async list(place: string, limit: number, since: number = 0): Promise<readonly FileRef[]> {
    const moment = this.#begin();
    const redacted = redactedBy(moment.pending);
    const found = await this.#reads.files({ type: "files", place, limit, since, redacted });
    const changes = changesOf(moment);
    // Asked again without what was taken back meanwhile.
    if (redactedBy(changes).length > redacted.length) return this.list(place, limit, since);
    const here = sharesIn(changes).filter((share) => share.place === place && share.seq >= since);
    const byName = new Map<string, FileRef>();
    for (const file of [...here.map((share) => share.file).reverse(), ...found]) {
      if (!byName.has(file.name)) byName.set(file.name, refOf(file));
    }
    return [...byName.values()].slice(0, limit);
  }

  async usedBy(owner: string, except: readonly string[]): Promise<number> {
    const moment = this.#begin();
    const isMeant = ({ file }: Share): boolean => file.owner === owner && !except.includes(file.hash);
    const pending = sharesIn(moment.pending).filter(isMeant);
    const known = new Map(pending.map(({ file }) => [file.hash, file.size]));
    const onDisk = await this.#reads.used({ type: "used", owner, except: [...except, ...known.keys()] });
    return [...known.values()].reduce((sum, size) => sum + size, onDisk);
  }

  async unused(hashes: readonly string[]): Promise<readonly string[]> {
    const moment = this.#begin();
    const found = await this.#reads.unused({ type: "unused", hashes });
    const shared = new Set(sharesIn(changesOf(moment)).map(({ file }) => file.hash));
    return found.filter((hash) => !shared.has(hash));
  }

  async #sharesOf(id: string): Promise<readonly Share[]> {
    const moment = this.#begin();
    const found = await this.#reads.shares({ type: "shares", file: id });
    const changes = changesOf(moment);
    const gone = new Set(redactedBy(changes));
    const bySeq = new Map<number, Share>();
    for (const share of [...found, ...sharesIn(changes)]) {
      if (share.file.id === id && !gone.has(share.seq)) bySeq.set(share.seq, share);
    }
    return [...bySeq.values()];
  }

  #begin(): Moment {
    return { pending: this.#kept.changes(), since: this.#amendments.watch() };
  }
}

/** All that may not have been on disk when a question was answered. */
function changesOf({ pending, since }: Moment): readonly Kept[] {
  return [...pending, ...since()];
}

function sharesIn(changes: readonly Kept[]): readonly Share[] {
  return changes.flatMap(({ event, place, files = [] }) =>
    place === undefined ? [] : files.map((file) => ({ file, place, seq: event.seq })),
  );
}

function refOf({ id, name, type, size, hash }: FileRef): FileRef {
  return { id, name, type, size, hash };
}
