import { once } from "node:events";
import type { Readable } from "node:stream";
import { LIMITS } from "../../core/limits.ts";
import { type LineProblem, LineSplitter } from "../../wire/lines.ts";

/** A line of a pipe, with its number from 1; or what is wrong with it. */
export type PipedLine =
  | { readonly number: number; readonly text: string; readonly problem?: undefined }
  | { readonly number: number; readonly problem: LineProblem };

/**
 * The lines of a pipe, read no faster than they are taken. A last line needs no end. It ends early when `signal` is
 * aborted, and when the pipe fails.
 */
export async function* linesOf(input: Readable, signal: AbortSignal): AsyncGenerator<PipedLine, void, undefined> {
  let lines: PipedLine[] = [];
  let number = 0;
  const splitter = new LineSplitter(
    LIMITS.textBytes,
    (text) => lines.push({ number: ++number, text }),
    (problem) => lines.push({ number: ++number, problem }),
  );
  for await (const bytes of chunksOf(input, signal)) {
    splitter.feed(bytes);
    yield* lines;
    lines = [];
  }
  if (signal.aborted) return;
  splitter.flush();
  yield* lines;
}

async function* chunksOf(input: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  while (!signal.aborted) {
    const chunk: unknown = input.read();
    if (chunk instanceof Uint8Array) yield chunk;
    else if (typeof chunk === "string") yield Buffer.from(chunk);
    else if (input.readableEnded || input.destroyed || !(await isReadable(input, signal))) return;
  }
}

/** Waits for more; false if there is none. */
async function isReadable(input: Readable, signal: AbortSignal): Promise<boolean> {
  const either = new AbortController();
  const options = { signal: AbortSignal.any([signal, either.signal]) };
  try {
    const end = ["end", "close"].map((name) => once(input, name, options).then(() => false));
    return await Promise.race([once(input, "readable", options).then(() => true), ...end]);
  } catch {
    return false;
  } finally {
    either.abort();
  }
}

/** What is wrong with a line, as it is said of it. */
export function sayProblem(number: number, problem: LineProblem): string {
  return `line ${number} was not sent: it is ${problem === "too-long" ? "longer than 64 KiB" : "not UTF-8"}.`;
}
