import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import type { Place } from "../../client/model/place.ts";
import type { Timeline } from "../../client/model/timeline.ts";
import { useSource } from "../use-source.ts";
import type { DrawnRows } from "./use-rows.ts";

/** So close to the end one is at it. In pixels, as the next. */
const END = 24;
/** So close to either end of what is loaded more of it is loaded. */
const NEAR = 900;

/** How a timeline is scrolled. */
export interface Scrolling {
  readonly isAtEnd: boolean;
  readonly onScroll: () => void;
  readonly onResize: () => void;
  /** Shows the end, which may have to be loaded. */
  readonly toLatest: () => void;
  /** Shows a row, and no longer the end. */
  readonly toRow: (index: number, align: "center" | "nearest" | "start") => void;
}

/**
 * Keeps the end in sight while one is there, tells the place whether one is, and has it load what comes near.
 * @param startsAtEnd whether the end is what is looked at first
 */
export function useScrolling(
  list: RefObject<VirtualizerHandle | null>,
  scroller: RefObject<HTMLElement | null>,
  place: Place,
  timeline: Timeline,
  { rows, generation }: DrawnRows,
  startsAtEnd: boolean,
): Scrolling {
  const [isAtEnd, setAtEnd] = useState(startsAtEnd);
  const state = useRef({ isAtEnd: startsAtEnd, offset: 0, isSettled: false, isEndDue: false, rows: 0 });
  state.current.rows = rows.length;

  const enter = useCallback((isAtEndNow: boolean) => {
    state.current.isAtEnd = isAtEndNow;
    setAtEnd(isAtEndNow);
  }, []);

  const goToEnd = useCallback(() => {
    const box = scroller.current;
    if (!box || state.current.rows === 0) return;
    // Not by the list: it would go there again for a while, and who scrolls up would be pulled back.
    box.scrollTop = box.scrollHeight;
    state.current.offset = box.scrollTop;
  }, [scroller]);

  const keepEnd = useCallback(() => {
    state.current.isEndDue = false;
    if (state.current.isAtEnd && !isLeft(scroller.current, state.current.offset)) goToEnd();
  }, [scroller, goToEnd]);

  const load = useCallback(() => {
    const box = scroller.current;
    const { hasEarlier, hasLater, loading } = place.timeline.get();
    if (!box || !state.current.isSettled || loading !== undefined) return;
    if (hasEarlier && box.scrollTop < NEAR) void place.loadEarlier();
    else if (hasLater && distance(box) < NEAR) void place.loadLater();
  }, [scroller, place]);

  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const goesUp = box.scrollTop < state.current.offset - 1;
    state.current.offset = box.scrollTop;
    // By the box itself: the list learns only later that there is more room, which moves the end too.
    const isNearEnd = distance(box) < END && !place.timeline.get().hasLater;
    if (isNearEnd) enter(true);
    // Only who scrolls up leaves: what grows below is followed.
    else if (goesUp) enter(false);
    load();
  }, [scroller, place, enter, load]);

  const toEnd = useCallback(() => {
    enter(true);
    goToEnd();
  }, [enter, goToEnd]);

  const toLatest = useCallback(() => void place.goToLatest().then(toEnd), [place, toEnd]);

  // Who says something sees it, wherever they were.
  const said = useSource(place.said);
  const seen = useRef(said);
  useEffect(() => {
    if (said !== seen.current) toLatest();
    seen.current = said;
  }, [said, toLatest]);

  const toRow = useCallback<Scrolling["toRow"]>(
    (index, align) => {
      enter(false);
      list.current?.scrollToIndex(index, { align });
    },
    [list, enter],
  );

  // New rows are measured before they are seen, which calls `onResize`; it is only made sure here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end moves with the rows
  useLayoutEffect(() => {
    state.current.isEndDue = true;
    const frame = requestAnimationFrame(() => {
      if (state.current.isEndDue) keepEnd();
    });
    return () => cancelAnimationFrame(frame);
  }, [rows, generation, keepEnd]);

  const isEnd = isAtEnd && !timeline.hasLater;
  useEffect(() => place.setAtEnd(isEnd), [place, isEnd]);

  // What is loaded may still not fill the window. Where one begins is only known once it has been drawn.
  const count = timeline.items.length;
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      state.current.isSettled = count > 0;
      load();
    });
    return () => cancelAnimationFrame(frame);
  }, [load, count]);

  return { isAtEnd, onScroll, onResize: keepEnd, toLatest, toRow };
}

/** Whether the end has just been scrolled away from, which is only told with the next picture. @param offset where it was */
function isLeft(box: HTMLElement | null, offset: number): boolean {
  if (!box) return false;
  return box.scrollTop < offset - 1 && distance(box) > END;
}

/** How far below the end is. In pixels. */
function distance({ scrollHeight, clientHeight, scrollTop }: HTMLElement): number {
  return scrollHeight - clientHeight - scrollTop;
}
