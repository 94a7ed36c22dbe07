/**
 * What somebody searches for, as a text: words, "words one behind the other", and filters. It is read here as the server
 * reads it, so that fields and the text always say the same.
 */

/** The filters of which a text has one at most. */
export type FilterKey = "from" | "in" | "after" | "before";

/** What may be asked of a message besides words. */
export type Having = "link" | "file";

/** A piece of the text: a filter, or something that is sought. */
interface Piece {
  readonly whole: string;
  readonly index: number;
  /** What stands in quotes. */
  readonly quoted: string | undefined;
  readonly key: string;
  readonly value: string;
}

const PIECE = /"([^"]*)"?|([a-z]+):([^\s"]+)|[^\s"]+/giu;

/** The value of a filter; the last counts, as for the server. "" if there is none. */
export function filterOf(text: string, key: FilterKey): string {
  return piecesOf(text).findLast((piece) => isFilter(piece, key))?.value ?? "";
}

/** The text with another value of a filter, or without it, if that is "". What stands there already keeps its place. */
export function withFilter(text: string, key: FilterKey, value: string): string {
  const clean = value.replace(/[\s"]+/gu, "");
  return replaced(text, (piece) => isFilter(piece, key), clean === "" ? "" : `${key}:${clean}`);
}

export function has(text: string, what: Having): boolean {
  return piecesOf(text).some((piece) => isHaving(piece, what));
}

/** The text that asks for it, or no more. */
export function withHaving(text: string, what: Having, isWanted: boolean): string {
  return replaced(text, (piece) => isHaving(piece, what), isWanted ? `has:${what}` : "");
}

/** The words and phrases that are sought, without filters. */
export function termsOf(text: string): readonly string[] {
  return piecesOf(text).flatMap((piece) => {
    if (piece.quoted !== undefined) return piece.quoted.trim() === "" ? [] : [piece.quoted.trim()];
    return isAnyFilter(piece) ? [] : [piece.whole];
  });
}

/** Whether the text asks for anything. */
export function isQuery(text: string): boolean {
  return piecesOf(text).some(({ quoted }) => quoted === undefined || quoted.trim() !== "");
}

function piecesOf(text: string): readonly Piece[] {
  return [...text.matchAll(PIECE)].map((match) => {
    const [whole, quoted, key = "", value = ""] = match;
    return { whole, index: match.index, quoted, key: key.toLowerCase(), value };
  });
}

function isFilter({ quoted, key, value }: Piece, wanted: FilterKey): boolean {
  if (quoted !== undefined || key !== wanted) return false;
  return wanted === "from" || wanted === "in" || isDay(value);
}

function isHaving({ quoted, key, value }: Piece, wanted: Having): boolean {
  return quoted === undefined && key === "has" && value.toLowerCase() === wanted;
}

function isAnyFilter(piece: Piece): boolean {
  return FILTERS.some((key) => isFilter(piece, key)) || HAVINGS.some((what) => isHaving(piece, what));
}

const FILTERS: readonly FilterKey[] = ["from", "in", "after", "before"];
const HAVINGS: readonly Having[] = ["link", "file"];

function isDay(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && Date.parse(`${value}T00:00:00Z`) >= 0;
}

/** The text with one piece in place of all that are meant: where the first of them stood, or else at the end. */
function replaced(text: string, isMeant: (piece: Piece) => boolean, next: string): string {
  let result = "";
  let at = 0;
  let isIn = next === "";
  for (const piece of piecesOf(text).filter(isMeant)) {
    result += text.slice(at, piece.index) + (isIn ? "" : next);
    isIn = true;
    at = piece.index + piece.whole.length;
    if (result === "" || result.endsWith(" ")) while (text[at] === " ") at++;
  }
  result += text.slice(at);
  if (!isIn) result = `${result.trimEnd()} ${next}`;
  return result.trimStart();
}
