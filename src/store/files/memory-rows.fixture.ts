import { type FileRef, type OwnedFile, refOf } from "../../core/files.ts";
import type { FileRows } from "./file-rows.ts";

/** Rows for tests: files that messages share, in memory. */
export class MemoryRows implements FileRows {
  #rows: { readonly file: OwnedFile; readonly place: string; readonly seq: number }[] = [];
  #seq = 0;
  /** Called at each question; it may hold up the answer, and what it throws is why there is none. */
  before: (question: keyof FileRows) => void | Promise<void> = () => {};

  get files(): readonly OwnedFile[] {
    return this.#rows.map(({ file }) => file);
  }

  /** As if a message shared a file; the seq of it. */
  share(file: OwnedFile, place: string = "#lobby"): number {
    const seq = ++this.#seq;
    this.#rows.push({ file, place, seq });
    return seq;
  }

  /** As if all messages that share a file were taken back. */
  takeBack(id: string): void {
    this.#rows = this.#rows.filter(({ file }) => file.id !== id);
  }

  async find(id: string): Promise<OwnedFile | undefined> {
    await this.before("find");
    return this.#rows.find(({ file }) => file.id === id)?.file;
  }

  async list(place: string, limit: number, since: number = 0): Promise<readonly FileRef[]> {
    await this.before("list");
    const byName = new Map<string, FileRef>();
    for (const { file } of this.#rows.filter((row) => row.place === place && row.seq >= since).reverse()) {
      if (!byName.has(file.name)) byName.set(file.name, refOf(file));
    }
    return [...byName.values()].slice(0, limit);
  }

  async placesOf(id: string): Promise<readonly { readonly place: string; readonly seq: number }[]> {
    await this.before("placesOf");
    return this.#rows.filter(({ file }) => file.id === id).map(({ place, seq }) => ({ place, seq }));
  }

  async usedBy(room: string, except: readonly string[]): Promise<number> {
    await this.before("usedBy");
    const own = this.#rows.filter(({ file }) => file.room === room && !except.includes(file.hash));
    const sizes = new Map(own.map(({ file }) => [file.hash, file.size]));
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  async unused(hashes: readonly string[]): Promise<readonly string[]> {
    await this.before("unused");
    return hashes.filter((hash) => !this.#rows.some(({ file }) => file.hash === hash));
  }
}
