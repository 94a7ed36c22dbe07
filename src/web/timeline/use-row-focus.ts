import { type RefObject, useCallback, useEffect, useRef } from "react";

/** So many pictures a row may take until it can have the focus: it is only drawn once it has been measured. */
const FRAMES = 20;

/** What gives the row of a key the focus, as soon as that is drawn. */
export function useRowFocus(scroller: RefObject<HTMLElement | null>): (key: string) => void {
  const frame = useRef<number>(undefined);
  useEffect(() => () => cancelAnimationFrame(frame.current ?? 0), []);
  return useCallback(
    (key) => {
      const from = document.activeElement;
      const attempt = (left: number): void => {
        const { activeElement } = document;
        // Whoever has gone somewhere to write meanwhile stays there.
        if (activeElement !== from && isTextBox(activeElement)) return;
        const row = scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
        row?.focus({ preventScroll: true });
        if (left > 0 && (!row || row !== document.activeElement))
          frame.current = requestAnimationFrame(() => attempt(left - 1));
      };
      cancelAnimationFrame(frame.current ?? 0);
      attempt(FRAMES);
    },
    [scroller],
  );
}

function isTextBox(element: Element | null): boolean {
  return element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
}
