/** Scripts and signs whose letters take two cells of a terminal, by and large (Unicode Standard Annex #11). */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** How many cells of a terminal a text takes. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const { segment } of graphemes.segment(text)) cells += WIDE.test(segment) ? 2 : 1;
  return cells;
}

/** As much of a text as fits into so many cells of a terminal; what is cut off is marked with `…`. */
export function fitted(text: string, cells: number): string {
  let [left, kept] = [cells, ""];
  for (const { segment, index } of graphemes.segment(text)) {
    const width = WIDE.test(segment) ? 2 : 1;
    const isLast = index + segment.length === text.length;
    if (width > left - (isLast ? 0 : 1)) return left > 0 ? `${kept}…` : kept;
    kept += segment;
    left -= width;
  }
  return kept;
}
