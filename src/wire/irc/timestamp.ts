/** Times as IRCv3 writes them (server-time): `2019-01-04T14:33:26.123Z`. */

/** @param at milliseconds since 1970 */
export function formatTimestamp(at: number): string {
  return new Date(at).toISOString();
}

/** Milliseconds since 1970 of `timestamp=2019-01-04T14:33:26.123Z`; nothing if that is not what it is. */
export function parseTimestamp(reference: string): number | undefined {
  const [, time] = /^timestamp=(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z)$/.exec(reference) ?? [];
  const at = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) || at < 0 ? undefined : at;
}
