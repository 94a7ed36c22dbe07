import { concat, decodeUtf8 } from "./lines.ts";

/** The most bytes that an unfinished UTF-8 character has. */
const TAIL_BYTES = 3;

/**
 * Makes texts of reads, for dialects in which one read is one message. The beginning of a character at the end of a
 * read waits for the next; what is not UTF-8 is reported, and is lost without taking the read after it along.
 */
export class ReadDecoder {
  readonly #text: (text: string) => void;
  readonly #problem: (problem: "not-utf8") => void;
  #tail = new Uint8Array(0);

  constructor(text: (text: string) => void, problem: (problem: "not-utf8") => void) {
    this.#text = text;
    this.#problem = problem;
  }

  /** Takes one read; calls back once, or not at all if no character of it is complete. */
  feed(bytes: Uint8Array): void {
    const tail = this.#tail;
    const whole = tail.length > 0 ? concat([tail], tail.length, bytes) : bytes;
    if (this.#take(whole)) return;
    this.#problem("not-utf8");
    // The tail may have been what was wrong: then this read alone is a text.
    if (tail.length > 0) this.#take(bytes);
  }

  #take(bytes: Uint8Array): boolean {
    const end = bytes.length - unfinishedBytes(bytes);
    const text = decodeUtf8(bytes.subarray(0, end));
    this.#tail = text === undefined ? new Uint8Array(0) : new Uint8Array(bytes.subarray(end));
    if (text) this.#text(text);
    return text !== undefined;
  }
}

/** How many bytes at the end begin a character that is not complete. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(TAIL_BYTES, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return byte <= 0xf4 && lengthOf(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** The bytes of the character that begins with this one. */
function lengthOf(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}
