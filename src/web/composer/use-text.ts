import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

/** A part of a text: where it starts and ends. */
export type Range = readonly [start: number, end: number];

/** The text of a box that grows with it. */
export interface BoxText {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  /** What is selected. */
  selection(): Range;
  /** Changes the text, and selects a part of it once it is shown. */
  put(text: string, selected?: Range): void;
}

/** @param begin what stands in it at first @param changed told of each change */
export function useBoxText(begin: () => string, changed: (text: string) => void): BoxText {
  const [text, setText] = useState(begin);
  const box = useRef<HTMLTextAreaElement>(null);
  const wanted = useRef<Range>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each text
  useLayoutEffect(() => {
    const shown = box.current;
    if (!shown) return;
    grow(shown);
    if (wanted.current) shown.setSelectionRange(...wanted.current);
    wanted.current = undefined;
  }, [text]);
  return {
    box,
    text,
    selection: () =>
      box.current ? [box.current.selectionStart, box.current.selectionEnd] : [text.length, text.length],
    put(next, selected) {
      wanted.current = selected;
      setText(next);
      changed(next);
    },
  };
}

/** Gives a box the keyboard when it is shown, and again when `about` changes, with the caret at the end. */
export function useFocus(box: RefObject<HTMLTextAreaElement | null>, about: string | undefined): void {
  useEffect(() => {
    const shown = box.current;
    // On a touch screen the keyboard comes only when it is asked for: it covers half of the page.
    if (!shown || (isTouch() && about === undefined)) return;
    shown.focus();
    shown.setSelectionRange(shown.value.length, shown.value.length);
  }, [box, about]);
}

/** Whether it is a touch screen, with no other pointer. */
export function isTouch(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}

/** As high as its text, up to what the style allows. */
function grow(box: HTMLTextAreaElement): void {
  box.style.blockSize = "auto";
  box.style.blockSize = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}
