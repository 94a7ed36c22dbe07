import type { Writable } from "node:stream";
import { harmless } from "../../wire/lines.ts";
import { cellsOf } from "./cells.ts";

/** How rows are written: as columns for a person, separated by tabs for a program, or as the JSON that they are. */
export interface TableStyle {
  readonly isTerminal: boolean;
  readonly json: boolean;
}

/** What a column is called, and what it says of a row. */
export interface Column<R> {
  readonly title: string;
  readonly of: (row: R) => string;
}

/** Blanks between two columns. */
const GAP = "  ";

/** Writes rows. A person is told if there are none; a program reads no titles. */
export function writeTable<R extends object>(
  output: Writable,
  { isTerminal, json }: TableStyle,
  {
    columns,
    rows,
    none,
  }: { readonly columns: readonly Column<R>[]; readonly rows: readonly R[]; readonly none: string },
): void {
  if (json)
    writeLines(
      output,
      rows.map((row) => JSON.stringify(row)),
    );
  else if (!isTerminal)
    writeLines(
      output,
      rows.map((row) => cellsIn(columns, row).join("\t")),
    );
  else if (rows.length === 0) writeLines(output, [none]);
  else writeLines(output, aligned([columns.map(({ title }) => title), ...rows.map((row) => cellsIn(columns, row))]));
}

/** Writes one thing with its properties, of which each is a row here. */
export function writeFacts(
  output: Writable,
  { isTerminal, json }: TableStyle,
  subject: object,
  facts: readonly (readonly [name: string, text: string])[],
): void {
  const shown = facts.map(([name, text]) => [name, oneLine(text)]);
  if (json) writeLines(output, [JSON.stringify(subject)]);
  else writeLines(output, isTerminal ? aligned(shown) : shown.map((cells) => cells.join("\t")));
}

function cellsIn<R>(columns: readonly Column<R>[], row: R): readonly string[] {
  return columns.map((column) => oneLine(column.of(row)));
}

/** What others have chosen can neither begin a new line or column, nor do anything to a terminal. */
function oneLine(text: string): string {
  return harmless(text).replace(/\s+/gu, " ");
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((cells) => cellsOf(cells[i] ?? ""))));
  return rows.map((cells) =>
    cells
      .map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - cellsOf(cell)))
      .join(GAP)
      .trimEnd(),
  );
}

function writeLines(output: Writable, lines: readonly string[]): void {
  output.write(lines.map((line) => `${line}\n`).join(""));
}
