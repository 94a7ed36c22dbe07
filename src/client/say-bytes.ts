const UNITS = ["KiB", "MiB", "GiB", "TiB"] as const;

/** A number of bytes as people read it: `812 bytes`, `26.1 MiB`. */
export function sayBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  let [size, unit] = [bytes / 1_024, 0];
  // What would be rounded to 1024 of one unit is one of the next.
  while (size >= 1_023.95 && unit < UNITS.length - 1) [size, unit] = [size / 1_024, unit + 1];
  return `${size.toFixed(1)} ${UNITS[unit]}`;
}
