/** Something that changes. A snapshot is never changed in place: it is the same object until something changed. */
export interface Source<T> {
  get(): T;
  /** Has `changed` called after each change, until the returned function is called. */
  subscribe(changed: () => void): () => void;
}

/** A source whose owner sets it. */
export class Cell<T> implements Source<T> {
  readonly #schedule: (run: () => void) => void;
  readonly #subscribers = new Set<() => void>();
  #value: T;
  #isTelling = false;

  /** @param schedule runs something soon: all changes until then are told at once */
  constructor(value: T, schedule: (run: () => void) => void) {
    this.#value = value;
    this.#schedule = schedule;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#schedule(() => {
      this.#isTelling = false;
      for (const changed of [...this.#subscribers]) changed();
    });
  }

  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    return () => this.#subscribers.delete(changed);
  }
}
