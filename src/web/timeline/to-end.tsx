import { type ReactElement, useState } from "react";
import type { Item, Timeline } from "../../client/model/timeline.ts";
import { Icon } from "../parts/icon.tsx";

/** More than this is not counted. */
const COUNTED = 999;

/** The button that brings one to the end, while one is elsewhere; it says how much has come meanwhile. */
export function ToEnd({
  timeline: { items, hasLater },
  isAtEnd,
  toLatest,
}: {
  readonly timeline: Timeline;
  readonly isAtEnd: boolean;
  readonly toLatest: () => void;
}): ReactElement | null {
  const [left, setLeft] = useState<number>();
  const isElsewhere = !isAtEnd || hasLater;
  const last = isElsewhere && left === undefined ? lastSeq(items) : left;
  if (isElsewhere && left === undefined) setLeft(last);
  if (!isElsewhere && left !== undefined) setLeft(undefined);
  if (!isElsewhere) return null;
  const count = hasLater ? 0 : countAfter(items, last ?? 0);
  return (
    <button
      type="button"
      className={count > 0 ? "timeline-to-end timeline-to-end-new" : "timeline-to-end"}
      onClick={toLatest}
    >
      <Icon name="down" />
      {count > 0 ? newWords(count) : "To the latest"}
    </button>
  );
}

function newWords(count: number): string {
  if (count >= COUNTED) return `${COUNTED}+ new messages`;
  return count === 1 ? "1 new message" : `${count} new messages`;
}

function lastSeq(items: readonly Item[]): number {
  const last = items.findLast((item) => item.kind === "message");
  return last?.kind === "message" ? last.message.seq : 0;
}

/** How many messages of others stand behind a seq. */
export function countAfter(items: readonly Item[], seq: number): number {
  let count = 0;
  for (let at = items.length - 1; at >= 0 && count < COUNTED; at -= 1) {
    const item = items[at];
    if (item?.kind !== "message") continue;
    if (item.message.seq <= seq) break;
    if (!item.isOwn) count += 1;
  }
  return count;
}
