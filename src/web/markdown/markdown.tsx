import { createElement, Fragment, memo, type NamedExoticComponent, type ReactElement, type ReactNode } from "react";
import { fold } from "../../core/names.ts";
import { hrefOf } from "../platform/route.ts";
import { Code } from "./code.tsx";
import { parseMarkdown } from "./parse.ts";
import type { Block, ListEntry, Piece } from "./pieces.ts";
import { withOwnNick } from "./words.ts";
import "./markdown.css";

/**
 * A text as people type it in chats, with its formatting: Markdown, or the codes of IRC clients. Whatever it is, it is
 * shown as text and never becomes markup.
 */
export const Markdown: NamedExoticComponent<{
  readonly text: string;
  /** One's own nick, which is marked. */
  readonly nick?: string;
}> = memo(({ text, nick = "" }) => {
  const blocks = parseMarkdown(text);
  return drawBlocks(blocks, nick);
});

function drawBlocks(blocks: readonly Block[], nick: string): ReactElement {
  return inOrder(blocks.map((block) => drawBlock(block, nick)));
}

function drawBlock(block: Block, nick: string): ReactElement {
  switch (block.kind) {
    case "paragraph":
      return (
        <p className="markdown-paragraph" dir="auto">
          {drawPieces(block.pieces, nick)}
        </p>
      );
    case "heading":
      // A heading of the page would say that what follows belongs to it.
      return (
        <p className={block.depth === 1 ? "markdown-heading markdown-heading-1" : "markdown-heading"} dir="auto">
          {drawPieces(block.pieces, nick)}
        </p>
      );
    case "quote":
      return <blockquote className="markdown-quote">{drawBlocks(block.blocks, nick)}</blockquote>;
    case "code":
      return <Code text={block.text} language={block.language} />;
    case "rule":
      return <hr className="markdown-rule" />;
    case "list": {
      const items = inOrder(block.items.map((item) => drawItem(item, nick)));
      return block.isOrdered ? <ol className="markdown-list">{items}</ol> : <ul className="markdown-list">{items}</ul>;
    }
  }
}

function drawItem({ blocks, number, isDone }: ListEntry, nick: string): ReactElement {
  return (
    <li value={number} className={isDone === undefined ? undefined : "markdown-task"}>
      {isDone !== undefined && (
        <span className="markdown-box" role="img" aria-label={isDone ? "done" : "to do"}>
          {isDone ? "☑" : "☐"}
        </span>
      )}
      {drawBlocks(blocks, nick)}
    </li>
  );
}

function drawPieces(pieces: readonly Piece[], nick: string): ReactElement {
  return inOrder(pieces.map((piece) => drawPiece(piece, nick)));
}

function drawPiece(piece: Piece, nick: string): ReactNode {
  switch (piece.kind) {
    case "text":
      return nick === "" ? piece.text : drawText(piece.text, nick);
    case "break":
      return <br />;
    case "code":
      return <code className="markdown-codespan">{piece.text}</code>;
    case "strong":
      return <strong>{drawPieces(piece.pieces, nick)}</strong>;
    case "em":
      return <em>{drawPieces(piece.pieces, nick)}</em>;
    case "strike":
      return <s>{drawPieces(piece.pieces, nick)}</s>;
    case "underline":
      return <u>{drawPieces(piece.pieces, nick)}</u>;
    case "colour":
      return <span className={`markdown-colour-${piece.colour}`}>{drawPieces(piece.pieces, nick)}</span>;
    case "link":
      return (
        <>
          <a href={piece.href} title={piece.title ?? piece.href} target="_blank" rel="noreferrer noopener">
            {drawPieces(piece.pieces, "")}
          </a>
          {piece.host !== undefined && <small className="markdown-host"> ({piece.host})</small>}
        </>
      );
    case "channel":
      return <a href={hrefOf({ at: "place", name: piece.name })}>{piece.name}</a>;
    case "mention":
      return <Mention nick={piece.nick} text={piece.text} isOwn={nick !== "" && fold(piece.nick) === fold(nick)} />;
  }
}

/** Text with one's own nick marked in it. */
function drawText(text: string, nick: string): ReactNode {
  return inOrder(withOwnNick(text, nick).map(drawMarked));
}

function drawMarked(piece: Piece): ReactNode {
  if (piece.kind === "mention") return <Mention {...piece} isOwn />;
  return piece.kind === "text" && piece.text;
}

/** What a text consists of never changes its order. */
function inOrder(nodes: readonly ReactNode[]): ReactElement {
  return createElement(Fragment, null, ...nodes);
}

function Mention({
  nick,
  text,
  isOwn,
}: {
  readonly nick: string;
  readonly text: string;
  readonly isOwn: boolean;
}): ReactElement {
  return (
    <bdi className={isOwn ? "markdown-mention markdown-mention-own" : "markdown-mention"} data-nick={nick}>
      {text}
    </bdi>
  );
}
