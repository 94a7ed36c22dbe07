import * as v from "valibot";
import { LIMITS } from "../../core/limits.ts";
import { Stored } from "../platform/stored.ts";
import type { Emoji } from "./emoji-data.ts";

/** How well an emoji goes with a word, the less the better; nothing if it does not. Names are better than tags. */
function distance({ names, tags }: Emoji, query: string): number | undefined {
  const distances = [...names, ...tags].flatMap((word, i) => {
    const kind = kindOf(word, query);
    return kind === undefined ? [] : kind * 2 + (i < names.length ? 0 : 1);
  });
  return distances.length === 0 ? undefined : Math.min(...distances);
}

/** What is called so, then what begins so, then what has a word that begins so, then what has it anywhere. */
function kindOf(word: string, query: string): number | undefined {
  const at = word.indexOf(query);
  if (at < 0) return undefined;
  if (at === 0) return word === query ? 0 : 1;
  return word[at - 1] === "_" ? 2 : 3;
}

/** The emoji that go with a query, the best first. Words of a query that has several must all be found. */
export function findEmoji(all: readonly Emoji[], query: string, limit: number): readonly Emoji[] {
  const wanted = query
    .toLowerCase()
    .split(/[\s:]+/)
    .filter((word) => word !== "");
  const found: { readonly one: Emoji; readonly far: number }[] = [];
  for (const one of all) {
    const distances = wanted.map((word) => distance(one, word));
    if (distances.includes(undefined)) continue;
    found.push({ one, far: distances.reduce<number>((sum, each) => sum + (each ?? 0), 0) });
  }
  return found
    .toSorted((one, other) => one.far - other.far)
    .slice(0, limit)
    .map(({ one }) => one);
}

/** The emoji of that name, as in `:tada:`. */
function emojiNamed(all: readonly Emoji[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return all.find(({ names }) => names.includes(wanted))?.emoji;
}

let loading: Promise<readonly Emoji[]> | undefined;
let loaded: readonly Emoji[] = [];

/** All emoji, as far as they have been loaded. */
export function emojiSoFar(): readonly Emoji[] {
  return loaded;
}

/** Loads all emoji, once. @throws Error (rejects) if they can't be had just now; they can be asked for again */
export function loadEmoji(): Promise<readonly Emoji[]> {
  loading ??= import("./emoji-data.ts").then(({ EMOJI }) => {
    loaded = EMOJI;
    return EMOJI;
  });
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

const recent: Stored<readonly string[]> = new Stored("emoji", v.array(v.string()));

/** The emoji that were picked last in this browser, the last first. */
export function recentEmoji(): readonly string[] {
  return recent.get() ?? [];
}

/** Remembers that an emoji was picked. */
export function usedEmoji(emoji: string): void {
  recent.set(withRecent(recentEmoji(), emoji));
}

/** Those picked last, after one more was. */
export function withRecent(before: readonly string[], emoji: string): readonly string[] {
  return [emoji, ...before.filter((one) => one !== emoji)].slice(0, LIMITS.recentEmoji);
}

/** A text in which the name of an emoji that has just got its second colon, at the caret, is that emoji. */
export function withEmoji(
  text: string,
  caret: number,
  all: readonly Emoji[],
): { readonly text: string; readonly caret: number } | undefined {
  const [whole, name = ""] = /(?<=^|\s):([a-z0-9_+-]+):$/i.exec(text.slice(Math.max(0, caret - LONGEST), caret)) ?? [];
  const emoji = whole === undefined ? undefined : emojiNamed(all, name);
  if (whole === undefined || emoji === undefined) return undefined;
  const from = caret - whole.length;
  return { text: text.slice(0, from) + emoji + text.slice(caret), caret: from + emoji.length };
}

/** Characters before the caret among which a name is looked for. */
const LONGEST = 80;
