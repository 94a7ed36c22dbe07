import { Marked, type MarkedToken, type Token, type Tokens } from "marked";
import { LIMITS } from "../../core/limits.ts";
import { otherHost, safeHref } from "./hrefs.ts";
import { hasCodes, ircPieces, linesOf } from "./irc-codes.ts";
import type { Block, ListEntry, Piece } from "./pieces.ts";
import { piecesOf } from "./words.ts";

/** What Markdown has and chats don't. */
const off = (): undefined => undefined;
const marked = new Marked({
  gfm: true,
  breaks: true,
  tokenizer: { code: off, lheading: off, def: off, html: off, tag: off, table: off },
});

/** What a text says; each text is looked at once, for as long as it is remembered. */
export function parseMarkdown(text: string): readonly Block[] {
  const before = kept.get(text);
  if (before) return before;
  const blocks = parse(text);
  keptChars += text.length;
  kept.set(text, blocks);
  for (const [oldest] of kept) {
    if (kept.size <= LIMITS.markdownKept && keptChars <= LIMITS.markdownKeptChars) break;
    kept.delete(oldest);
    keptChars -= oldest.length;
  }
  return blocks;
}

const kept = new Map<string, readonly Block[]>();
let keptChars = 0;

function parse(text: string): readonly Block[] {
  if (text.length > LIMITS.markdownChars) return plain(text);
  if (hasCodes(text)) {
    const pieces = ircPieces(text, LIMITS.markdownPieces);
    return pieces ? [{ kind: "paragraph", pieces }] : plain(text);
  }
  if (!mayBeCheap(text)) return plain(text);
  try {
    return new Reader().blocks(marked.lexer(text), 0);
  } catch (error) {
    if (error instanceof TooMuch) return plain(text);
    throw error;
  }
}

/** As it is. */
function plain(text: string): readonly Block[] {
  if (text.length > LIMITS.markdownChars) return [{ kind: "paragraph", pieces: [{ kind: "text", text }] }];
  const pieces = linesOf(text);
  const isMany = pieces.length > LIMITS.markdownPieces;
  return [{ kind: "paragraph", pieces: isMany ? [{ kind: "text", text }] : pieces }];
}

