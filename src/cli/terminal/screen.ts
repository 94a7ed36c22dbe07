import { clearScreenDown, cursorTo, type Interface, moveCursor } from "node:readline";
import type { Writable } from "node:stream";
import type { Io } from "../io.ts";
import { fitted } from "./cells.ts";

/** A terminal's screen: at its bottom a line of status, if there is one, and the prompt with what is being typed. */
export class Screen {
  readonly #readline: Interface;
  readonly #stdout: Io["stdout"];
  #isPrompting = false;
  #isClosed = false;
  #status: string | undefined;
  /** Whether the status stands right above the prompt, or above the cursor if there is no prompt. */
  #isStatusShown = false;

  constructor(readline: Interface, { stdout }: Pick<Io, "stdout">) {
    this.#readline = readline;
    this.#stdout = stdout;
  }

  /** Shows lines above the status and what is being typed. */
  print(text: string): void {
    this.#clear();
    printTo(this.#stdout, text);
    this.#draw();
  }

  /** Shows from now on that something may be typed. */
  prompt(text: string): void {
    if (this.#isClosed) return;
    this.#isPrompting = true;
    this.#readline.setPrompt(text);
    this.#readline.prompt(true);
  }

  /** Shows a line in the place of the one before, or takes that away. */
  status(text: string | undefined): void {
    if (text === this.#status) return;
    this.#clear();
    this.#status = text;
    this.#draw();
  }

  /** A line was typed: the cursor is on the next. */
  typed(line: string, erases: boolean): void {
    this.#isPrompting = false;
    const shown = this.#readline.getPrompt() + line;
    // A line that was wrapped, or may have been, is left where it is; then the status is somewhere above it.
    if (erases && shown.length * 2 < (this.#stdout.columns ?? 0)) eraseRow(this.#stdout);
    else this.#isStatusShown = false;
  }

  /** Nothing is typed any more. What comes after this, if only the shell's own prompt, begins on a line of its own. */
  close(): void {
    this.#isClosed = true;
    if (!this.#isPrompting) return;
    const typed = this.#isStatusShown ? this.#readline.getPrompt() + this.#readline.line : "";
    // What was typed last goes up, and the status stays below it.
    if (this.#isStatusShown) this.#clear();
    this.#isPrompting = false;
    printTo(this.#stdout, typed);
    this.#draw();
  }

  /** Clears the status, the prompt and what is typed behind it, on however many rows. */
  #clear(): void {
    if (this.#isPrompting) {
      moveCursor(this.#stdout, 0, -this.#readline.getCursorPos().rows);
      cursorTo(this.#stdout, 0);
      clearScreenDown(this.#stdout);
    }
    if (this.#isStatusShown) eraseRow(this.#stdout);
    this.#isStatusShown = false;
  }

  #draw(): void {
    if (this.#status !== undefined) {
      // One row, whatever happens: it is taken away by going up one.
      printTo(this.#stdout, fitted(this.#status, (this.#stdout.columns ?? 80) - 1));
      this.#isStatusShown = true;
    }
    if (this.#isPrompting) this.#readline.prompt(true);
  }
}

/** Writes a line, unless nobody reads it any more. */
export function printTo(output: Writable, text: string): void {
  if (output.writable) output.write(`${text}\n`);
}

function eraseRow(stdout: Writable): void {
  moveCursor(stdout, 0, -1);
  cursorTo(stdout, 0);
  clearScreenDown(stdout);
}
