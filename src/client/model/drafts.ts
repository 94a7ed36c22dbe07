import { LIMITS } from "../../core/limits.ts";

/** Where drafts are kept: texts that were typed and not said, by the keys of places. */
export interface DraftStore {
  load(): ReadonlyMap<string, string>;
  /** An empty text is one that need not be kept. */
  save(place: string, text: string): void;
}

/** Texts that were typed and not said, by the keys of places; beyond a bound those of long ago are let go. */
export class Drafts {
  readonly #store: DraftStore;
  readonly #texts: Map<string, string>;

  constructor(store: DraftStore) {
    this.#store = store;
    this.#texts = new Map(store.load());
    this.#bound();
  }

  get(key: string): string {
    return this.#texts.get(key) ?? "";
  }

  save(key: string, text: string): void {
    this.#texts.delete(key);
    if (text !== "") this.#texts.set(key, text);
    this.#store.save(key, text);
    this.#bound();
  }

  #bound(): void {
    for (const key of this.#texts.keys()) {
      if (this.#texts.size <= LIMITS.draftsKept) return;
      this.#texts.delete(key);
      this.#store.save(key, "");
    }
  }
}
