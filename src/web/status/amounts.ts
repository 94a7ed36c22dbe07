import type { ChartData } from "./samples.ts";

const NUMBER = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const SIZES = ["B", "kB", "MB", "GB", "TB"] as const;

/** A number of bytes in the largest unit of which there is one. */
export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), SIZES.length - 1);
  return `${NUMBER.format(bytes / 1_000 ** power)} ${SIZES[power]}`;
}

/** A value of a chart; a dash if there was none. */
export function amountText(value: number | undefined, unit: ChartData["unit"]): string {
  if (value === undefined) return "–";
  if (unit === "bytes") return bytesText(value);
  return unit === "ms" ? `${NUMBER.format(value)} ms` : NUMBER.format(value);
}

const S_PER_MIN = 60;
const S_PER_H = 3_600;
const S_PER_DAY = 86_400;

/** For how long something has been, in its two largest units. */
export function lengthText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const days = Math.floor(seconds / S_PER_DAY);
  const hours = Math.floor((seconds % S_PER_DAY) / S_PER_H);
  const minutes = Math.floor((seconds % S_PER_H) / S_PER_MIN);
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % S_PER_MIN} s` : `${seconds} s`;
}