const SIGNS = /[*_~`[\]!<>\\|]/g;
const FENCE = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/;
/** What quotes and lists in each other begin a line with. */
const NESTED = /^(?:[ \t]*(?:>|[*+-](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))+/;

/** What may be an address of mail, and is longer than any: to seek its beginning takes long. */
const LONG_ADDRESS = /[^\s@]{100}@/;

/** Whether it takes little time to understand a text: it has few signs outside of code, and little in each other. */
function mayBeCheap(text: string): boolean {
  let signs = 0;
  for (const line of linesOutsideCode(text)) {
    const [nested = ""] = NESTED.exec(line) ?? [];
    signs += line.match(SIGNS)?.length ?? 0;
    if (signs > LIMITS.markdownSigns || nested.replace(/\s/g, "").length > 2 * LIMITS.markdownDepth) return false;
    if (LONG_ADDRESS.test(line)) return false;
  }
  return true;
}

/** Lines that are not in a block of code, with those around it. */
function* linesOutsideCode(text: string): Generator<string> {
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    const [, ticks, tildes] = FENCE.exec(line) ?? [];
    const found = ticks ?? tildes;
    if (fence === undefined) {
      fence = found;
      yield line;
    } else if (found?.startsWith(fence) && line.trim() === found) fence = undefined;
  }
}

/** A text is too much to be shown with its formatting. */
class TooMuch extends Error {}

/** Makes pieces of Markdown's tokens. @throws TooMuch */
class Reader {
  #count = 0;

  blocks(tokens: readonly Token[], depth: number): readonly Block[] {
    this.#check(depth);
    return tokens
      .filter(isKnown)
      .map((token) => this.#block(token, depth))
      .filter((block) => block !== undefined);
  }

  #block(token: MarkedToken, depth: number): Block | undefined {
    this.#check(depth);
    switch (token.type) {
      case "space":
      case "checkbox":
        return undefined;
      case "heading":
        return { kind: "heading", depth: token.depth, pieces: this.#pieces(token.tokens, depth, false) };
      case "blockquote":
        return { kind: "quote", blocks: this.blocks(token.tokens, depth + 1) };
      case "code":
        return { kind: "code", text: token.text, language: token.lang ?? "" };
      case "hr":
        return { kind: "rule" };
      case "list":
        return this.#list(token, depth);
      default:
        return { kind: "paragraph", pieces: this.#piecesOf(token, depth, false) };
    }
  }

  #list({ ordered, items }: Tokens.List, depth: number): Block {
    const entries = items.map((item): ListEntry => {
      const number = /^\s*(\d{1,9})[.)]/.exec(item.raw)?.[1];
      return {
        blocks: this.blocks(item.tokens, depth + 1),
        ...(number !== undefined && { number: Number(number) }),
        ...(item.task && { isDone: item.checked === true }),
      };
    });
    return { kind: "list", isOrdered: ordered, items: entries };
  }

  #pieces(tokens: readonly Token[], depth: number, isInLink: boolean): readonly Piece[] {
    this.#check(depth);
    return tokens.filter(isKnown).flatMap((token) => this.#piecesOf(token, depth, isInLink));
  }

  #piecesOf(token: MarkedToken, depth: number, isInLink: boolean): readonly Piece[] {
    this.#check(depth);
    switch (token.type) {
      case "strong":
      case "em":
        return [{ kind: token.type, pieces: this.#pieces(token.tokens, depth + 1, isInLink) }];
      case "del":
        return [{ kind: "strike", pieces: this.#pieces(token.tokens, depth + 1, isInLink) }];
      case "br":
        return [{ kind: "break" }];
      case "codespan":
        return [{ kind: "code", text: token.text }];
      case "link":
      case "image":
        return this.#link(token, depth, isInLink);
      case "paragraph":
        return this.#pieces(token.tokens, depth, isInLink);
      case "text":
        return token.tokens ? this.#pieces(token.tokens, depth, isInLink) : this.#text(token.text, isInLink);
      case "escape":
        return [{ kind: "text", text: token.text }];
      default:
        return this.#text(token.raw, isInLink);
    }
  }

  #text(text: string, isInLink: boolean): readonly Piece[] {
    const pieces: readonly Piece[] = isInLink ? [{ kind: "text", text }] : piecesOf(text, false);
    this.#count += pieces.length;
    return pieces;
  }

  #link(token: Tokens.Link | Tokens.Image, depth: number, isInLink: boolean): readonly Piece[] {
    const href = safeHref(token.href);
    // What leads nowhere is shown as it was written.
    if (href === undefined || isInLink) return [{ kind: "text", text: token.raw }];
    const pieces = this.#pieces(token.tokens, depth + 1, true);
    const host = otherHost(href, token.text);
    return [
      {
        kind: "link",
        href,
        pieces: pieces.length > 0 ? pieces : [{ kind: "text", text: token.href }],
        ...(token.title && { title: token.title }),
        ...(host !== undefined && { host }),
      },
    ];
  }

  #check(depth: number): void {
    this.#count += 1;
    if (depth > LIMITS.markdownDepth || this.#count > LIMITS.markdownPieces) throw new TooMuch();
  }
}

const KNOWN: ReadonlySet<string> = new Set<MarkedToken["type"]>([
  "blockquote",
  "br",
  "checkbox",
  "code",
  "codespan",
  "def",
  "del",
  "em",
  "escape",
  "heading",
  "hr",
  "html",
  "image",
  "link",
  "list",
  "list_item",
  "paragraph",
  "space",
  "strong",
  "table",
  "text",
]);

function isKnown(token: Token): token is MarkedToken {
  return KNOWN.has(token.type);
}
