import type { Spotter } from "../masks/mask.ts";
import { textSecrets } from "../masks/text-secrets.ts";
import { RECEIVED, SENT, type Secrecy } from "./field-secrecy.ts";

const [LF, SPACE, QUOTE, APOSTROPHE, COMMA, COLON, BACKSLASH] = [10, 32, 34, 39, 44, 58, 92];
const OPENING: ReadonlySet<number> = new Set([91, 123]);
const CLOSING: ReadonlySet<number> = new Set([93, 125]);

/** Holds a secret in the answer that makes an invite link; in what is refused it says why. */
const CODE = "code";
const HARMLESS: ReadonlySet<string> = new Set(["refused", "goodbye"]);

/** The names of fields by what they hold, in small letters, wherever they stand: a name may come before the `type`. */
interface Names {
  readonly secret: ReadonlySet<string>;
  readonly free: ReadonlySet<string>;
  /** All that are known; what is in any other may be a secret whose name is misspelt. */
  readonly known: ReadonlySet<string>;
}

const NAMES: Names = namesOf([...Object.values<Secrecy>(SENT), ...Object.values<Secrecy>(RECEIVED)]);

function namesOf(rows: readonly Secrecy[]): Names {
  const names = { secret: new Set<string>(), free: new Set<string>(), known: new Set(["type", "ref"]) };
  const collect = (row: Secrecy): void => {
    if (typeof row === "string") return;
    for (const [field, secrecy] of Object.entries(row)) {
      const name = field.toLowerCase();
      names.known.add(name);
      if (secrecy === "secret" || secrecy === "free") names[secrecy].add(name);
      collect(secrecy);
    }
  };
  for (const row of rows) collect(row);
  // What is a secret in an answer is a reason in a refusal.
  names.secret.delete(CODE);
  return names;
}

/** More characters than any name has, however it is written. */
const LONGEST = 96;

/**
 * Finds the values of secret fields, in objects that may be cut anywhere and need not be well written: any text that is
 * such a name counts as one, up to the next comma or bracket on its level. So does what stands in front of a colon and is no
 * known name.
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
  /** The last text on its level, and on which level a field is whose own fields have any names. */
  #last: string | undefined;
  #freeDepth: number | undefined;

  begin(): void {
    this.#quote = undefined;
    this.#isEscaped = false;
    this.#word = "";
    this.#texts = 0;
    this.#isHarmless = false;
    this.#depth = 0;
    this.#secretDepth = undefined;
    this.#isValue = false;
    this.#last = undefined;
    this.#freeDepth = undefined;
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
      if (byte === COLON) this.#named();
      return this.#isValue;
    }
    const isSecret = this.#begins();
    if (OPENING.has(byte)) this.#opens();
    // Names without quotes are no JSON, and are typed by hand.
    else this.#add(byte);
    return isSecret;
  }

  #ends(byte: number): boolean {
    this.#wordEnds();
    if (CLOSING.has(byte)) this.#depth--;
    this.#last = undefined;
    if (this.#isOver(byte, this.#freeDepth)) this.#freeDepth = undefined;
    if (this.#isOver(byte, this.#secretDepth)) {
      this.#secretDepth = undefined;
      this.#isValue = false;
    }
    return this.#isValue;
  }

  /** Whether a comma or a bracket is the end of a field on some level. */
  #isOver(byte: number, depth: number | undefined): boolean {
    return depth !== undefined && (byte === COMMA ? this.#depth <= depth : this.#depth < depth);
  }

  #opens(): void {
    this.#depth++;
    this.#last = undefined;
  }

  /** What came was the name of a field. */
  #named(): void {
    if (this.#secretDepth !== undefined) return;
    const isFree = this.#freeDepth !== undefined && this.#depth > this.#freeDepth;
    const isKnown = this.#last !== undefined && NAMES.known.has(this.#last);
    if (!isFree && !isKnown) this.#secretDepth = this.#depth;
    else if (!isFree && this.#last !== undefined && NAMES.free.has(this.#last)) this.#freeDepth = this.#depth;
    this.#last = undefined;
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
    this.#last = word;
    if (++this.#texts === 2 && HARMLESS.has(word)) this.#isHarmless = true;
    if (this.#isValue || this.#secretDepth !== undefined) return;
    if (NAMES.secret.has(word) || (word === CODE && !this.#isHarmless)) this.#secretDepth = this.#depth;
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
