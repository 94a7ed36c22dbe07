import type { Spotter, Verdict } from "./mask.ts";

const LF = 10;

/** Hides lines that are not UTF-8: nobody can tell what is in them, as with the telnet options that some clients send first. */
export class EncodingSpotter implements Spotter {
  /** So many bytes of a character are still to come, and between which bounds the next one is. */
  #left = 0;
  #least = 0x80;
  #most = 0xbf;
  #isBad = false;

  begin(): void {
    this.#left = 0;
    this.#isBad = false;
  }

  isSecret(byte: number): Verdict {
    if (byte === LF) {
      const isCut = this.#left > 0;
      this.begin();
      return isCut ? "line" : false;
    }
    if (this.#isBad) return true;
    this.#isBad = this.#left > 0 ? !this.#goesOn(byte) : !this.#begins(byte);
    return this.#isBad ? "line" : false;
  }

  #goesOn(byte: number): boolean {
    const isGood = byte >= this.#least && byte <= this.#most;
    this.#left--;
    this.#least = 0x80;
    this.#most = 0xbf;
    return isGood;
  }

  #begins(byte: number): boolean {
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false;
    this.#left = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    // What could be written shorter, halves of characters, and what is beyond the last character.
    this.#least = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
    this.#most = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
    return true;
  }
}
