/** Something that changes. A snapshot is never changed in place: it is the same object until something changed. */
export interface Source<T> {
  get(): T;
  /** Calls `changed` some time after a change, once for all changes until then; returns what ends that. */
  subscribe(changed: () => void): () => void;
}

/** Runs something soon. */
export type Schedule = (run: () => void) => void;

/** All that is to run soon is run together, each thing once, however many asked for it. */
export function together(schedule: Schedule): Schedule {
  const waiting = new Set<() => void>();
  return (run) => {
    if (waiting.size === 0) {
      schedule(() => {
        const runs = [...waiting];
        waiting.clear();
        for (const one of runs) one();
      });
    }
    waiting.add(run);
  };
}

/** What subscribers of a source are told by: later, and once for all changes of a turn. */
abstract class Told {
  readonly #schedule: Schedule;
  readonly #subscribers = new Set<() => void>();
  #isDue = false;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  subscribe(changed: () => void): () => void {
    // The same function may subscribe twice.
    const subscriber = (): void => changed();
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  }

  protected tell(): void {
    if (this.#isDue || this.#subscribers.size === 0) return;
    this.#isDue = true;
    // Functions of the browser, such as `queueMicrotask`, are not to be called as methods of something else.
    const schedule = this.#schedule;
    schedule(() => {
      this.#isDue = false;
      for (const subscriber of [...this.#subscribers]) subscriber();
    });
  }
}

/** A value that is set. Subscribers are told later, of all changes of a turn at once. */
export class Cell<T> extends Told implements Source<T> {
  #value: T;

  constructor(value: T, schedule: Schedule) {
    super(schedule);
    this.#value = value;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.tell();
  }
}

/** A value that is made when it is asked for, anew after each change: many changes cost one making. */
export class Made<T> extends Told implements Source<T> {
  readonly #make: () => T;
  #made: { readonly value: T } | undefined;

  constructor(make: () => T, schedule: Schedule) {
    super(schedule);
    this.#make = make;
  }

  get(): T {
    this.#made ??= { value: this.#make() };
    return this.#made.value;
  }

  /** What it is made of is another now. */
  changed(): void {
    this.#made = undefined;
    this.tell();
  }
}
