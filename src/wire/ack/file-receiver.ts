import { LIMITS } from "../../core/limits.ts";
import type { Shown } from "../client.ts";
import { concat, decodeUtf8 } from "../lines.ts";

const LF = 10;

/** What came in answer to `get`: a file (or that it is too large) and what came behind it, or just words. */
export type Received =
  | { readonly type: "file"; readonly shown: Shown; readonly rest: Uint8Array }
  | { readonly type: "text"; readonly text: string };

/** Takes the answer to `get NAME`: a line `NAME <bytes>` and then so many bytes, or a text that says why not. */
export class FileReceiver {
  readonly #name: string;
  /** What every announcement of the file begins with. */
  readonly #opening: Uint8Array;
  #header: Uint8Array = new Uint8Array(0);
  #size: number | undefined;
  /** Empty if the file is larger than is taken: then its bytes are only counted. */
  #file = new Uint8Array(0);
  #filled = 0;

  constructor(name: string) {
    this.#name = name;
    this.#opening = new TextEncoder().encode(`${name} `);
  }

  /** What is missing, in words. */
  get missing(): string {
    return this.#size === undefined
      ? `${this.#name} did not come.`
      : `Of ${this.#name} only ${this.#filled} of ${this.#size} bytes came.`;
  }

  /** Takes bytes; the answer once it is complete. */
  feed(bytes: Uint8Array): Received | undefined {
    if (this.#size !== undefined) return this.#fill(bytes, this.#size);
    this.#header = concat([this.#header], this.#header.length, bytes);
    const end = this.#header.indexOf(LF);
    if (end < 0 && this.#mayBeHeader()) return undefined;
    const line = decodeUtf8(this.#header.subarray(0, Math.max(0, end))) ?? "";
    const length = line.startsWith(`${this.#name} `) ? line.slice(this.#name.length + 1).trimEnd() : "";
    if (!/^\d{1,15}$/.test(length)) return { type: "text", text: new TextDecoder("utf-8").decode(this.#header) };
    this.#size = Number(length);
    if (this.#size <= LIMITS.receivedFileBytes) this.#file = new Uint8Array(this.#size);
    return this.#fill(this.#header.subarray(end + 1), this.#size);
  }

  /** Whether what has come so far can still become the line that announces the file. */
  #mayBeHeader(): boolean {
    const opening = this.#opening;
    if (this.#header.length > opening.length + 16) return false;
    return this.#header.subarray(0, opening.length).every((byte, i) => byte === opening[i]);
  }

  #fill(bytes: Uint8Array, size: number): Received | undefined {
    const piece = bytes.subarray(0, size - this.#filled);
    const isTaken = this.#file.length === size;
    if (isTaken) this.#file.set(piece, this.#filled);
    this.#filled += piece.length;
    if (this.#filled < size) return undefined;
    const shown: Shown = isTaken
      ? { type: "file", name: this.#name, bytes: this.#file }
      : { type: "text", text: `${this.#name} is too large: ${size} bytes.` };
    return { type: "file", shown, rest: bytes.slice(piece.length) };
  }
}
