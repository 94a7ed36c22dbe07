import { LIMITS } from "../../core/limits.ts";
import { decodeUtf8 } from "../lines.ts";

/** The bytes of every header. */
export const HEADER_BYTES = 64;

/** What is wrong with what a framed client sent; after it nothing that follows can be read. */
export type FrameProblem = "bad-header" | "too-long" | "not-utf8";

/** A message as a client sends it: its header, and its body. */
export function frame(text: string): readonly [header: Uint8Array, body: Uint8Array] {
  const encoder = new TextEncoder();
  const body = encoder.encode(text);
  return [encoder.encode(String(body.length).padEnd(HEADER_BYTES)), body];
}

/**
 * Cuts a stream of bytes into framed messages: a header of 64 bytes with the body's length in decimal digits, padded on
 * the right with spaces, then the body. The first problem is reported, at the first byte that shows it, and is the end.
 */
export class FrameSplitter {
  readonly #message: (text: string) => void;
  readonly #problem: (problem: FrameProblem) => void;
  /** What has come of the header, or of the body. It grows as that comes, not as much as is announced. */
  #buffer = new Uint8Array(HEADER_BYTES);
  #filled = 0;
  /** The length of the body, once its header is complete. */
  #length: number | undefined;
  #isBroken = false;

  constructor(message: (text: string) => void, problem: (problem: FrameProblem) => void) {
    this.#message = message;
    this.#problem = problem;
  }

  /** Whether a header or a body has begun whose end has not come. */
  get isPartial(): boolean {
    return !this.#isBroken && (this.#filled > 0 || this.#length !== undefined);
  }

  /** Takes bytes; calls back for every message that they complete. */
  feed(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length && !this.#isBroken; ) {
      const wanted = (this.#length ?? HEADER_BYTES) - this.#filled;
      const piece = bytes.subarray(from, from + wanted);
      from += piece.length;
      this.#hold(piece);
      if (this.#length === undefined) this.#lookAtHeader();
      else this.#lookAtBody();
    }
  }

  #hold(piece: Uint8Array): void {
    const filled = this.#filled + piece.length;
    if (filled > this.#buffer.length) {
      const larger = new Uint8Array(Math.min(Math.max(filled, 2 * this.#buffer.length), LIMITS.textBytes));
      larger.set(this.#buffer.subarray(0, this.#filled));
      this.#buffer = larger;
    }
    this.#buffer.set(piece, this.#filled);
    this.#filled = filled;
  }

  #lookAtHeader(): void {
    const header = this.#taken();
    if (header === undefined || !/^\d+ *$/.test(header)) this.#fail("bad-header");
    else if (Number(header) > LIMITS.textBytes) this.#failOnceComplete("too-long");
    else if (this.#filled === HEADER_BYTES) {
      this.#length = Number(header);
      this.#filled = 0;
      if (this.#length === 0) this.#lookAtBody();
    }
  }

  #lookAtBody(): void {
    if (this.#filled !== this.#length) return;
    const text = this.#taken();
    this.#buffer = new Uint8Array(HEADER_BYTES);
    this.#filled = 0;
    this.#length = undefined;
    if (text === undefined) this.#fail("not-utf8");
    else this.#message(text);
  }

  #taken(): string | undefined {
    return decodeUtf8(this.#buffer.subarray(0, this.#filled));
  }

  /** A number can only be called too long when it is known to be one. */
  #failOnceComplete(problem: FrameProblem): void {
    if (this.#filled === HEADER_BYTES) this.#fail(problem);
  }

  #fail(problem: FrameProblem): void {
    this.#isBroken = true;
    this.#problem(problem);
  }
}
