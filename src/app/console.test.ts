import { expect, it } from "vitest";
import { type Console, openConsole } from "./console.ts";

/** A console, and what is written to it. */
function written(isTTY: boolean): { readonly console: Console; readonly lines: string[] } {
  const lines: string[] = [];
  const stream = { isTTY, write: (line: string) => lines.push(line), on: () => undefined };
  return { console: openConsole(stream, false), lines };
}

it("tells of trouble in a line of its own, with its cause", () => {
  const { console, lines } = written(true);
  console.trouble(new Error("no room"), "the search rests");
  expect(lines).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d the search rests\s+Error: no room\n/)]);
});

it("tells programs of trouble too", () => {
  const { console, lines } = written(false);
  console.trouble(new Error("no room"), "the search rests");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: 50, msg: "the search rests", err: { message: "no room" } });
});
