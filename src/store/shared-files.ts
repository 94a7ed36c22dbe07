import { type FileRef, type OwnedFile, refOf } from "../core/files.ts";
import type { Kept } from "../core/ports.ts";
import type { Amendments } from "./amendments.ts";
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
    const redacted = changedBy(moment.pending);
    const found = await this.#reads.files({ type: "files", place, limit, since, redacted });
    const changes = changesOf(moment);
    // Asked again without what was taken back or edited meanwhile.
    if (changedBy(changes).length > redacted.length) return this.list(place, limit, since);
    const here = sharesIn(changes).filter((share) => share.place === place && share.seq >= since);
    const byName = new Map<string, FileRef>();
    for (const file of [...here.map((share) => share.file).reverse(), ...found]) {
      if (!byName.has(file.name)) byName.set(file.name, refOf(file));
    }
    return [...byName.values()].slice(0, limit);
  }

  async usedBy(room: string, except: readonly string[]): Promise<number> {
    const moment = this.#begin();
    const isMeant = ({ file }: Share): boolean => file.room === room && !except.includes(file.hash);
    const pending = sharesIn(moment.pending).filter(isMeant);
    const known = new Map(pending.map(({ file }) => [file.hash, file.size]));
    const onDisk = await this.#reads.used({ type: "used", room, except: [...except, ...known.keys()] });
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
    const changed = new Set(changedBy(changes));
    const bySeq = new Map<number, Share>();
    for (const share of found) if (!changed.has(share.seq)) bySeq.set(share.seq, share);
    for (const share of sharesIn(changes)) if (share.file.id === id) bySeq.set(share.seq, share);
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

/** What these share in the end: a message that is taken back shares nothing, and an edited one what its new text has. */
function sharesIn(changes: readonly Kept[]): readonly Share[] {
  const bySeq = new Map<number, readonly Share[]>();
  for (const { event, place, files, redacts, amends } of changes) {
    if (redacts !== undefined) bySeq.delete(redacts);
    if (!files || place === undefined) continue;
    const seq = amends ?? event.seq;
    bySeq.set(
      seq,
      files.map((file) => ({ file, place, seq })),
    );
  }
  return [...bySeq.values()].flat();
}

/** The messages that are taken back or edited by some of these: what they shared before counts no more. */
function changedBy(changes: readonly Kept[]): number[] {
  return changes.flatMap(({ redacts, amends, files }) => redacts ?? (files ? (amends ?? []) : []));
}
