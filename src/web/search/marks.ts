/** A piece of a text that was found, and whether that is what was sought. */
export interface Marked {
  readonly text: string;
  readonly isMarked: boolean;
}

/** Characters of a text that are shown, and how many of them stand before what was found. */
const SHOWN = 420;
const BEFORE = 90;

/** So much of a text is looked through. */
const LOOKED = 65_536;

/**
 * The part of a text that shows what was sought, with that marked, wherever it stands and however it is written; ` …` where
 * something is left out.
 */
export function excerpt(text: string, terms: readonly string[]): readonly Marked[] {
  const { folded, places } = foldWithPlaces(text.slice(0, LOOKED));
  const found = spans(
    folded,
    places,
    terms.map((term) => foldWithPlaces(term).folded),
  );
  const first = found[0]?.[0] ?? 0;
  const from = text.length <= SHOWN || first < SHOWN - BEFORE ? 0 : boundary(text, first - BEFORE);
  const to = Math.min(text.length, boundary(text, from + SHOWN));
  const pieces: Marked[] = from > 0 ? [{ text: "… ", isMarked: false }] : [];
  let at = from;
  const add = (until: number, isMarked: boolean): void => {
    if (until > at) pieces.push({ text: text.slice(at, until), isMarked });
    at = Math.max(at, until);
  };
  for (const [start, end] of found) {
    if (end <= from || start >= to) continue;
    add(Math.min(start, to), false);
    add(Math.min(end, to), true);
  }
  add(to, false);
  if (to < text.length) pieces.push({ text: " …", isMarked: false });
  return pieces;
}

/** Without marks and capitals, and for each of its units where that stood. */
function foldWithPlaces(text: string): { readonly folded: string; readonly places: readonly number[] } {
  let folded = "";
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = character.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    for (let i = 0; i < plain.length; i++) places.push(at);
    folded += plain;
    at += character.length;
  }
  places.push(at);
  return { folded, places };
}

type Span = readonly [start: number, end: number];

/** Where any of the terms stands in the text, in order and without overlaps. */
function spans(folded: string, places: readonly number[], terms: readonly string[]): readonly Span[] {
  const all = [...new Set(terms)].flatMap((term) =>
    startsOf(folded, term).map((i): Span => [places[i] ?? 0, places[i + term.length] ?? 0]),
  );
  all.sort(([one], [other]) => one - other);
  const apart: Span[] = [];
  for (const span of all) {
    const last = apart.at(-1);
    if (last && span[0] <= last[1]) apart[apart.length - 1] = [last[0], Math.max(last[1], span[1])];
    else apart.push(span);
  }
  return apart;
}

/** Where a term stands in the text; a short word is found as a whole only. */
function startsOf(folded: string, term: string): readonly number[] {
  if (term === "") return [];
  const starts: number[] = [];
  for (let i = folded.indexOf(term); i >= 0; i = folded.indexOf(term, i + term.length)) {
    if (term.length >= PART || isWhole(folded, i, i + term.length)) starts.push(i);
  }
  return starts;
}

/** From so many characters on a word may be a part of one. */
const PART = 3;

function isWhole(text: string, start: number, end: number): boolean {
  return !WORD.test(text.slice(Math.max(0, start - 1), start)) && !WORD.test(text.slice(end, end + 1));
}

const WORD = /[\p{L}\p{N}]/u;

/** Never between the two halves of one character. */
function boundary(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
