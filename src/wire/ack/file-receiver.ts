import type { Shown } from "../client.ts";
import { showText } from "../incoming.ts";
import { concat, decodeUtf8 } from "../lines.ts";

const LF = 10;

/** What came in answer to `get`. */
export interface Received {
  readonly shown: readonly Shown[];
  /** What came behind the answer; not there while the answer is not whole. */
  readonly rest?: Uint8Array;
}

/**
 * Takes the answer to `get NAME`: a line `NAME <bytes>` and then so many bytes, which are shown as they come, or a text
 * that says why not.
 */
export class FileReceiver {
  readonly #name: string;
  /** What every announcement of the file begins with. */
  readonly #opening: Uint8Array;
  #header: Uint8Array = new Uint8Array(0);
  #size: number | undefined;
  #count = 0;

  constructor(name: string) {
    this.#name = name;
    this.#opening = new TextEncoder().encode(`${name} `);
  }

  /** Takes bytes as they came. */
  feed(bytes: Uint8Array): Received {
    if (this.#size !== undefined) return this.#take(bytes, this.#size);
    this.#header = concat([this.#header], this.#header.length, bytes);
    const end = this.#header.indexOf(LF);
    if (end < 0 && this.#mayBeHeader()) return { shown: [] };
    const line = decodeUtf8(this.#header.subarray(0, Math.max(0, end))) ?? "";
    const length = line.startsWith(`${this.#name} `) ? line.slice(this.#name.length + 1).trimEnd() : "";
    if (!/^\d{1,15}$/.test(length)) {
      return { shown: showText(new TextDecoder("utf-8").decode(this.#header)), rest: new Uint8Array(0) };
    }
    const size = Number(length);
    this.#size = size;
    const { shown, ...over } = this.#take(this.#header.subarray(end + 1), size);
    return { shown: [{ type: "file", name: this.#name, size }, ...shown], ...over };
  }

  /** The connection has ended before the answer was whole. */
  end(): readonly Shown[] {
    if (this.#size === undefined) return showText(`${this.#name} did not come.`);
    return [
      { type: "file-end", isWhole: false },
      ...showText(`Of ${this.#name} only ${this.#count} of ${this.#size} bytes came.`),
    ];
  }

  /** Whether what has come so far can still become the line that announces the file. */
  #mayBeHeader(): boolean {
    const opening = this.#opening;
    if (this.#header.length > opening.length + 16) return false;
    return this.#header.subarray(0, opening.length).every((byte, i) => byte === opening[i]);
  }

  #take(bytes: Uint8Array, size: number): Received {
    const piece = bytes.subarray(0, size - this.#count);
    this.#count += piece.length;
    const shown: readonly Shown[] = piece.length > 0 ? [{ type: "piece", bytes: piece }] : [];
    if (this.#count < size) return { shown };
    return { shown: [...shown, { type: "file-end", isWhole: true }], rest: bytes.subarray(piece.length) };
  }
}
