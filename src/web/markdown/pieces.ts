/** What a text consists of, once its formatting is understood. */

/** A part of a line. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "break" }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "strong" | "em" | "strike" | "underline"; readonly pieces: readonly Piece[] }
  /** In one of the sixteen colours of IRC clients. */
  | { readonly kind: "colour"; readonly colour: number; readonly pieces: readonly Piece[] }
  /** `href` is of a kind that may be opened. `host` is there if the words name another one than the link leads to. */
  | {
      readonly kind: "link";
      readonly href: string;
      readonly title?: string;
      readonly host?: string;
      readonly pieces: readonly Piece[];
    }
  | { readonly kind: "channel"; readonly name: string }
  /** `text` is as it was written, with or without `@`. */
  | { readonly kind: "mention"; readonly nick: string; readonly text: string };

/** A part of a text that has lines of its own. */
export type Block =
  | { readonly kind: "paragraph"; readonly pieces: readonly Piece[] }
  | { readonly kind: "heading"; readonly depth: number; readonly pieces: readonly Piece[] }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | { readonly kind: "list"; readonly isOrdered: boolean; readonly items: readonly ListEntry[] }
  | { readonly kind: "code"; readonly text: string; readonly language: string }
  | { readonly kind: "rule" };

export interface ListEntry {
  readonly blocks: readonly Block[];
  /** Its number, as it was written. */
  readonly number?: number;
  /** There if it is something to be done. */
  readonly isDone?: boolean;
}
