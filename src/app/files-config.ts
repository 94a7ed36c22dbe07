import { LIMITS } from "../core/limits.ts";
import { parseSize } from "../core/sizes.ts";
import { fits } from "../core/utf8.ts";
import { ConfigError } from "./config-error.ts";

/** Which files a server takes, and who gets them. */
export interface FilesConfig {
  /** The largest, in bytes; 0 if none are taken. */
  readonly size: number;
  /** Bytes of one user; Infinity if there is no limit. */
  readonly quota: number;
  /** Media types such as `text/plain` and `image/*`, in lower case; all if there are none. */
  readonly types: readonly string[];
  /** Who may fetch a file: whoever has its link, or only those who may read what it was shared in. */
  readonly links: "all" | "members";
}

/** The same as somebody wrote it. */
export interface WrittenFilesConfig {
  readonly size: string;
  readonly quota: string;
  readonly types: readonly string[];
  readonly links: string;
}

/** @throws ConfigError with a sentence for the operator */
export function readFilesConfig({ size, quota, types, links }: WrittenFilesConfig): FilesConfig {
  return {
    size: isNone(size) ? 0 : sizeOf("--file-size", size),
    quota: isNone(quota) ? Number.POSITIVE_INFINITY : sizeOf("--file-quota", quota),
    types: types.flatMap(typesOf),
    links: links === "members" ? "members" : "all",
  };
}

/**
 * Reads what the server is called from outside.
 * @returns it without a slash at the end
 * @throws ConfigError with a sentence for the operator
 */
export function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (isPlain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, "");
  throw new ConfigError("--url takes what the server is called from outside, such as https://chat.example.org.");
}

function isNone(text: string): boolean {
  return text.trim().toLowerCase() === "none";
}

function sizeOf(option: string, text: string): number {
  const bytes = parseSize(text);
  if (bytes !== undefined && bytes > 0) return bytes;
  throw new ConfigError(`${option}: "${text}" is not a size. Write one as 500kB, 256MB or 2GB, or none.`);
}

/** The types of a list with commas, which somebody may write with spaces too. */
function typesOf(text: string): readonly string[] {
  const parts = text.split(",").filter((part) => part.trim() !== "");
  return parts.length > 0 ? parts.map(typeOf) : [typeOf(text)];
}

function typeOf(text: string): string {
  const type = text.trim().toLowerCase();
  const isType = /^[a-z0-9][\w!#$&^.+-]*\/([a-z0-9][\w!#$&^.+-]*|\*)$/.test(type) || type === "*/*";
  if (isType && fits(type, LIMITS.fileTypeBytes)) return type;
  throw new ConfigError(`--file-types: "${text}" is not a media type, such as image/png, image/* or text/plain.`);
}
