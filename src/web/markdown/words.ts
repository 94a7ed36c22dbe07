import { isChannelName } from "../../core/names.ts";
import { safeHref } from "./hrefs.ts";
import type { Piece } from "./pieces.ts";

/** What is sought in plain text: addresses (only where Markdown doesn't seek them), channels, and nicks behind `@`. */
const MARKS =
  /(?<![\p{L}\p{N}\p{M}_/&#@])(?:#\p{L}[\p{L}\p{M}\p{N}_.+-]*|@[\p{L}_[\]\\^{}|][\p{L}\p{M}\p{N}_[\]\\^{}|-]*)/gu;
const MARKS_AND_ADDRESSES = new RegExp(`https?://[^\\s<>"]+|${MARKS.source}`, "giu");

/** The text with its channels and mentioned nicks. @param withAddresses whether addresses become links too */
export function piecesOf(text: string, withAddresses: boolean): readonly Piece[] {
  if (!withAddresses && !text.includes("#") && !text.includes("@")) return [{ kind: "text", text }];
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(withAddresses ? MARKS_AND_ADDRESSES : MARKS)) {
    const word = withoutPunctuation(found);
    const piece = pieceOf(word);
    if (!piece) continue;
    if (index > from) pieces.push({ kind: "text", text: text.slice(from, index) });
    pieces.push(piece);
    from = index + word.length;
  }
  if (from < text.length) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}

function pieceOf(word: string): Piece | undefined {
  if (word.startsWith("#")) return isChannelName(word) ? { kind: "channel", name: word } : undefined;
  if (word.startsWith("@")) return { kind: "mention", nick: word.slice(1), text: word };
  const href = safeHref(word);
  return href === undefined ? undefined : { kind: "link", href, pieces: [{ kind: "text", text: word }] };
}

/** What ends a sentence or a bracket is not part of what stands in it. */
function withoutPunctuation(word: string): string {
  let end = word.length;
  while (end > 1 && ".,:;!?'\"".includes(word.charAt(end - 1))) end -= 1;
  if (word.charAt(end - 1) === ")" && !word.slice(0, end).includes("(")) end -= 1;
  return word.slice(0, end);
}

/** Marks one's own nick where it stands by itself. */
export function withOwnNick(text: string, nick: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const at of placesOf(text, nick)) {
    if (at > from) pieces.push({ kind: "text", text: text.slice(from, at) });
    from = at + nick.length;
    pieces.push({ kind: "mention", nick, text: text.slice(at, from) });
  }
  if (from < text.length) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}

const PART_OF_WORD = /[\p{L}\p{M}\p{N}_]/u;

function* placesOf(text: string, nick: string): Generator<number> {
  const folded = text.toLowerCase();
  const own = nick.toLowerCase();
  // Some characters are longer in lower case: then places are not the same.
  if (own === "" || folded.length !== text.length || own.length !== nick.length) return;
  for (let at = folded.indexOf(own); at !== -1; at = folded.indexOf(own, at + own.length)) {
    const before = text.charAt(at - 1);
    const behind = text.charAt(at + own.length);
    if (!PART_OF_WORD.test(before) && !PART_OF_WORD.test(behind)) yield at;
  }
}
