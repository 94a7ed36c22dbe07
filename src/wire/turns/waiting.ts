import { LIMITS } from "../../core/limits.ts";
import { cut, utf8Length } from "../../core/utf8.ts";

/** Lines that wait for a client's next turn, bounded by `LIMITS.turnsWaitingBytes` or one line. */
export class Waiting {
  #lines: string[] = [];
  #bytes = 0;
  #leftOut = 0;

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** Adds a line; the oldest are left out if it is too much. */
  push(line: string): void {
    this.#lines.push(line);
    this.#bytes += utf8Length(line);
    while (this.#bytes > LIMITS.turnsWaitingBytes && this.#lines.length > 1) {
      this.#bytes -= utf8Length(this.#lines.shift() ?? "");
      this.#leftOut++;
    }
  }

  /**
   * Takes what goes into one turn: lines joined by newlines, cut to `limit` bytes between two characters; the rest
   * waits on. If lines were left out, the first says how many.
   */
  take(limit: number): string {
    if (this.#leftOut > 0) {
      this.#lines.unshift(`(${this.#leftOut} earlier ${this.#leftOut === 1 ? "line was" : "lines were"} left out)`);
      this.#bytes += utf8Length(this.#lines[0] ?? "");
      this.#leftOut = 0;
    }
    const all = this.#lines.join("\n");
    const turn = cut(all, limit);
    const rest = all.slice(turn.length);
    // A newline where the cut falls belongs to neither turn, so that no turn begins or ends with an empty line.
    this.#lines = rest === "" ? [] : (rest.startsWith("\n") ? rest.slice(1) : rest).split("\n");
    this.#bytes = this.#lines.reduce((sum, line) => sum + utf8Length(line), 0);
    return turn.endsWith("\n") ? turn.slice(0, -1) : turn;
  }
}
