import type { Spotter } from "./mask.ts";

const BACKSLASH = 92;

/** What stands in front of a secret that can be told by that: the code of an invite link, and the token of a device. */
const FRONTS: readonly string[] = ["/invite/", "parley-"];

/** Finds secrets in whatever text by what stands directly in front of them. */
export class TokenSpotter implements Spotter {
  readonly #fronts: readonly Front[] = FRONTS.map((text) => new Front(text));

  begin(): void {
    for (const front of this.#fronts) front.begin();
  }

  isSecret(byte: number): boolean {
    let isSecret = false;
    // JSON may write a slash with a backslash in front.
    if (byte === BACKSLASH) return this.#fronts.some((front) => front.isBehind);
    for (const front of this.#fronts) if (front.take(byte)) isSecret = true;
    return isSecret;
  }
}

/** One text, of which no end but its first character is its beginning. */
class Front {
  readonly #text: string;
  #matched = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether all of it has come, so that a secret follows or goes on. */
  get isBehind(): boolean {
    return this.#matched === this.#text.length;
  }

  begin(): void {
    this.#matched = 0;
  }

  /** Whether a byte belongs to what stands behind it. */
  take(byte: number): boolean {
    const char = String.fromCharCode(byte).toLowerCase();
    if (this.isBehind && /[\w.~%-]/.test(char)) return true;
    if (!this.isBehind && char === this.#text[this.#matched]) this.#matched++;
    else this.#matched = char === this.#text[0] ? 1 : 0;
    return false;
  }
}
