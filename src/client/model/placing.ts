import type { PastEvent } from "../../core/ports.ts";
import type { Placed } from "./items.ts";
import { type Amendment, amendmentOf } from "./laid-over.ts";
import type { Message, MessageItem } from "./timeline.ts";

/** What is on a page: lines of their own, and what is to be laid over messages. */
export interface Sorted {
  readonly placed: readonly Placed[];
  readonly amendments: readonly Amendment[];
}

/** Sorts a page, which is in the order of the log. @param itemOf how a message is shown */
export function sorted(events: readonly PastEvent[], itemOf: (message: Message) => MessageItem): Sorted {
  const placed: Placed[] = [];
  const amendments: Amendment[] = [];
  for (const event of events) {
    const amendment = amendmentOf(event);
    if (amendment) amendments.push(amendment);
    else if (event.type === "message") placed.push({ seq: event.seq, item: itemOf(event) });
    else if (event.type !== "edit" && event.type !== "moderation") placed.push(noteOf(event));
  }
  return { placed, amendments };
}

/** The note of an event that is no message. */
export function noteOf(event: Exclude<PastEvent, { type: "message" | "edit" | "moderation" }>): Placed {
  return { seq: event.seq, item: { kind: "note", key: event.id, event } };
}
