/** What a server's bytes turned out to be. */
export type Shown =
  /** Something to read, harmless to a terminal; it may have several lines, and the last has no end. */
  | { readonly type: "text"; readonly text: string }
  /** A file that was asked for begins, of so many bytes. The name is the one that was asked for, as it was typed. */
  | { readonly type: "file"; readonly name: string; readonly size: number }
  /** More of that file; only valid while it is shown. */
  | { readonly type: "piece"; readonly bytes: Uint8Array }
  /** That file is over; if it is not whole, the connection ended before. */
  | { readonly type: "file-end"; readonly isWhole: boolean };

/**
 * The client's side of a classroom dialect: what to send for what is typed, and what is meant by what comes. It does
 * nothing by itself and never throws for anything that a server sent. `ClientTalk` makes a conversation of it.
 */
export interface ClientCodec {
  /** Whether the next line may be sent: the server has answered the last one, or it is the client's turn. */
  readonly isReady: boolean;
  /** Whether a goodbye has been said, typed or not. */
  readonly isLeaving: boolean;
  /** Whether a goodbye may be said though the server was to speak next. */
  readonly mayLeaveEarly: boolean;
  /** What to send for a line, each piece in a write of its own. To be called only when ready. An empty line is nothing. */
  encode(line: string): readonly Uint8Array[];
  /** What to send at the end of the input. When the codec is ready after that, the connection can be closed. */
  goodbye(): readonly Uint8Array[];
  /** Takes bytes as they came, one read at a time. They are only valid during the call. */
  feed(bytes: Uint8Array): readonly Shown[];
  /** Nothing has come for `LIMITS.heldLineMs`: what was held for its end is shown. */
  pause(): readonly Shown[];
  /** The server has hung up: what is left is shown. */
  end(): readonly Shown[];
}
