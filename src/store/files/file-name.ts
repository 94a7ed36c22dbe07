import { LIMITS } from "../../core/limits.ts";
import { fits } from "../../core/utf8.ts";

/**
 * What no name may hold: what parts a path, what a terminal acts on or that ends a line, halves of characters, and what
 * turns the order of letters round, so that `gpj.exe` looks like `exe.jpg`.
 */
const FORBIDDEN = /[/\\\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * A file's name as it is kept: composed (Unicode NFC), so that one name is always the same bytes.
 * @returns undefined if no file may be called so
 */
export function fileName(name: string): string | undefined {
  if (name.length > LIMITS.fileNameBytes * 3) return undefined;
  const composed = name.normalize("NFC");
  if (composed.trim() === "" || composed === "." || composed === "..") return undefined;
  return fits(composed, LIMITS.fileNameBytes) && !FORBIDDEN.test(composed) ? composed : undefined;
}
