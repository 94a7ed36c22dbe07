/** Sizes of files as people write and read them. As in the SI a kB has 1000 bytes; a KiB has 1024. */

const STEP = 1_000;
const UNITS = ["kB", "MB", "GB", "TB", "PB"] as const;

const FACTORS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["b", 1],
  ...["k", "m", "g", "t", "p"].flatMap((letter, i): [string, number][] => [
    [letter, 1_000 ** (i + 1)],
    [`${letter}b`, 1_000 ** (i + 1)],
    [`${letter}ib`, 1_024 ** (i + 1)],
  ]),
]);

const SIZE = /^(\d{1,16}(?:\.\d{1,16})?) ?([a-z]{0,3})$/;

/** A number of bytes for people, with at most one digit behind the point: `1 byte`, `999 bytes`, `1.5 kB`, `256 MB`. */
export function shownSize(bytes: number): string {
  if (bytes < STEP) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  let tenths = Math.round(bytes / (STEP / 10));
  let unit = 0;
  // What rounds up to a thousand belongs to the next unit.
  while (tenths >= STEP * 10 && unit < UNITS.length - 1) {
    unit++;
    tenths = Math.round(bytes / (STEP ** (unit + 1) / 10));
  }
  return `${tenths / 10} ${UNITS[unit]}`;
}

/**
 * The bytes of a size that a person wrote: `256MB`, `1.5 GB`, `64KiB`, `2g`, `512`. Large and small letters are the same.
 * @returns undefined if it is not a size, or one that is too large to be counted exactly
 */
export function parseSize(text: string): number | undefined {
  const [, digits = "", unit = ""] = SIZE.exec(text.trim().toLowerCase()) ?? [];
  const factor = FACTORS.get(unit);
  if (digits === "" || factor === undefined) return undefined;
  const bytes = Math.round(Number(digits) * factor);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
