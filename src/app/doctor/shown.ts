/** How many there are of something: `1 message`, `1,234 messages`. */
export function shownCount(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1_000, "second"],
];

/** A span of time for people, rounded: `3 days`, `40 ms`. @param ms milliseconds */
export function shownSpan(ms: number): string {
  const [size, unit] = UNITS.find(([each]) => ms >= 2 * each) ?? UNITS.find(([each]) => ms >= each) ?? [1, "ms"];
  const count = Math.round(ms / size);
  return unit === "ms" ? `${count} ms` : shownCount(count, unit);
}
