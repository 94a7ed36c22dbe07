import type { Link } from "./link.ts";
import type { Pulled } from "./pulled.ts";
import { type From, Puller } from "./puller.ts";

/**
 * What a stream has of a subject just now, once, as fast as it is taken.
 * @throws (rejects) if something is amiss: nothing is read anew
 */
export async function* readPieces(link: Link, stream: string, from: From): AsyncGenerator<Pulled> {
  const reading = new Reading();
  const puller: Puller = new Puller(link, stream, {
    begin: () => reading.begin(from),
    opened: (count) => reading.expect(count),
    take: (message) => reading.take(message),
    failed: (cause) => reading.fail(cause),
  });
  try {
    while (await reading.ready()) {
      const message = reading.shift();
      if (message) yield message;
      puller.resume();
    }
  } finally {
    puller.stop();
  }
}

/** One that is read, between who tells it and who takes it. */
class Reading {
  readonly #next: Pulled[] = [];
  #left: number | undefined;
  #failure: { readonly cause: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** @throws Error if it was begun before: what came until then would come again */
  begin(from: From): From {
    if (this.#left !== undefined) throw new Error("the connection to NATS was lost");
    return from;
  }

  expect(count: number): void {
    this.#left = count;
    this.#wake?.();
  }

  /** One at a time: what waits does so with the puller. */
  take(message: Pulled): "full" {
    this.#next.push(message);
    this.#wake?.();
    return "full";
  }

  fail(cause: unknown): false {
    this.#failure = { cause };
    this.#wake?.();
    return false;
  }

  /** Waits for the next one. @returns whether there is one. @throws (rejects) if there should be, and nobody gives it */
  async ready(): Promise<boolean> {
    while (this.#next.length === 0) {
      if (this.#left === 0) return false;
      if (this.#failure) throw this.#failure.cause;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return true;
  }

  shift(): Pulled | undefined {
    const message = this.#next.shift();
    if (message && this.#left !== undefined) this.#left--;
    return message;
  }
}
