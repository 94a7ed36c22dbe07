import type { SearchTerm } from "../core/ports.ts";
import type { SearchQuestion } from "../core/searching.ts";

/** What a person writes who searches, as far as it says what is searched for. */
export type SearchText = Pick<SearchQuestion, "terms" | "of" | "from" | "link" | "file" | "after" | "before">;

/**
 * Reads what a person writes who searches: words, "words one behind the other", and `from:nick`, `in:#channel`, `has:link`,
 * `has:file`, `after:2026-11-30` (that day or later), `before:2026-11-30` (an earlier day). Days are those of UTC. Whatever is
 * something else is a word; nothing is an error.
 */
export function parseSearch(text: string): SearchText {
  const terms: SearchTerm[] = [];
  let filters: Omit<SearchText, "terms"> = {};
  for (const [piece, quoted, key = "", value = ""] of text.matchAll(PIECE)) {
    const filter = quoted === undefined ? FILTERS.get(key.toLowerCase())?.(value) : undefined;
    if (filter) filters = { ...filters, ...filter };
    else if (quoted === undefined) terms.push({ text: piece, exact: false });
    else if (quoted.trim() !== "") terms.push({ text: quoted, exact: true });
  }
  return { terms, ...filters };
}

/** Something in quotes (the last of which may be missing), a key with its value, or a word. */
const PIECE = /"([^"]*)"?|([a-z]+):([^\s"]+)|[^\s"]+/giu;

const HAVING: ReadonlyMap<string, Omit<SearchText, "terms">> = new Map([
  ["link", { link: true }],
  ["file", { file: true }],
]);

type Filter = (value: string) => Omit<SearchText, "terms"> | undefined;

const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ["from", (from) => ({ from })],
  ["in", (of) => ({ of })],
  ["has", (what) => HAVING.get(what.toLowerCase())],
  ["after", (day) => onDay(day, (at) => ({ after: at }))],
  ["before", (day) => onDay(day, (at) => ({ before: at - 1 }))],
]);

/** What is asked for by a day, given the time at which it begins; nothing if that is no day. */
function onDay(day: string, filter: (at: number) => ReturnType<Filter>): ReturnType<Filter> {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) || at < 0 ? undefined : filter(at);
}
