import { cut } from "../../core/utf8.ts";
import { harmless } from "../../wire/lines.ts";

/** Characters of an example that are shown. */
const EXAMPLE = 120;

/** What was left out for one reason. */
export interface Skipped {
  readonly reason: string;
  readonly count: number;
  /** Where the first one is, and what it says. */
  readonly example: string;
}

/** Counts what an import leaves out. Reasons are few: none is made of what a source says. */
export class Report {
  readonly #skipped = new Map<string, { count: number; readonly example: string }>();

  /** Takes note of something that is left out, and where it is. */
  leaveOut(reason: string, where: string, text = ""): void {
    const before = this.#skipped.get(reason);
    if (before) before.count++;
    else this.#skipped.set(reason, { count: 1, example: exampleOf(where, text) });
  }

  /** All of it, the most frequent first. */
  get skipped(): readonly Skipped[] {
    const all = [...this.#skipped].map(([reason, { count, example }]) => ({ reason, count, example }));
    return all.sort((one, other) => other.count - one.count);
  }
}

function exampleOf(where: string, text: string): string {
  const plain = harmless(text.slice(0, EXAMPLE * 2)).trim();
  const short = cut(plain, EXAMPLE);
  return short === "" ? harmless(where) : `${harmless(where)}: ${short}${short === plain ? "" : "…"}`;
}
