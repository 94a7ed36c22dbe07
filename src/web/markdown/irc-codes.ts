import type { Piece } from "./pieces.ts";
import { piecesOf } from "./words.ts";

/** The codes by which IRC clients format texts: bold, italic, underlined, struck, as code, turned round, coloured, plain. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is sought
const CODES = /\x03(?:(\d{1,2})(?:,\d{1,2})?)?|\x04(?:[\da-f]{6}(?:,[\da-f]{6})?)?|[\x02\x0f\x11\x16\x1d\x1e\x1f]/gi;

const SWITCHES: Readonly<Record<string, Switch>> = {
  "\x02": "strong",
  "\x1d": "em",
  "\x1f": "underline",
  "\x1e": "strike",
  "\x11": "code",
};
type Switch = "strong" | "em" | "underline" | "strike" | "code";

/** How many colours have names; clients may send others. */
const COLOURS = 16;

/** Whether a text has codes of IRC clients in it. */
export function hasCodes(text: string): boolean {
  return text.search(CODES) !== -1;
}

/** The text without them. */
export function withoutCodes(text: string): string {
  return text.replace(CODES, "");
}

/** What a text with such codes looks like. Nothing if it consists of more pieces than `limit`. */
export function ircPieces(text: string, limit: number): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  const on = new Set<Switch>();
  let colour: number | undefined;
  let from = 0;
  const put = (to: number): void => {
    if (to > from) pieces.push(...dressed(linesOf(text.slice(from, to), on.has("code")), on, colour));
  };
  for (const { 0: code, 1: number, index } of text.matchAll(CODES)) {
    put(index);
    if (pieces.length > limit) return undefined;
    from = index + code.length;
    const which = SWITCHES[code];
    if (which && !on.delete(which)) on.add(which);
    if (code.startsWith("\x03")) colour = number === undefined ? undefined : Number(number);
    if (code === "\x0f") {
      on.clear();
      colour = undefined;
    }
  }
  put(text.length);
  return pieces.length > limit ? undefined : pieces;
}

/** Plain text, its lines, and what else is found in it. */
export function linesOf(text: string, isCode = false): readonly Piece[] {
  return text.split("\n").flatMap((line, index) => {
    const pieces: readonly Piece[] = isCode ? [{ kind: "code", text: line }] : piecesOf(line, true);
    return index === 0 ? pieces : [{ kind: "break" }, ...pieces];
  });
}

function dressed(pieces: readonly Piece[], on: ReadonlySet<Switch>, colour: number | undefined): readonly Piece[] {
  let outer = pieces;
  for (const kind of on) if (kind !== "code") outer = [{ kind, pieces: outer }];
  return colour !== undefined && colour < COLOURS ? [{ kind: "colour", colour, pieces: outer }] : outer;
}
