import type { Spotter } from "../masks/mask.ts";
import { textSecrets } from "../masks/text-secrets.ts";

const [LF, SPACE, QUOTE, APOSTROPHE, COMMA, COLON, BACKSLASH] = [10, 32, 34, 39, 44, 58, 92];
const OPENING: ReadonlySet<number> = new Set([91, 123]);
const CLOSING: ReadonlySet<number> = new Set([93, 125]);

/** The names of fields that hold secrets: passwords, tokens, keys of channels, and what makes somebody known again. */
const SECRET: ReadonlySet<string> = new Set([
  "password",
  "current",
  "token",
  "ticket",
  "invite",
  "client",
  "secret",
  "key",
  "parameter",
  "authorization",
  "cookie",
]);

/** Holds a secret in the answer that makes an invite link; in what is refused it says why. */
const CODE = "code";
const HARMLESS: ReadonlySet<string> = new Set(["refused", "goodbye"]);

/** More characters than any name has, however it is written. */
const LONGEST = 96;

/**
 * Finds the values of secret fields, in objects that may be cut anywhere and need not be well written: any text that is
 * such a name counts as one, up to the next comma or bracket on its level.
 */
class FieldSpotter implements Spotter {
  #quote: number | undefined;
  #isEscaped = false;
  #word = "";
  /** How many texts have begun, and whether what a `code` says is harmless here. */
  #texts = 0;
  #isHarmless = false;
  #depth = 0;
  /** On which level a secret field is. */
  #secretDepth: number | undefined;
  /** Whether its value has begun. */
  #isValue = false;

  begin(): void {
    this.#quote = undefined;
    this.#isEscaped = false;
    this.#word = "";
    this.#texts = 0;
    this.#isHarmless = false;
    this.#depth = 0;
    this.#secretDepth = undefined;
    this.#isValue = false;
  }

  isSecret(byte: number): boolean {
    if (byte === LF) {
      this.begin();
      return false;
    }
    return this.#quote === undefined ? this.#outside(byte) : this.#inside(byte);
  }

  #inside(byte: number): boolean {
    const isSecret = this.#isValue;
    if (!this.#isEscaped && byte === this.#quote) {
      this.#quote = undefined;
      this.#wordEnds();
      return isSecret;
    }
    this.#isEscaped = !this.#isEscaped && byte === BACKSLASH;
    this.#add(byte);
    return isSecret;
  }

  #outside(byte: number): boolean {
    if (byte === QUOTE || byte === APOSTROPHE) {
      this.#wordEnds();
      this.#quote = byte;
      this.#isEscaped = false;
      return this.#begins();
    }
    if (byte === COMMA || CLOSING.has(byte)) return this.#ends(byte);
    if (byte <= SPACE || byte === COLON) {
      this.#wordEnds();
      return this.#isValue;
    }
    const isSecret = this.#begins();
    if (OPENING.has(byte)) this.#depth++;
    // Names without quotes are no JSON, and are typed by hand.
    else this.#add(byte);
    return isSecret;
  }

  #ends(byte: number): boolean {
    this.#wordEnds();
    if (CLOSING.has(byte)) this.#depth--;
    const isOver =
      this.#secretDepth !== undefined &&
      (byte === COMMA ? this.#depth <= this.#secretDepth : this.#depth < this.#secretDepth);
    if (isOver) {
      this.#secretDepth = undefined;
      this.#isValue = false;
    }
    return this.#isValue;
  }

  /** Something begins: behind a secret name it is the value. */
  #begins(): boolean {
    if (this.#secretDepth !== undefined) this.#isValue = true;
    return this.#isValue;
  }

  #add(byte: number): void {
    if (this.#word.length < LONGEST) this.#word += String.fromCharCode(byte);
  }

  #wordEnds(): void {
    if (this.#word === "") return;
    const word = plain(this.#word);
    this.#word = "";
    if (++this.#texts === 2 && HARMLESS.has(word)) this.#isHarmless = true;
    if (this.#isValue || this.#secretDepth !== undefined) return;
    if (SECRET.has(word) || (word === CODE && !this.#isHarmless)) this.#secretDepth = this.#depth;
  }
}

/** A name as it is meant, in small letters: JSON may write any character by its number. */
function plain(word: string): string {
  return word
    .replace(/\\u([0-9a-f]{4})/gi, (_whole, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .toLowerCase();
}

/** What finds the secrets of the native dialect. */
export function jsonSecrets(): readonly Spotter[] {
  return [new FieldSpotter(), ...textSecrets()];
}
