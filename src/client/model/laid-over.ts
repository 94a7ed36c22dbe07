import { amend } from "../../core/amending.ts";
import type { EditEvent, MessageEvent, RedactEvent } from "../../core/events.ts";
import type { PastEvent } from "../../core/ports.ts";
import type { Message } from "./timeline.ts";

/** What is about an earlier message, and no line of its own: an edit, a reaction, or that it was taken back. */
export type Amendment = EditEvent | RedactEvent | MessageEvent;

/** What an event does to an earlier message, if it does. Tags that are no reaction are about nothing that is shown. */
export function amendmentOf(event: PastEvent): Amendment | undefined {
  if (event.type === "edit" || event.type === "redact") return event;
  return event.type === "message" && event.form === "tags" ? event : undefined;
}

/** The id of the message that it is about. */
export function amendedId(amendment: Amendment): string | undefined {
  if (amendment.type !== "message") return amendment.msgid;
  return amendment.tags?.["+draft/reply"] ?? amendment.tags?.["+reply"];
}

/** The message as it is then: the same object if nothing changes. What was taken back stays so. */
export function laidOver(message: Message, amendment: Amendment): Message {
  if (message.takenBack) return message;
  if (amendment.type !== "redact") return amend(message, amendment);
  const { tags: _tags, files: _files, reactions: _reactions, edited: _edited, ...bare } = message;
  const { from, reason } = amendment;
  return { ...bare, text: "", takenBack: { by: from.nick, ...(reason !== undefined && { reason }) } };
}
