import type { Row } from "./rows.ts";

/** What is to be drawn next, so that what one looks at stays where it is. */
export interface Step {
  readonly rows: readonly Row[];
  /** Whether rows came or went at the start; otherwise it was behind. */
  readonly shift: boolean;
  /** Whether none of the rows that were shown stays. */
  readonly isOther: boolean;
  /** Whether these are the wanted rows; otherwise another step is needed. */
  readonly isLast: boolean;
}

/**
 * A list can be kept in place if it changes at its start, or else behind; so what changes at both ends (the far end falls
 * off a long timeline while the near one grows) takes several steps.
 */
export function stepTo(shown: readonly Row[], wanted: readonly Row[]): Step {
  const [first] = shown;
  const [wantedFirst] = wanted;
  const last = shown.at(-1);
  const wantedLast = wanted.at(-1);
  if (!first || !last || !wantedFirst || !wantedLast) return whole(wanted, { isOther: shown.length > 0 });
  if (first.key === wantedFirst.key) return whole(wanted, {});
  if (last.key === wantedLast.key) return whole(wanted, { shift: true });
  const places = new Map(wanted.map(({ key }, index) => [key, index]));
  const lastCommon = shown.findLastIndex(({ key }) => places.has(key));
  if (lastCommon === -1) return whole(wanted, { isOther: true });
  // First what is gone at the end, then what changes at the start, then what is new at the end.
  if (lastCommon < shown.length - 1)
    return { rows: shown.slice(0, lastCommon + 1), shift: false, isOther: false, isLast: false };
  return { rows: wanted.slice(0, (places.get(last.key) ?? 0) + 1), shift: true, isOther: false, isLast: false };
}

function whole(rows: readonly Row[], { shift = false, isOther = false }: Partial<Step>): Step {
  return { rows, shift, isOther, isLast: true };
}
