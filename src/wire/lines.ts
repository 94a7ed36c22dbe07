import { LIMITS } from "../core/limits.ts";

const LF = 10;
const CR = 13;

/** What is wrong with a line, for a dialect to say in its own words. */
export type LineProblem = "too-long" | "not-utf8";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Cuts a stream of bytes into lines at LF, without it and a CR before it. A line that is too long is reported once and
 * skipped to its end; one that is not UTF-8 is reported and skipped. What waits for its end is bounded in bytes and in
 * pieces.
 */
export class LineSplitter {
  readonly #limit: number;
  readonly #line: (line: string) => void;
  readonly #problem: (problem: LineProblem, line?: Uint8Array) => void;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #skipping = false;

  /**
   * @param limit the most bytes of a line, without its end
   * @param problem is also given the line if it is there and is not UTF-8; the bytes are only valid during the call
   */
  constructor(limit: number, line: (line: string) => void, problem: (problem: LineProblem, line?: Uint8Array) => void) {
    this.#limit = limit;
    this.#line = line;
    this.#problem = problem;
  }

  /** Whether a line has begun whose end has not come. */
  get isPartial(): boolean {
    return this.#bytes > 0;
  }

  /** The same, or one that was too long has not come to its end. */
  get isMidLine(): boolean {
    return this.#bytes > 0 || this.#skipping;
  }

  /** Takes bytes; calls back for every line that they complete. */
  feed(bytes: Uint8Array): void {
    let from = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, from)) {
      this.#complete(bytes.subarray(from, end));
      from = end + 1;
    }
    if (from < bytes.length) this.#hold(bytes.subarray(from));
  }

  /** Takes what has come of the unfinished line, if any, as if it had ended here. */
  flush(): void {
    if (this.#bytes > 0) this.#complete(new Uint8Array(0));
  }

  #hold(rest: Uint8Array): void {
    if (this.#skipping) return;
    this.#bytes += rest.length;
    // A CR that belongs to the line's end is not counted, so one byte more may wait.
    if (this.#bytes > this.#limit + 1 || this.#pieces.length >= LIMITS.pieces) {
      this.#drop();
      this.#skipping = true;
      this.#problem("too-long");
      return;
    }
    // A `slice` of Node's Buffer would be the same memory, which is read into again.
    this.#pieces.push(new Uint8Array(rest));
  }

  #complete(last: Uint8Array): void {
    if (this.#skipping) {
      this.#skipping = false;
      return;
    }
    let line = last;
    if (this.#bytes > 0) {
      line = concat(this.#pieces, this.#bytes, last);
      this.#drop();
    }
    if (line.at(-1) === CR) line = line.subarray(0, -1);
    if (line.length > this.#limit) {
      this.#problem("too-long");
      return;
    }
    const text = decodeUtf8(line);
    if (text === undefined) this.#problem("not-utf8", line);
    else this.#line(text);
  }

  #drop(): void {
    this.#pieces = [];
    this.#bytes = 0;
  }
}

/** The text of these bytes, or nothing if they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of these bytes, with U+FFFD for what is not UTF-8. */
export function decodeLeniently(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

/** All pieces in one. */
export function concat(pieces: readonly Uint8Array[], length: number, last: Uint8Array): Uint8Array {
  const whole = new Uint8Array(length + last.length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  whole.set(last, at);
  return whole;
}

const [BOLD, COLOUR, HEX_COLOUR, PLAIN, MONOSPACE, REVERSE, ITALIC, STRUCK, UNDERLINED] = String.fromCharCode(
  ...[0x02, 0x03, 0x04, 0x0f, 0x11, 0x16, 0x1d, 0x1e, 0x1f],
);

/** How IRC clients format text (modern.ircdocs.horse/formatting): colours with their numbers, and what is one character. */
const FORMATTING = new RegExp(
  `${COLOUR}(?:\\d{1,2}(?:,\\d{1,2})?)?|${HEX_COLOUR}(?:[\\da-f]{6}(?:,[\\da-f]{6})?)?|` +
    `[${BOLD}${PLAIN}${MONOSPACE}${REVERSE}${ITALIC}${STRUCK}${UNDERLINED}]`,
  "gi",
);

/**
 * The text without what could move a reader's cursor, colour their screen or hide what is written: control characters
 * other than tab become U+FFFD, and line ends become spaces unless `keepLines`. IRC's formatting is left out.
 */
export function harmless(text: string, keepLines = false): string {
  const plain = text.replace(FORMATTING, "");
  const lines = keepLines ? plain : plain.replace(/\r?\n/g, " ");
  return lines.replace(/(?![\t\n])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
