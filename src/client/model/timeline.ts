import type { Form } from "../../core/commands.ts";
import type { MessageEvent } from "../../core/events.ts";
import type { PastEvent } from "../../core/ports.ts";

/** A message as it is now: edits and reactions are laid over it, and if it was taken back its text is gone. */
export interface Message extends MessageEvent {
  /** There if it was taken back: by whom, and why. */
  readonly takenBack?: { readonly by: string; readonly reason?: string };
}

/** What happened in a place besides messages. A message that was taken back before it was seen is a note. */
export type NoteEvent = Exclude<PastEvent, { readonly type: "message" | "edit" | "moderation" }>;

/** Something that was said. `isMention` if one's nick is in it. */
export interface MessageItem {
  readonly kind: "message";
  readonly key: string;
  readonly message: Message;
  readonly isOwn: boolean;
  readonly isMention: boolean;
}

export interface NoteItem {
  readonly kind: "note";
  readonly key: string;
  readonly event: NoteEvent;
}

/** Something that one says and that the server has not confirmed yet; or why it was refused. */
export interface PendingItem {
  readonly kind: "pending";
  readonly key: string;
  readonly text: string;
  /** Milliseconds since 1970, by one's own clock. */
  readonly at: number;
  readonly state: "waiting" | { readonly refused: string };
  /** The id of the message that it answers. */
  readonly reply?: string;
  readonly form?: Form;
}

/** Something is missing here, or could not be had. */
export interface GapItem {
  readonly kind: "gap";
  readonly key: string;
  readonly text: string;
}

/** One line of a timeline. Keys differ within a timeline. */
export type Item = MessageItem | NoteItem | PendingItem | GapItem;

/** The part of a place's past that is loaded, in the order of the log; what is pending is at its end. */
export interface Timeline {
  readonly items: readonly Item[];
  /** Whether there is more on the server before the first item. */
  readonly hasEarlier: boolean;
  /** Whether the window does not reach the end: what comes is not shown until `goToLatest` or `loadLater`. */
  readonly hasLater: boolean;
  /** What is being loaded; `around` is the whole window. */
  readonly loading: "earlier" | "later" | "around" | undefined;
  /** Behind this seq stands the line "new"; set when the place is shown, kept while it is looked at. */
  readonly newAfter: number | undefined;
  /** What was before the first item is not kept, or not for us. */
  readonly begins: boolean;
}
