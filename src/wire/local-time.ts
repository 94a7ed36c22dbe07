/** The server's local time of day, as in `13:54:49`. `at` is in milliseconds since 1970. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(":");
}

/** The server's local time in full with microseconds, as Python prints it: `2025-02-08 20:10:10.439015`. */
export function timestamp(at: number): string {
  const date = new Date(at);
  return `${dateOf(at)} ${timeOfDay(at)}.${pad(date.getMilliseconds() * 1000, 6)}`;
}

/** The local date, as in `2025-02-08`. `at` is in milliseconds since 1970. */
function dateOf(at: number): string {
  const date = new Date(at);
  return [pad(date.getFullYear(), 4), pad(date.getMonth() + 1, 2), pad(date.getDate(), 2)].join("-");
}

/** A time as `time` writes it, with the local date in front unless that is today's. Both in milliseconds since 1970. */
export function withDate(at: number, now: number, time: (at: number) => string): string {
  const date = dateOf(at);
  return date === dateOf(now) ? time(at) : `${date} ${time(at)}`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
