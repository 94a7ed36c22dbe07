import { FILES_PATH, type FileRef } from "../../core/files.ts";

/** A message's text without the links of its files at the ends of its lines: those are shown below it. */
export function textBesideFiles(text: string, files: readonly Pick<FileRef, "id">[]): string {
  if (files.length === 0) return text;
  const isLink = (word: string): boolean =>
    /^https?:\/\//.test(word) && files.some(({ id }) => word.includes(`${FILES_PATH}${id}`));
  return text
    .split("\n")
    .flatMap((line) => {
      const words = line.split(" ");
      const last = words.findLastIndex((word) => word !== "" && !isLink(word));
      const hasLink = words.slice(last + 1).some(isLink);
      if (!hasLink) return [line];
      return last === -1 ? [] : [words.slice(0, last + 1).join(" ")];
    })
    .join("\n")
    .trim();
}

/** Beyond these a text is not shown whole at once. */
const LONG_CHARS = 3_000;
const LONG_LINES = 40;

/** Whether a text takes so much room that the beginning has to do at first. */
export function isLong(text: string): boolean {
  if (text.length > LONG_CHARS) return true;
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines > LONG_LINES;
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
