import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import type { Place } from "../../client/model/place.ts";
import type { Timeline } from "../../client/model/timeline.ts";
import { useSource } from "../use-source.ts";
import { follow, Hand } from "./hand.ts";
import type { DrawnRows } from "./use-rows.ts";

/** So close to the end one is at it. In pixels, as the next. */
const END = 24;
/** So close to either end of what is loaded more of it is loaded. */
const NEAR = 900;
/** So many pictures in a row the end has to stay where it is until it is believed to, and so many are looked at at most. */
const STILL = 3;
const FRAMES = 60;
/** After so long the list has gone where it was sent. In milliseconds. */
const REACHED_MS = 400;

/** How a timeline is scrolled. */
export interface Scrolling {
  readonly isAtEnd: boolean;
  readonly onScroll: () => void;
  readonly onResize: () => void;
  /** Shows the end, which may have to be loaded. */
  readonly toLatest: () => void;
  /** Shows a row; if one has to scroll up for that, no longer the end. */
  readonly toRow: (index: number, align: "center" | "nearest" | "start") => void;
}

/**
 * Keeps the end in sight while one is there, tells the place whether one is, and has it load what comes near. Only by hand
 * one leaves the end.
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
  const [hand] = useState(() => new Hand());
  const state = useRef({ isAtEnd: startsAtEnd, offset: 0, isSettled: false, rows: 0 });
  state.current.rows = rows.length;

  const enter = useCallback((isAtEndNow: boolean) => {
    state.current.isAtEnd = isAtEndNow;
    setAtEnd(isAtEndNow);
  }, []);

  const holdEnd = useCallback(() => {
    const box = scroller.current;
    const { isAtEnd: isKept, rows: count, offset } = state.current;
    if (!box || !isKept || count === 0) return false;
    // Somebody is leaving, which is only told with the next picture.
    if (hand.isUp(performance.now()) && box.scrollTop < offset - 1 && distance(box) > END) return true;
    // Not by the list: it would go there again for a while, and who scrolls up would be pulled back.
    if (distance(box) > 0) box.scrollTop = box.scrollHeight;
    state.current.offset = box.scrollTop;
    return true;
  }, [scroller, hand]);
  const keepEnd = useStill(scroller, holdEnd);

  const load = useCallback(() => {
    const box = scroller.current;
    const { hasEarlier, hasLater, loading } = place.timeline.get();
    if (!box || !state.current.isSettled || loading !== undefined) return;
    if (hasEarlier && box.scrollTop < NEAR) void place.loadEarlier();
    else if (hasLater && distance(box) < NEAR) void place.loadLater();
  }, [scroller, place]);

  const isEndNear = useCallback(() => {
    const box = scroller.current;
    // By the box itself: the list learns only later that there is more room, which moves the end too.
    return box !== null && distance(box) < END && !place.timeline.get().hasLater;
  }, [scroller, place]);

  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const goesUp = box.scrollTop < state.current.offset - 1;
    state.current.offset = box.scrollTop;
    if (isEndNear()) enter(true);
    // What became shorter for a moment has scrolled up too, but nobody has left.
    else if (goesUp && hand.isUp(performance.now())) enter(false);
    else keepEnd();
    load();
  }, [scroller, hand, isEndNear, enter, keepEnd, load]);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const endFollowing = follow(hand, box);
    const sizes = new ResizeObserver(keepEnd);
    sizes.observe(box);
    return () => {
      endFollowing();
      sizes.disconnect();
    };
  }, [scroller, hand, keepEnd]);

  // The list puts the box elsewhere when what is above changes, and would learn only with the next picture where that is.
  // Until then it reckons from where the box was: rows that turn out to be smaller would take it back to the top.
  const tellList = useCallback(() => {
    const box = scroller.current;
    if (!box || !list.current || state.current.isAtEnd) return;
    if (box.scrollTop !== list.current.scrollOffset) box.dispatchEvent(new Event("scroll"));
  }, [scroller, list]);

  const onResize = useCallback(() => {
    keepEnd();
    tellList();
  }, [keepEnd, tellList]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the box moves with the rows
  useLayoutEffect(() => queueMicrotask(tellList), [rows, tellList]);

  const toEnd = useCallback(() => {
    hand.rests();
    enter(true);
    keepEnd();
  }, [hand, enter, keepEnd]);

  const toLatest = useCallback(() => void place.goToLatest().then(toEnd), [place, toEnd]);

  // Who says something sees it, wherever they were.
  const said = useSource(place.said);
  const seen = useRef(said);
  useEffect(() => {
    if (said !== seen.current) toLatest();
    seen.current = said;
  }, [said, toLatest]);

  const reaching = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(reaching.current), []);
  const toRow = useCallback<Scrolling["toRow"]>(
    (index, align) => {
      if (align !== "nearest") enter(false);
      else if (list.current && list.current.getItemOffset(index) < list.current.scrollOffset)
        hand.moves(performance.now());
      list.current?.scrollToIndex(index, { align });
      // It may have been in sight, and the end with it.
      window.clearTimeout(reaching.current);
      reaching.current = window.setTimeout(() => {
        if (isEndNear()) enter(true);
      }, REACHED_MS);
    },
    [list, hand, enter, isEndNear],
  );

  // New rows are measured before they are seen, which calls `onResize`; it is only made sure here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end moves with the rows
  useLayoutEffect(() => {
    const frame = requestAnimationFrame(keepEnd);
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

  return { isAtEnd, onScroll, onResize, toLatest, toRow };
}

/** Does something at once, and again with each picture until a box has stayed as it is for a while, or there is nothing to do. */
function useStill(scroller: RefObject<HTMLElement | null>, act: () => boolean): () => void {
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return useCallback(() => {
    const look = (still: number, left: number, before: string): void => {
      const box = scroller.current;
      if (!act() || !box) return;
      const now = `${box.scrollTop} ${box.scrollHeight} ${box.clientHeight}`;
      const next = now === before ? still + 1 : 0;
      if (next < STILL && left > 0) frame.current = requestAnimationFrame(() => look(next, left - 1, now));
    };
    cancelAnimationFrame(frame.current);
    look(0, FRAMES, "");
  }, [scroller, act]);
}

/** How far below the end is. In pixels. */
function distance({ scrollHeight, clientHeight, scrollTop }: HTMLElement): number {
  return scrollHeight - clientHeight - scrollTop;
}
