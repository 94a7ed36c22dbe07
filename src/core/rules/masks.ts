import { LIMITS } from "../limits.ts";
import { EXTENDED_BANS } from "../modes.ts";
import { completeMask, fold, matchesFolded } from "../names.ts";
import type { Channel, Mask, State, User } from "../state.ts";
import { fits } from "../utf8.ts";

/** The letter of one of a channel's lists. */
export type ListLetter = "b" | "e" | "I";

/** A mask as it is matched. */
interface Pattern {
  /** What of a user it is matched against. */
  readonly on: "name" | "account" | "realname";
  /** Whether it is about speaking only. */
  readonly mutes: boolean;
  /** Folded. */
  readonly pattern: string;
}

/** A list as it is matched, and what came of that so far. */
interface Matched {
  readonly patterns: readonly Pattern[];
  /** Whether anything but the name matters. */
  readonly isExtended: boolean;
  /** Sums of `WHOLE` and `MUTE`, by all of a user that matters. */
  readonly results: Map<string, number>;
}

const WHOLE = 1;
const MUTE = 2;

/**
 * What came of matching, by the list itself: lists are replaced and never changed, so it stays true. All is forgotten
 * when there is too much of it.
 */
class Matches {
  #byList = new WeakMap<readonly Mask[], Matched>();
  #count = 0;

  ask(list: readonly Mask[], user: User): number {
    if (list.length === 0) return 0;
    const { patterns, isExtended, results } = this.#of(list);
    const name = `${user.nick}!${user.ident}@${user.host}`;
    const key = isExtended ? `${name}\n${user.account ?? ""}\n${user.realname}` : name;
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = match(patterns, name, user);
    if (this.#count >= LIMITS.maskResults) {
      this.#byList = new WeakMap();
      this.#count = 0;
    }
    this.#of(list).results.set(key, result);
    this.#count++;
    return result;
  }

  #of(list: readonly Mask[]): Matched {
    const known = this.#byList.get(list);
    if (known) return known;
    const patterns = list.map(({ mask }) => patternOf(mask));
    const isExtended = patterns.some(({ on }) => on !== "name");
    const made: Matched = { patterns, isExtended, results: new Map() };
    this.#byList.set(list, made);
    return made;
  }
}

// Not part of any state: with it or without it the answers are the same.
const matches = new Matches();

/** Whether any of a channel's bans holds for the user, and no exception lifts it. */
export function isBanned(channel: Channel, user: User): boolean {
  return holds(channel, user, WHOLE);
}

/** Whether the user may not speak in a channel, by a ban or by one that is about speaking only. */
export function isMuted(channel: Channel, user: User): boolean {
  return holds(channel, user, WHOLE) || holds(channel, user, MUTE);
}

/** Whether the user needs no invitation. */
export function isExpected(channel: Channel, user: User): boolean {
  return (matches.ask(channel.lists.I, user) & WHOLE) !== 0;
}

/** Whether a text may stand in a list: bounded in both its forms, for some characters of three bytes fold to many. */
export function isMask(text: string): boolean {
  return fits(text, LIMITS.maskBytes) && /^[^\s\p{C}]+$/u.test(text) && fits(fold(text), LIMITS.maskBytes);
}

/** A mask as it is listed: with `*` for what was left out, behind the letters of an extended ban. */
export function normalMask(mask: string): string {
  const { letters, rest, on } = parse(mask);
  return `${letters}${on === "name" ? completeMask(rest) : rest}`;
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

function holds(channel: Channel, user: User, what: number): boolean {
  return (matches.ask(channel.lists.b, user) & what) !== 0 && (matches.ask(channel.lists.e, user) & what) === 0;
}

function match(patterns: readonly Pattern[], name: string, user: User): number {
  const subjects = { name: fold(name), account: fold(user.account ?? ""), realname: fold(user.realname) };
  let result = 0;
  for (const { on, mutes, pattern } of patterns) {
    // Who has no account is not matched by `a:*`.
    if (on === "account" && user.account === undefined) continue;
    const bit = mutes ? MUTE : WHOLE;
    if ((result & bit) === 0 && matchesFolded(pattern, subjects[on])) result |= bit;
  }
  return result;
}

function patternOf(mask: string): Pattern {
  const { letters, rest, on } = parse(mask);
  return { on, mutes: letters.includes("m"), pattern: fold(rest) };
}

/** Takes a mask apart: `m:a:alice` is about speaking, and the account `alice`. A nick has no colon. */
function parse(mask: string): { readonly letters: string; readonly rest: string; readonly on: Pattern["on"] } {
  const [letters = ""] = EXTENDED.exec(mask) ?? [];
  const rest = mask.slice(letters.length);
  if (letters.includes("a")) return { letters, rest, on: "account" };
  return { letters, rest, on: letters.includes("r") ? "realname" : "name" };
}

const others = Object.keys(EXTENDED_BANS).filter((letter) => letter !== "m");
const EXTENDED = new RegExp(`^(?:m:)?(?:[${others.join("")}]:)?(?=.)`);
