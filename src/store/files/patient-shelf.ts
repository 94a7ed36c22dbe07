import { LIMITS } from "../../core/limits.ts";
import type { Shelf } from "../../core/ports.ts";

/** A shelf that is waited for no longer than `LIMITS.stallMs` while nothing moves. */
export class PatientShelf implements Shelf {
  readonly #shelf: Shelf;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  put(name: string, pieces: () => AsyncIterable<Uint8Array>): Promise<void> {
    return inTime((moved) => this.#shelf.put(name, () => telling(pieces(), moved)));
  }

  async get(name: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const pieces = await inTime(() => this.#shelf.get(name));
    return pieces && eachInTime(pieces);
  }

  list(): ReturnType<Shelf["list"]> {
    return inTime(() => this.#shelf.list());
  }

  remove(name: string, before?: number): Promise<void> {
    return inTime(() => this.#shelf.remove(name, before));
  }
}

/** @throws Error (rejects) if the work is neither done nor says for so long that something moved */
async function inTime<T>(work: (moved: () => void) => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const why = new Error(`Nothing came from what the servers share for ${LIMITS.stallMs / 1_000} seconds.`);
  const timer = setTimeout(() => late.reject(why), LIMITS.stallMs).unref();
  try {
    return await Promise.race([work(() => timer.refresh()), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function* telling(
  pieces: AsyncIterable<Uint8Array>,
  moved: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces) {
    moved();
    yield piece;
  }
}

async function* eachInTime(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = pieces[Symbol.asyncIterator]();
  let hasEnded = false;
  try {
    for (;;) {
      const next = await inTime(() => iterator.next());
      hasEnded = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not waited for: it may stand behind a piece that never comes.
    if (!hasEnded) iterator.return?.().catch(() => {});
  }
}
