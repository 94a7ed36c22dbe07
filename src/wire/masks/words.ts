import type { Spotter } from "./mask.ts";
import { ELSEWHERE, TYPED } from "./typed-commands.ts";

const [LF, SPACE, SLASH] = [10, 32, 47];

/** More characters than any of the words has that is looked for. */
const LONGEST = 32;

/** Characters beyond ASCII that count as spaces, as they are in UTF-8: whoever takes commands apart counts them so too. */
const SPACES: ReadonlySet<number> = new Set([
  0xc2a0,
  0xe19a80,
  0xe280a8,
  0xe280a9,
  0xe280af,
  0xe2819f,
  0xe38080,
  0xefbbbf,
  // U+2000 to U+200A.
  ...Array.from({ length: 11 }, (_none, i) => 0xe28080 + i),
]);

/** A command with signs in front, as some clients leave them there; what has a letter or a digit in front is an address. */
const COMMAND = /[^\w](\/[\w-]+)$/;

function shownBehind(word: string): number | undefined {
  return TYPED.get(word) ?? (ELSEWHERE.has(word) ? 0 : undefined);
}

/** Finds secrets behind words in a text of lines. */
export class WordSpotter implements Spotter {
  #word = "";
  /** Whether no word of the line has come to its end. */
  #isFirst = true;
  /** How many more words may be shown; nothing if no command has come. */
  #left: number | undefined;
  #isInWord = false;
  #isSecret = false;
  /** The last three bytes. */
  #last = 0;

  begin(): void {
    this.#word = "";
    this.#isFirst = true;
    this.#left = undefined;
    this.#isInWord = false;
    this.#isSecret = false;
    this.#last = 0;
  }

  isSecret(byte: number): boolean {
    if (byte === LF) {
      this.begin();
      return false;
    }
    if (this.#isSecret) return true;
    this.#last = ((this.#last << 8) | byte) & 0xffffff;
    if (byte <= SPACE || SPACES.has(this.#last) || SPACES.has(this.#last & 0xffff)) this.#wordEnds();
    else this.#inWord(byte);
    return this.#isSecret;
  }

  #inWord(byte: number): void {
    if (!this.#isInWord && this.#left !== undefined) {
      this.#isSecret = this.#left === 0;
      this.#left--;
    }
    this.#isInWord = true;
    // Of a long word the end is kept, where a command may stand.
    this.#word = (this.#word + String.fromCharCode(byte)).slice(-LONGEST);
  }

  #wordEnds(): void {
    // What a space beyond ASCII begins with is no part of the word.
    const word = this.#word.replace(/[\x80-\xff]+$/, "").toLowerCase();
    const isFirst = this.#isFirst;
    this.#word = "";
    this.#isInWord = false;
    if (word === "") return;
    this.#isFirst = false;
    const shown = shownBehind(word) ?? shownBehind(COMMAND.exec(word)?.[1] ?? "");
    const isUnknown = isFirst && shown === undefined && word.charCodeAt(0) === SLASH;
    // Of two commands the one counts that has less shown.
    const left = isUnknown ? 0 : shown;
    if (left !== undefined) this.#left = Math.min(this.#left ?? left, left);
  }
}
