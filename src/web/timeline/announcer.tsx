import { type ReactElement, useEffect, useRef, useState } from "react";
import type { Item, Timeline } from "../../client/model/timeline.ts";
import { withoutMarks } from "../markdown/plain.ts";
import { seqOf } from "./rows.ts";

/** What comes is told at most so often. */
const EVERY_MS = 1_500;
/** So much of a message is read out by itself. In characters. */
const SHOWN = 300;

/** Tells who listens rather than looks what is said: the latest message, and how many came with it. */
export function Announcer({ timeline }: { readonly timeline: Timeline }): ReactElement {
  const [words, setWords] = useState("");
  const told = useRef<number>(undefined);
  const timer = useRef<number>(undefined);
  const latest = useRef(timeline);
  useEffect(() => {
    latest.current = timeline;
    const { items, hasLater } = timeline;
    if (hasLater) told.current = undefined;
    if (hasLater || items.length === 0) return;
    // What was there before is not news.
    told.current ??= lastSeq(items);
    if (lastSeq(items) <= told.current) return;
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      setWords(newsOf(latest.current.items, told.current ?? 0));
      told.current = lastSeq(latest.current.items);
    }, EVERY_MS);
  }, [timeline]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return (
    <p className="unseen" aria-live="polite">
      {words}
    </p>
  );
}

function lastSeq(items: readonly Item[]): number {
  const last = items.findLast(({ kind }) => kind === "message" || kind === "note");
  return last ? seqOf(last) : 0;
}

/** What others said behind a seq. */
export function newsOf(items: readonly Item[], after: number): string {
  let count = 0;
  let words = "";
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const item = items[at];
    if (item?.kind !== "message") continue;
    if (item.message.seq <= after) break;
    if (item.isOwn) continue;
    count += 1;
    if (count === 1) words = `${item.message.from.nick}: ${withoutMarks(item.message.text).slice(0, SHOWN)}`;
  }
  return count > 1 ? `${count} new messages. ${words}` : words;
}
