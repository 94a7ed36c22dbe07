import { LIMITS } from "../core/limits.ts";

/** What of a text is searched for: its words, such that those that a person takes for the same are the same. */

/** Accents and vowel signs that are left out when one writes in a hurry; the Arabic lengthener; looks of emoji. */
const MARKS: RegExp = new RegExp(
  [
    "[\\u0300-\\u036f]",
    "[\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7]",
    "[\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed]",
    "\\u0640",
    "[\\ufe00-\\ufe0f]",
  ].join("|"),
  "g",
);

const DENSE =
  "[[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmr}\\p{scx=Mymr}]&&\\p{L}]";

/** A letter of a script that has no spaces between words, an emoji, or a word. */
const WORD: RegExp = new RegExp(
  `${DENSE}\\p{M}*|\\p{Extended_Pictographic}|[[\\p{L}\\p{N}\\p{M}]--${DENSE}]{1,${LIMITS.searchWord}}`,
  "gv",
);

/**
 * The words of a text in its order, without case and accents. Where a script has no spaces between words, each letter is
 * one, so that whatever stands together is found. What is longer than `LIMITS.searchWord` characters is several words.
 */
export function wordsOf(text: string): string[] {
  const bare = text.normalize("NFKD").replace(MARKS, "").normalize("NFC");
  // By way of capitals "ß" is "ss", and the three sigmas are one.
  const folded = bare.toUpperCase().toLowerCase().replaceAll("ς", "σ");
  return folded.match(WORD) ?? [];
}

/** Whether a text has the address of a page. */
export function hasLink(text: string): boolean {
  return /\bhttps?:\/\/[^\s/]/i.test(text);
}
