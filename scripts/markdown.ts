/** A table in Markdown, with an empty line behind it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}

/** A table in which the first cell of each row is code. */
export function codeTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return table(
    head,
    rows.map((row) => row.map((cell, i) => (i === 0 ? code(cell) : cell))),
  );
}

/** The text as code, unless it is that already. */
export function code(text: string): string {
  return text.startsWith("`") ? text : `\`${text}\``;
}
