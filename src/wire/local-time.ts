/** The server's local time of day, as in `13:54:49`. `at` is in milliseconds since 1970. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(":");
}

/** The server's local time in full with microseconds, as Python prints it: `2025-02-08 20:10:10.439015`. */
export function timestamp(at: number): string {
  const date = new Date(at);
  const day = [pad(date.getFullYear(), 4), pad(date.getMonth() + 1, 2), pad(date.getDate(), 2)].join("-");
  return `${day} ${timeOfDay(at)}.${pad(date.getMilliseconds() * 1000, 6)}`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
