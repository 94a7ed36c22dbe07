import { TextDecoder } from "node:util";
import { type LineProblem, LineSplitter } from "../../wire/lines.ts";

/** A line of a file, with its number from 1. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** What old programs wrote before everybody wrote UTF-8. */
const latin = new TextDecoder("windows-1252");

/**
 * The lines of a file, as they come. What is not UTF-8 is taken for windows-1252.
 * @param limit the most bytes of a line; a longer one is reported and left out
 */
export async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  limit: number,
  isTooLong: (number: number) => void,
): AsyncGenerator<readonly NumberedLine[], void, undefined> {
  let lines: NumberedLine[] = [];
  let number = 0;
  const take = (text: string): void => {
    lines.push({ number: ++number, text });
  };
  const splitter = new LineSplitter(limit, take, (problem: LineProblem, line?: Uint8Array) => {
    if (problem === "not-utf8" && line) take(latin.decode(line));
    else isTooLong(++number);
  });
  for await (const chunk of bytes) {
    splitter.feed(chunk);
    if (lines.length === 0) continue;
    yield lines;
    lines = [];
  }
  splitter.flush();
  if (lines.length > 0) yield lines;
}
