import type { ReactElement } from "react";
import { away } from "./durations.ts";
import { wholeTime } from "./times.ts";

/** How far away a time is; the pointer shows when exactly it is. */
export function Away({ at }: { readonly at: number }): ReactElement {
  return (
    <time dateTime={new Date(at).toISOString()} title={wholeTime(at)}>
      {away(at)}
    </time>
  );
}
