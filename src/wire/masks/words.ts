import type { Spotter } from "./mask.ts";

const LF = 10;
const SPACE = 32;

/** Behind these words, wherever in a line, its rest is a secret: commands that people type, and headers of HTTP. */
const WORDS: ReadonlySet<string> = new Set([
  "/login",
  "/register",
  "/password",
  "/passwd",
  "/pass",
  "/oper",
  "/identify",
  "/invite-code",
  "/ns",
  "/nickserv",
  "authorization:",
  "proxy-authorization:",
  "cookie:",
  "set-cookie:",
]);

/** More characters than any of the words has. */
const LONGEST = 24;

/** Finds secrets behind words in a text of lines. */
export class WordSpotter implements Spotter {
  #word = "";
  #isSecret = false;

  begin(): void {
    this.#word = "";
    this.#isSecret = false;
  }

  isSecret(byte: number): boolean {
    if (byte === LF) {
      this.begin();
      return false;
    }
    if (this.#isSecret) return true;
    if (byte <= SPACE) {
      this.#isSecret = WORDS.has(this.#word.toLowerCase());
      this.#word = "";
    } else if (this.#word.length < LONGEST) this.#word += String.fromCharCode(byte);
    return false;
  }
}
