import { fold } from "../../core/names.ts";

/** Whether a nick is in a text as a word of its own, in whatever case. */
export function mentions(text: string, nick: string): boolean {
  const wanted = fold(nick);
  if (wanted === "") return false;
  const folded = fold(text);
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
    const isBegin = !/[\p{L}\p{M}\p{N}_]-?$/u.test(folded.slice(Math.max(0, at - 3), at));
    const end = at + wanted.length;
    if (isBegin && !/^-?[\p{L}\p{M}\p{N}_]/u.test(folded.slice(end, end + 3))) return true;
  }
  return false;
}
