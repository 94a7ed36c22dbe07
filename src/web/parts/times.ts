/** How times are written, in the reader's language and time zone. `at` is milliseconds since 1970. */

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "2-digit" });

/** The time of day. */
export function clock(at: number): string {
  return CLOCK.format(at);
}

/** The time of day where there is little room: without the half of the day, where a language has one. */
export function shortClock(at: number): string {
  const parts = CLOCK.formatToParts(at).filter(({ type }) => type !== "dayPeriod");
  return parts
    .map(({ value }) => value)
    .join("")
    .trim();
}

/** Day and time, to the second. */
export function wholeTime(at: number): string {
  return WHOLE.format(at);
}

/** The day: without its year, if that is this one. */
export function day(at: number, now: number = Date.now()): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? DAY : DAY_OF_YEAR).format(at);
}

/** The time of day if it is today, otherwise the day, shortly. */
export function shortTime(at: number, now: number = Date.now()): string {
  return isSameDay(at, now) ? clock(at) : SHORT_DAY.format(at);
}

/** Whether two times are of one day here. */
export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
