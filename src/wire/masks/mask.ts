/** Hiding secrets in the bytes of a connection that somebody watches. */

/** Looks at bytes one after the other, and tells which of them are a part of a secret. */
export interface Spotter {
  /** Whether the next byte is a part of a secret. */
  isSecret(byte: number): boolean;
  /** The next byte is the first of a line, whatever came before. */
  begin(): void;
}

const LF = 10;
const STARS: Uint8Array = new TextEncoder().encode("********");

/**
 * Hides secrets in bytes that go one way over one connection, in pieces of any size: in place of each there are eight
 * stars, so that not even its length is told. Who finds none of a dialect's secrets is given no spotters of it, and then
 * everything is hidden.
 */
export class Mask {
  readonly #spotters: readonly Spotter[] | undefined;
  /** Somebody began to watch in the middle of a line: what its rest means is not known. */
  #isLost: boolean;
  #wasSecret = false;

  /** @param isMidLine whether a line has begun whose beginning is not seen here */
  constructor(spotters: readonly Spotter[] | undefined, isMidLine: boolean) {
    this.#spotters = spotters;
    this.#isLost = isMidLine;
  }

  /** @param isMidLine whether the line goes on that had begun, as who reads it takes it */
  hide(bytes: Uint8Array, isMidLine: boolean): Uint8Array {
    if (!isMidLine) this.#begin();
    const shown: number[] = [];
    for (const byte of bytes) {
      const isSecret = this.#isSecret(byte);
      if (!isSecret) shown.push(byte);
      else if (!this.#wasSecret) shown.push(...STARS);
      this.#wasSecret = isSecret;
    }
    return Uint8Array.from(shown);
  }

  #begin(): void {
    this.#isLost = false;
    this.#wasSecret = false;
    for (const spotter of this.#spotters ?? []) spotter.begin();
  }

  #isSecret(byte: number): boolean {
    if (!this.#spotters) return true;
    let isSecret = this.#isLost && byte !== LF;
    // Each has to see every byte.
    for (const spotter of this.#spotters) if (spotter.isSecret(byte)) isSecret = true;
    if (byte === LF) this.#begin();
    return isSecret;
  }
}
