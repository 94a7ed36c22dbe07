import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { linesOf, type PipedLine } from "./lines-of.ts";

async function all(input: PassThrough): Promise<PipedLine[]> {
  const lines: PipedLine[] = [];
  for await (const line of linesOf(input, new AbortController().signal)) lines.push(line);
  return lines;
}

describe("linesOf", () => {
  it("numbers the lines; the last needs no end, and only LF and CR LF end one", async () => {
    const input = new PassThrough();
    input.write("one\r\ntw");
    input.end("o\u2028still two\n\nlast");
    expect(await all(input)).toEqual([
      { number: 1, text: "one" },
      { number: 2, text: "two\u2028still two" },
      { number: 3, text: "" },
      { number: 4, text: "last" },
    ]);
  });

  it("tells what is wrong with a line, and goes on behind it", async () => {
    const input = new PassThrough();
    input.end(
      Buffer.concat([Buffer.from(`${"x".repeat(LIMITS.textBytes + 1)}\n`), Buffer.of(0xff, 10), Buffer.from("z")]),
    );
    expect(await all(input)).toEqual([
      { number: 1, problem: "too-long" },
      { number: 2, problem: "not-utf8" },
      { number: 3, text: "z" },
    ]);
  });

  it("ends when it is to stop, though the input is open", async () => {
    const stop = new AbortController();
    const input = new PassThrough();
    const lines = linesOf(input, stop.signal);
    input.write("one\n");
    expect(await lines.next()).toMatchObject({ value: { text: "one" } });
    const next = lines.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});
