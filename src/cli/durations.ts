const MINUTE_MS = 60_000;

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ["m", MINUTE_MS],
  ["h", 60 * MINUTE_MS],
  ["d", 1_440 * MINUTE_MS],
  ["w", 7 * 1_440 * MINUTE_MS],
  ["y", 365 * 1_440 * MINUTE_MS],
]);

/** The milliseconds of a time such as `30m`, `12h`, `7d`, `4w` or `1y`; nothing if it is none, or nothing at all. */
export function parseDuration(text: string): number | undefined {
  const [, count = "", unit = ""] = /^(\d{1,6})([mhdwy])$/i.exec(text.trim()) ?? [];
  const ms = Number(count) * (UNITS_MS.get(unit.toLowerCase()) ?? 0);
  return ms > 0 ? ms : undefined;
}
