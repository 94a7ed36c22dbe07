import { fold } from "../../core/names.ts";

/** What stands before the caret that could be completed. */
export interface Wanted {
  readonly kind: "nick" | "channel" | "emoji" | "command";
  /** Where in the text it begins, with its sign, and where it ends: at the caret. */
  readonly from: number;
  readonly to: number;
  /** What it is without its sign. */
  readonly query: string;
}

/** Something that can be put in the place of what is wanted. */
export interface Choice {
  /** What tells it from the others. */
  readonly key: string;
  /** What is put there, without the space behind it. */
  readonly text: string;
  /** What is shown. */
  readonly label: string;
  /** What is shown beside it. */
  readonly about?: string;
}

/** A longer word is none that somebody wants to have completed. */
const LONGEST = 80;

/** What is to be completed by itself at the caret: `@nick`, `#channel`, `:emoji` or a `/command`. */
export function wantedAt(text: string, caret: number): Wanted | undefined {
  const word = wordBefore(text, caret);
  if (word === undefined) return undefined;
  const from = caret - word.length;
  const query = word.slice(1);
  switch (word[0]) {
    case "/":
      return from === 0 && /^[a-z?]*$/i.test(query) ? { kind: "command", from, to: caret, query } : undefined;
    case "@":
      return { kind: "nick", from, to: caret, query };
    case "#":
      return { kind: "channel", from, to: caret, query };
    case ":":
      // With one letter it is more often a face made of signs.
      return /^[a-z0-9+][a-z0-9_+-]+$/i.test(query) ? { kind: "emoji", from, to: caret, query } : undefined;
    default:
      return undefined;
  }
}

/** What Tab completes at the caret: also a nick without its sign. */
export function wantedByTab(text: string, caret: number): Wanted | undefined {
  const word = wordBefore(text, caret);
  if (word === undefined || /^[@#:/]/.test(word)) return wantedAt(text, caret);
  return { kind: "nick", from: caret - word.length, to: caret, query: word };
}

function wordBefore(text: string, caret: number): string | undefined {
  const [word] = /\S+$/.exec(text.slice(Math.max(0, caret - LONGEST - 1), caret)) ?? [];
  return word === undefined || word.length > LONGEST ? undefined : word;
}

/** What stands in a text after a choice was taken, and where the caret is then. */
export interface Completed {
  readonly text: string;
  readonly caret: number;
}

/** Puts a choice where it is wanted, with a space behind it unless there is one. */
export function complete(text: string, { from, to }: Wanted, choice: Choice): Completed {
  const rest = text.slice(to);
  const put = `${choice.text} `;
  return { text: text.slice(0, from) + put + (rest.startsWith(" ") ? rest.slice(1) : rest), caret: from + put.length };
}

/** Whether what stands there is the choice already, so that Enter need not take it. */
export function isWhole(text: string, { from, to }: Wanted, choice: Choice): boolean {
  return fold(text.slice(from, to)) === fold(choice.text);
}

/**
 * Those names that go with a query, in their order: first those that begin with it, then those that have it inside. All
 * are compared in their folded form.
 */
export function matching<T>(query: string, all: Iterable<T>, nameOf: (one: T) => string, limit: number): readonly T[] {
  const wanted = fold(query);
  const begin: T[] = [];
  const inside: T[] = [];
  for (const one of all) {
    if (begin.length >= limit) break;
    const at = fold(nameOf(one)).indexOf(wanted);
    if (at === 0) begin.push(one);
    else if (at > 0 && inside.length < limit) inside.push(one);
  }
  return [...begin, ...inside].slice(0, limit);
}
