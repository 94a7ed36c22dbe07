import { cut, fits } from "../../core/limits.ts";

/**
 * A text as the lines in which IRC can carry it: cut at its own line ends, and where a line would take more than `room`
 * bytes, behind a space if there is one in the later half, else between two characters. Empty lines are left out, but
 * for a text that has nothing else.
 *
 * @param room bytes; at least 4, so that every character fits
 */
export function splitText(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const line of text.split(/[\r\n\0]+/)) {
    for (let rest = line; rest !== ""; ) {
      const piece = fits(rest, room) ? rest : head(rest, room);
      lines.push(piece);
      rest = rest.slice(piece.length);
    }
  }
  return lines.length === 0 ? [" "] : lines;
}

function head(text: string, room: number): string {
  const whole = cut(text, room);
  const space = whole.lastIndexOf(" ");
  return space >= whole.length / 2 ? whole.slice(0, space + 1) : whole;
}
