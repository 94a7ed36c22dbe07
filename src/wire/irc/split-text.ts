import { LIMITS } from "../../core/limits.ts";
import { cut, fits } from "../../core/utf8.ts";

/** A part of a text that IRC can carry in one line. */
export interface Piece {
  readonly text: string;
  /** Whether it goes on where the piece before it was cut; if not, it begins a line of the text. */
  readonly goesOn: boolean;
}

/** What ends a line of a text. A text that IRC carries can hold none of these. */
const LINE_END = /\r\n|[\r\n\0]/;

/**
 * A text as the lines in which IRC can carry it: cut at its own line ends, and where a line would take more than `room`
 * bytes, behind a space if there is one in the later half, else between two characters. Empty lines are left out, but
 * for a text that has nothing else.
 *
 * @param room bytes; at least 4, so that every character fits
 */
export function splitText(text: string, room: number): string[] {
  return withoutBlanks(piecesOf(text, room)).map((piece) => piece.text);
}

/** The pieces for whoever can't be sent empty lines; one with a space if there is no other. */
export function withoutBlanks(pieces: readonly Piece[]): readonly Piece[] {
  const full = pieces.filter(({ text }) => text !== "");
  return full.length === 0 ? [{ text: " ", goesOn: false }] : full;
}

/**
 * A text as pieces, as `splitText` cuts it but with its empty lines, and cut where its author's client cut it too. A text
 * of very many lines has the rest of them on its last, so that a small message can't become a large one.
 *
 * @param cuts places in the text, counted in UTF-16 units, in order; those that are not within a line are left out
 */
export function piecesOf(text: string, room: number, cuts: readonly number[] = []): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const line of boundedLines(text)) {
    const end = at + line.length;
    const begins = pieces.length;
    for (const part of cutAt(
      line,
      cuts.filter((place) => place > at && place < end).map((place) => place - at),
    )) {
      for (const piece of fitting(part, room)) pieces.push({ text: piece, goesOn: pieces.length > begins });
    }
    at = end + 1;
  }
  return pieces;
}

function boundedLines(text: string): string[] {
  const lines = text.split(LINE_END);
  const rest = lines.splice(LIMITS.ircMultilineLines - 1);
  if (rest.length > 0) lines.push(rest.length === 1 ? rest.join("") : rest.filter((line) => line !== "").join(" "));
  return lines;
}

function cutAt(line: string, places: readonly number[]): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const place of places) {
    // Not between the two units of one character, whoever says so.
    if (place <= from || isWithinCharacter(line, place)) continue;
    parts.push(line.slice(from, place));
    from = place;
  }
  parts.push(line.slice(from));
  return parts;
}

function isWithinCharacter(line: string, place: number): boolean {
  return (line.codePointAt(place - 1) ?? 0) > 0xffff;
}

function fitting(line: string, room: number): string[] {
  const pieces: string[] = [];
  let rest = line;
  while (!fits(rest, room)) {
    const piece = head(rest, room);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  if (rest !== "" || pieces.length === 0) pieces.push(rest);
  return pieces;
}

function head(text: string, room: number): string {
  const whole = cut(text, room);
  const space = whole.lastIndexOf(" ");
  return space >= whole.length / 2 ? whole.slice(0, space + 1) : whole;
}
