import type { Refusal } from "../core/answers.ts";
import { RATES } from "../core/rates.ts";
import type { Line } from "./conversation.ts";
import { isWrong } from "./sign-in.ts";
import { guessDelay } from "./wrong-passwords.ts";

/**
 * The wrong passwords of one connection: each is answered later than the one before, and the last of
 * `RATES.wrongPerConnection` is the end. What they count for beyond the connection is counted where they are looked at.
 */
export class Guesses {
  readonly #line: Pick<Line, "timer" | "note">;
  readonly #close: () => void;
  #count = 0;

  /** @param close ends the connection, with a word about why */
  constructor(line: Pick<Line, "timer" | "note">, close: () => void) {
    this.#line = line;
    this.#close = close;
  }

  /**
   * Answers a refusal: in its time if that is of a wrong password, or else at once.
   *
   * @param goOn as `answer`
   */
  refuse(refusal: Refusal, answer: () => void, goOn: () => void): void {
    if (isWrong(refusal)) this.answer(refusal.code === "too-many-tries", answer, goOn);
    else {
      answer();
      goOn();
    }
  }

  /**
   * Answers a try in its time. Until then nothing more of the connection is to be looked at.
   *
   * @param isBarred whether it was not looked at, since there were too many: that is answered after the longest time
   * @param goOn called behind the answer, unless it was the last
   */
  answer(isBarred: boolean, answer: () => void, goOn: () => void): void {
    this.#count++;
    const { most } = RATES.wrongPerConnection;
    this.#line.timer(guessDelay(isBarred ? most : this.#count), () => {
      answer();
      if (this.#count < most) goOn();
      else {
        this.#line.note(`closed after ${this.#count} wrong passwords`);
        this.#close();
      }
    });
  }
}
