import type { Item, MessageItem } from "../../client/model/timeline.ts";

/** The last message of one's own, or else of anybody else, of those that are loaded. */
export function lastMessage(items: readonly Item[], isOwn: boolean): MessageItem | undefined {
  return items.findLast(
    (item): item is MessageItem =>
      item.kind === "message" && item.isOwn === isOwn && !item.message.takenBack && item.message.form !== "notice",
  );
}
