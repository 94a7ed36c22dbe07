import { FILES_PATH, type FileRef } from "../../core/files.ts";

/** A message's text without the links of its files, where they stand on lines of their own: those are shown below it. */
export function textBesideFiles(text: string, files: readonly Pick<FileRef, "id">[]): string {
  if (files.length === 0) return text;
  const isLink = (line: string): boolean =>
    /^\s*https?:\/\/\S+\s*$/.test(line) && files.some(({ id }) => line.includes(`${FILES_PATH}${id}`));
  return text
    .split("\n")
    .filter((line) => !isLink(line))
    .join("\n")
    .trim();
}

const UNITS = ["kB", "MB", "GB", "TB"];

/** A size as people write it. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  let size = bytes / 1_000;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}
