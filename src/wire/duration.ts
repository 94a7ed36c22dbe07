/** Milliseconds of each unit: seconds, minutes, hours, days, weeks, years. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
  ["y", 31_536_000_000],
]);

/** A hundred years, which is as good as for ever. */
const MOST = 3_153_600_000_000;

/** Reads a time such as `10m`, `2h`, `7d` or `1d12h`: its milliseconds; nothing if it is none, or none that ends. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d{1,6}[smhdwy])+$/i.test(text)) return undefined;
  const parts = [...text.toLowerCase().matchAll(/(\d+)([smhdwy])/g)];
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS.get(unit ?? "") ?? 0), 0);
  return ms > 0 && ms <= MOST ? ms : undefined;
}
