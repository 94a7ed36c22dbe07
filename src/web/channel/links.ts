/** A piece of a text: what is shown, and where it leads, if it is a link. */
export interface Piece {
  readonly text: string;
  readonly href?: string;
}

/** Links as people write them; what stands behind one in a sentence is no part of it. */
const LINK = /\b(?:https?:\/\/|mailto:)[^\s<>"'\p{C}]+/giu;
const BEHIND = /[.,;:!?)\]}…]+$/u;

/** The URL that a text is, if following it is harmless: `http`, `https` or `mailto`. */
export function harmless(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === "http:" || protocol === "https:" || protocol === "mailto:" ? href : undefined;
}

/** A text in pieces, so that its links can be followed. Together they are the text. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let shown = 0;
  for (const match of text.matchAll(LINK)) {
    const link = trimmed(match[0]);
    const href = harmless(link);
    if (href === undefined) continue;
    if (match.index > shown) pieces.push({ text: text.slice(shown, match.index) });
    pieces.push({ text: link, href });
    shown = match.index + link.length;
  }
  if (shown < text.length) pieces.push({ text: text.slice(shown) });
  return pieces;
}

/** Without what ends the sentence; a bracket that was opened in the link stays. */
function trimmed(link: string): string {
  const end = BEHIND.exec(link)?.index ?? link.length;
  const isClosed = link[end] === ")" && link.slice(0, end).includes("(");
  return link.slice(0, isClosed ? end + 1 : end);
}
