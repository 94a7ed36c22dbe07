/**
 * Where a key moves to in a grid of `count` cells in rows of `columns`; nothing, if it does not move. A number below 0
 * is above the first row.
 */
export function moved(key: string, at: number, count: number, columns: number, isRtl: boolean): number | undefined {
  const last = count - 1;
  const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[key];
  if (step !== undefined) return Math.min(last, Math.max(0, at + step));
  switch (key) {
    case "ArrowDown":
      return at + columns <= last ? at + columns : last;
    case "ArrowUp":
      return at - columns;
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageDown":
      return Math.min(last, at + columns * PAGE);
    case "PageUp":
      return Math.max(0, at - columns * PAGE);
    default:
      return undefined;
  }
}

/** Rows of a page. */
const PAGE = 5;
