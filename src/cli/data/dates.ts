/** A day, or a time of a day, as people write them; without a zone it is that of this machine. */
const DATE =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[T ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d))?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/;

const SECOND = 1_000;

/** The first and the last millisecond of a day, of a minute or of a second, since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The time that a date means: `2026-01-31`, `2026-01-31T12:30`, `2026-01-31 12:30:15Z`; nothing if it is none. */
export function parseDate(text: string): Span | undefined {
  const { year, month, day, hour, minute, second, zone } = DATE.exec(text.trim())?.groups ?? {};
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const isDay = new Date(Date.UTC(y, m - 1, d)).getUTCDate() === d && m >= 1 && m <= 12;
  if (!isDay || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return undefined;
  if (hour === undefined) {
    return { from: new Date(y, m - 1, d).getTime(), to: new Date(y, m - 1, d + 1).getTime() - 1 };
  }
  const from = zone
    ? Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second ?? "00"}${zone.replace(/(\d\d)(\d\d)$/, "$1:$2")}`)
    : new Date(y, m - 1, d, Number(hour), Number(minute), Number(second ?? 0)).getTime();
  return Number.isNaN(from) ? undefined : { from, to: from + (second === undefined ? 60 : 1) * SECOND - 1 };
}
