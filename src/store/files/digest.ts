import { createHash } from "node:crypto";

/** What is found out about a file's bytes as they come by. */
export class Digest {
  readonly #hash = createHash("sha256");
  #hasNul = false;

  /** Whether one of the bytes is 0. */
  get hasNul(): boolean {
    return this.#hasNul;
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#hasNul ||= Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(0);
  }

  /** SHA-256 of all bytes so far, in hexadecimal; more may follow. */
  hex(): string {
    return this.#hash.copy().digest("hex");
  }
}
