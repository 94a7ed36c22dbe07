/** Hiding secrets in the bytes of a connection that somebody watches. */

/** Whether a byte is a part of a secret; `line` if all of its line is one, with what came before it. */
export type Verdict = boolean | "line";

/** Looks at bytes one after the other, and tells which of them are a part of a secret. */
export interface Spotter {
  /** Whether the next byte is a part of a secret. */
  isSecret(byte: number): Verdict;
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
  /** Somebody began to watch in the middle of a line, or some of it was not looked at: what its rest means is not known. */
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
    const shown = new Shown(bytes.length);
    for (const byte of bytes) {
      const verdict = this.#look(byte);
      if (verdict === "line") {
        shown.dropLine();
        shown.stars();
        this.#wasSecret = true;
      }
      // A line's end shows nothing.
      const isSecret = verdict === true || (verdict === "line" && byte !== LF);
      if (!isSecret) shown.add(byte);
      else if (!this.#wasSecret) shown.stars();
      this.#wasSecret = isSecret;
      if (byte === LF) this.#begin();
    }
    return shown.bytes;
  }

  /** Bytes go by that nobody is told of: they are not looked at, and so nothing is shown of the rest of their line. */
  skip(bytes: Uint8Array, isMidLine: boolean): void {
    if (!isMidLine) this.#begin();
    if (bytes.length === 0) return;
    this.#begin();
    this.#isLost = bytes.at(-1) !== LF;
  }

  #begin(): void {
    this.#isLost = false;
    this.#wasSecret = false;
    for (const spotter of this.#spotters ?? []) spotter.begin();
  }

  #look(byte: number): Verdict {
    if (!this.#spotters) return true;
    let found: Verdict = this.#isLost && byte !== LF;
    // Each has to see every byte.
    for (const spotter of this.#spotters) {
      const verdict = spotter.isSecret(byte);
      if (verdict === "line") found = "line";
      else if (verdict && found !== "line") found = true;
    }
    return found;
  }
}

/** What is shown of one piece. */
class Shown {
  #bytes: Uint8Array;
  #length = 0;
  /** Where its last line begins. */
  #line = 0;

  /** @param length of the piece */
  constructor(length: number) {
    this.#bytes = new Uint8Array(length + STARS.length);
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  add(byte: number): void {
    this.#makeRoom(1);
    this.#bytes[this.#length++] = byte;
    if (byte === LF) this.#line = this.#length;
  }

  stars(): void {
    this.#makeRoom(STARS.length);
    this.#bytes.set(STARS, this.#length);
    this.#length += STARS.length;
  }

  /** Shows nothing of the last line, as far as it came in this piece. */
  dropLine(): void {
    this.#length = this.#line;
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * this.#bytes.length + more);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
