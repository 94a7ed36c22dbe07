import { LIMITS } from "../limits.ts";
import { fold, matchesFolded } from "../names.ts";
import type { Channel, Mask, State, User } from "../state.ts";

/** The letter of one of a channel's lists. */
export type ListLetter = "b" | "e" | "I";

/** A list as it is matched, and what came of that so far. */
interface Matched {
  readonly folded: readonly string[];
  /** Whether one of the masks matched, by `nick!user@host`. */
  readonly results: Map<string, boolean>;
}

/**
 * What came of matching, by the list itself: lists are replaced and never changed, so it stays true. All is forgotten
 * when there is too much of it.
 */
class Matches {
  #byList = new WeakMap<readonly Mask[], Matched>();
  #count = 0;

  ask(list: readonly Mask[], name: string): boolean {
    const known = this.#byList.get(list)?.results.get(name);
    if (known !== undefined) return known;
    if (this.#count >= LIMITS.maskResults) {
      this.#byList = new WeakMap();
      this.#count = 0;
    }
    const { folded, results } = this.#of(list);
    const subject = fold(name);
    const result = folded.some((pattern) => matchesFolded(pattern, subject));
    results.set(name, result);
    this.#count++;
    return result;
  }

  #of(list: readonly Mask[]): Matched {
    const known = this.#byList.get(list);
    if (known) return known;
    const made: Matched = { folded: list.map(({ mask }) => fold(mask)), results: new Map() };
    this.#byList.set(list, made);
    return made;
  }
}

// Not part of any state: with it or without it the answers are the same.
const matches = new Matches();

/** Whether any of a channel's bans holds for the user, and no exception lifts it. */
export function isBanned(channel: Channel, user: User): boolean {
  return matchesAny(channel, "b", user) && !matchesAny(channel, "e", user);
}

/** Whether one of the masks of a channel's list is the user's. To match is slow, so each user is matched once a list. */
export function matchesAny(channel: Channel, letter: ListLetter, user: User): boolean {
  const list = channel.lists[letter];
  return list.length > 0 && matches.ask(list, `${user.nick}!${user.ident}@${user.host}`);
}

/** Replaces one of a channel's lists, and counts its masks. */
export function setList(state: State, channel: Channel, letter: ListLetter, list: readonly Mask[]): void {
  state.masks += list.length - channel.lists[letter].length;
  channel.lists[letter] = list;
}

/** Empties all lists of a channel. */
export function clearLists(state: State, channel: Channel): void {
  for (const letter of ["b", "e", "I"] as const) setList(state, channel, letter, []);
}
