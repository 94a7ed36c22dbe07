import { withoutCodes } from "./irc-codes.ts";
import { parseMarkdown } from "./parse.ts";
import type { Block, ListEntry, Piece } from "./pieces.ts";

/** What a text says, without the signs that format it: for where there is only room for the words. */
export function withoutMarks(text: string): string {
  return withoutCodes(linesOf(parseMarkdown(text)));
}

function linesOf(blocks: readonly Block[]): string {
  return blocks
    .map(wordsOf)
    .filter((words) => words !== "")
    .join("\n");
}

function wordsOf(block: Block): string {
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return spoken(block.pieces);
    case "quote":
      return linesOf(block.blocks);
    case "list":
      return block.items.map(entry).join("\n");
    case "code":
      return block.text;
    case "rule":
      return "";
  }
}

function entry({ blocks, number, isDone }: ListEntry): string {
  const words = linesOf(blocks);
  if (isDone !== undefined) return `${isDone ? "☑" : "☐"} ${words}`;
  return number === undefined ? `• ${words}` : `${number}. ${words}`;
}

function spoken(pieces: readonly Piece[]): string {
  return pieces.map(spokenPiece).join("");
}

function spokenPiece(piece: Piece): string {
  switch (piece.kind) {
    case "text":
    case "code":
    case "mention":
      return piece.text;
    case "break":
      return "\n";
    case "channel":
      return piece.name;
    default:
      return spoken(piece.pieces);
  }
}
