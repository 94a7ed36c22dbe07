/** A text of which a part is selected. */
export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** How a part of a text can be formatted. */
export type Format = "bold" | "italic" | "code";

const MARKS: Readonly<Record<Format, string>> = { bold: "**", italic: "_", code: "`" };

/**
 * Puts the marks of a format around what is selected, or takes them away if they are there; what is selected stays so.
 * Code of several lines gets a fence.
 */
export function format(selected: Selected, how: Format): Selected {
  const { text, start, end } = selected;
  if (how === "code" && text.slice(start, end).includes("\n")) return fence(selected);
  const mark = MARKS[how];
  const size = mark.length;
  const hasMarks = text.slice(start - size, start) === mark && text.slice(end, end + size) === mark && start >= size;
  if (hasMarks) {
    const inner = text.slice(start, end);
    return { text: text.slice(0, start - size) + inner + text.slice(end + size), start: start - size, end: end - size };
  }
  // Marks mean nothing beside spaces.
  const inner = text.slice(start, end);
  const lead = inner.trim() === "" ? 0 : inner.length - inner.trimStart().length;
  const trail = inner.trim() === "" ? 0 : inner.length - inner.trimEnd().length;
  const [from, to] = [start + lead, end - trail];
  return {
    text: text.slice(0, from) + mark + text.slice(from, to) + mark + text.slice(to),
    start: from + size,
    end: to + size,
  };
}

function fence({ text, start, end }: Selected): Selected {
  const before = start === 0 || text[start - 1] === "\n" ? "```\n" : "\n```\n";
  const inner = text.slice(start, end);
  const after = `${inner.endsWith("\n") ? "" : "\n"}\`\`\`${text[end] === "\n" || end === text.length ? "" : "\n"}`;
  return {
    text: text.slice(0, start) + before + inner + after + text.slice(end),
    start: start + before.length,
    end: end + before.length,
  };
}
