import { concat, decodeLeniently } from "../../wire/lines.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);
const BLANK: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf]);
const LIST = 0x5b;

/** What is wrong with an item of a list, or with the list. */
export type ListProblem = "too-long" | "not-json" | "no-list";

/**
 * The items of a JSON list, as its bytes come: however long the list is, one item is held at a time. Whatever stands
 * where it does not belong is part of some item then, which is not JSON.
 * @param limit the most bytes of an item
 */
export async function* listItems(
  bytes: AsyncIterable<Uint8Array>,
  limit: number,
  problem: (problem: ListProblem) => void,
): AsyncGenerator<readonly unknown[], void, undefined> {
  let items: unknown[] = [];
  const splitter = new ListSplitter(limit, problem, (text) => {
    try {
      items.push(JSON.parse(text));
    } catch {
      problem("not-json");
    }
  });
  for await (const chunk of bytes) {
    splitter.feed(chunk);
    if (items.length === 0) continue;
    yield items;
    items = [];
  }
  splitter.end();
}

/** Finds where items of a list end. */
class ListSplitter {
  readonly #limit: number;
  readonly #problem: (problem: ListProblem) => void;
  readonly #item: (text: string) => void;
  /** How many brackets are open; the list's own is the first. */
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #isOver = false;
  #isTooLong = false;
  #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(limit: number, problem: (problem: ListProblem) => void, item: (text: string) => void) {
    this.#limit = limit;
    this.#problem = problem;
    this.#item = item;
  }

  feed(chunk: Uint8Array): void {
    let from = this.#depth === 0 ? this.#begin(chunk) : 0;
    for (let i = from; i < chunk.length && !this.#isOver; i++) {
      if (!this.#isEnd(chunk[i] ?? 0)) continue;
      this.#complete(chunk.subarray(from, i));
      from = i + 1;
    }
    if (!this.#isOver) this.#hold(chunk.subarray(from));
  }

  end(): void {
    if (!this.#isOver) this.#problem(this.#depth === 0 ? "no-list" : "not-json");
  }

  /** Where the first item begins. */
  #begin(chunk: Uint8Array): number {
    if (this.#isOver) return chunk.length;
    const start = chunk.findIndex((byte) => !BLANK.has(byte));
    if (start < 0) return chunk.length;
    if (chunk[start] === LIST) this.#depth = 1;
    else {
      this.#problem("no-list");
      this.#isOver = true;
    }
    return start + 1;
  }

  /** Whether an item ends with this byte. */
  #isEnd(byte: number): boolean {
    if (this.#isInText) {
      this.#passText(byte);
      return false;
    }
    if (byte === QUOTE) this.#isInText = true;
    else if (OPENING.has(byte)) this.#depth++;
    else if (CLOSING.has(byte)) return --this.#depth === 0;
    return byte === COMMA && this.#depth === 1;
  }

  #passText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#isInText = false;
  }

  #hold(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#length <= this.#limit) this.#pieces.push(piece.slice());
    else {
      this.#isTooLong = true;
      this.#pieces = [];
    }
  }

  #complete(last: Uint8Array): void {
    const held = this.#length;
    const isTooLong = this.#isTooLong || held + last.length > this.#limit;
    const text = isTooLong ? "" : decodeLeniently(concat(this.#pieces, held, last));
    this.#pieces = [];
    this.#length = 0;
    this.#isTooLong = false;
    this.#isOver = this.#depth === 0;
    if (isTooLong) this.#problem("too-long");
    // Behind a comma, or in a list without items, there may be nothing.
    else if (text.trim() !== "") this.#item(text);
  }
}
