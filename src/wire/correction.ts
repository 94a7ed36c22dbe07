import type { EditEvent, MessageEvent } from "../core/events.ts";

/**
 * A message's new text, for those whose clients can't change what they have shown: said again behind a star, as people
 * correct themselves in chats, and as a reply to what it corrects (IRCv3 client tag `reply`).
 */
export function correction({ type: _, msgid, text, ...rest }: EditEvent): MessageEvent {
  return { type: "message", ...rest, form: "message", text: `* ${text}`, tags: { "+draft/reply": msgid } };
}
