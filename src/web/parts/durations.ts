import type { Option } from "./form.tsx";

/** For how long something holds, for people to choose and to read. Lengths are milliseconds. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What there is to choose from; the value of each is its length, and that of what has no end is `FOR_GOOD`. */
export const DURATIONS: readonly Option[] = [
  { value: String(HOUR / 6), words: "10 minutes" },
  { value: String(HOUR), words: "1 hour" },
  { value: String(DAY), words: "1 day" },
  { value: String(7 * DAY), words: "1 week" },
  { value: String(30 * DAY), words: "30 days" },
  { value: String(365 * DAY), words: "1 year" },
  { value: "", words: "For good" },
];

/** The value of what has no end, and of a week. */
export const FOR_GOOD = "";
export const A_WEEK: string = String(7 * DAY);

/** The end of what begins now; nothing if it has none. */
export function untilOf(choice: string, now: number = Date.now()): number | undefined {
  const length = choice === FOR_GOOD ? Number.NaN : Number(choice);
  return Number.isFinite(length) ? now + length : undefined;
}

const UNITS = [
  { unit: "day", ms: DAY },
  { unit: "hour", ms: HOUR },
  { unit: "minute", ms: 60_000 },
] as const;

const A_MOMENT = 10_000;

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** How far away a time is, in the largest unit that fits: `in 3 days`, `2 hours ago`. */
export function away(at: number, now: number = Date.now()): string {
  // What ends in a week, and was made a moment ago, does not end in six days.
  const ms = at > now ? at - now + A_MOMENT : at - now;
  for (const { unit, ms: length } of UNITS) {
    const count = Math.trunc(ms / length);
    if (count !== 0) return RELATIVE.format(count, unit);
  }
  return ms < 0 ? "just now" : "in a moment";
}
