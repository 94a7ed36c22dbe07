import { LIMITS } from "../core/limits.ts";
import { harmless } from "./lines.ts";

/** A text as it is said: its lines end in LF whatever the client's system writes, and the last has no end. */
export function spoken(text: string): string {
  const lines = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  let end = lines.length;
  while (end > 0 && lines[end - 1] === "\n") end--;
  return lines.slice(0, end);
}

/**
 * The lines of a text, harmless to a terminal, each with `prefix` in front. A text of more lines than
 * `LIMITS.linesPerMessage` has the rest of them on its last, so that a small message can't become a large one.
 */
export function prefixed(text: string, prefix: string): string[] {
  if (!text.includes("\n")) return [prefix + harmless(text)];
  const lines = text.split("\n");
  const rest = lines.splice(LIMITS.linesPerMessage - 1).join(" ");
  if (rest !== "") lines.push(rest);
  return lines.map((line) => prefix + harmless(line));
}
