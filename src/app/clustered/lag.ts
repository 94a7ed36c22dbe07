import type { KeptStream } from "../../cluster/ports.ts";
import { LIMITS } from "../../core/limits.ts";

/** How far a node is behind the stream, as it was a moment ago. */
export class Lag {
  readonly #stream: Pick<KeptStream, "bounds">;
  readonly #place: () => number;
  readonly #timer: NodeJS.Timeout;
  #behind: number | undefined;

  /** @param place up to where the node has read */
  constructor(stream: Pick<KeptStream, "bounds">, place: () => number) {
    this.#stream = stream;
    this.#place = place;
    this.#timer = setInterval(() => void this.#look(), LIMITS.lagLookMs).unref();
  }

  /** Batches that it has yet to read; nothing if that is not known. */
  get behind(): number | undefined {
    return this.#behind;
  }

  /** Looks no more. */
  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    try {
      const { last } = await this.#stream.bounds();
      this.#behind = Math.max(0, last - this.#place());
    } catch {
      // NATS does not answer; who asks is told that it is not known.
      this.#behind = undefined;
    }
  }
}
