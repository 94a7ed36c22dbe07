import { refuse } from "../../core/answers.ts";
import { FileAway, type FileRef } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import { Fetch, type FetchParts } from "./fetch.ts";

/** Reads contents wherever they are: what is not on this disk is got from the shelf, once for all who ask meanwhile. */
export class Fetches {
  readonly #parts: FetchParts;
  readonly #underWay = new Map<string, Fetch>();
  #isClosed = false;

  constructor(parts: FetchParts) {
    this.#parts = parts;
  }

  /**
   * As `Files.read`. Of what is on its way the rest from `from` on is given as it comes; a part that ends before is given
   * once all is there, since only then it is known to be right.
   */
  async *read(file: FileRef, from: number, to: number): AsyncGenerator<Uint8Array, void, undefined> {
    if (from >= to) return;
    const { contents } = this.#parts;
    if (!(await contents.has(file.hash, file.size))) {
      const fetch = this.#fetch(file);
      if (to === file.size) return yield* fetch.follow(from);
      await fetch.whole();
    }
    yield* contents.read(file.hash, from, to);
  }

  /** Breaks off what is on its way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#underWay.values()];
    for (const fetch of all) fetch.stop();
    await Promise.all(all.map(({ over }) => over));
  }

  #fetch({ hash, size }: FileRef): Fetch {
    const underWay = this.#underWay.get(hash);
    if (underWay) return underWay;
    if (this.#isClosed) throw new FileAway(refuse("unavailable"));
    if (this.#underWay.size >= LIMITS.shelfFetches) throw new FileAway(refuse("busy"));
    const fetch = new Fetch(this.#parts, { hash, size });
    this.#underWay.set(hash, fetch);
    void fetch.over.then(() => this.#underWay.delete(hash));
    return fetch;
  }
}
