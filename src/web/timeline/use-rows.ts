import { useLayoutEffect, useMemo, useReducer, useRef, useState } from "react";
import type { Timeline } from "../../client/model/timeline.ts";
import { type Row, RowMaker } from "./rows.ts";
import { stepTo } from "./steady.ts";

/** The rows to draw, whether they changed at the start, and a number that is another one when all of them are others. */
export interface DrawnRows {
  readonly rows: readonly Row[];
  readonly shift: boolean;
  readonly generation: number;
}

/** The rows of a timeline, as they may be drawn without moving what one looks at. */
export function useRows(timeline: Timeline, withNotes: boolean): DrawnRows {
  const [maker] = useState(() => new RowMaker());
  const wanted = useMemo(() => maker.rowsOf(timeline, withNotes), [maker, timeline, withNotes]);
  const drawn = useRef<DrawnRows>({ rows: [], shift: false, generation: 0 });
  const [, again] = useReducer((count: number) => count + 1, 0);
  const { rows, shift, isOther, isLast } = stepTo(drawn.current.rows, wanted);
  const generation = drawn.current.generation + (isOther ? 1 : 0);
  useLayoutEffect(() => {
    drawn.current = { rows, shift, generation };
    if (!isLast) again();
  }, [rows, shift, generation, isLast]);
  return { rows, shift, generation };
}
