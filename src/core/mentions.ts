import type { Audience, MessageEvent } from "./events.ts";
import { LIMITS } from "./limits.ts";
import { standingOf } from "./modes.ts";
import { fold } from "./names.ts";
import { type State, type User, userByNick } from "./state.ts";
import { hears } from "./view.ts";

/** Whom a text names, and so whom a message is for. */

/** Runs of what nicks are made of. */
const RUNS = /[\p{L}\p{M}\p{N}_[\]\\`^{}|-]+/gu;

/** What may stand around a nick that stands in a run of such characters, as in `[alice]` and `_alice_`. */
const AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu;

/** What is no message to a person, but a question to their client (CTCP). */
const CTCP = String.fromCharCode(1);

/** Whether a text names somebody: their nick is a word of it, in capitals or not. */
export function mentions(text: string, nick: string): boolean {
  const sought = fold(nick);
  return wordsOf(text).some((word) => fold(word) === sought);
}

/** Somebody whom a message is for, and where they find it: a channel, or the nick of who said it. */
export interface Addressed {
  readonly user: User;
  readonly place: string;
}

/** Those for whom a message is: to whom it was said alone, or whom it names in a channel that they are in. */
export function addressedBy(state: State, event: MessageEvent, audience: Audience): readonly Addressed[] {
  if (event.form === "tags" || event.text.startsWith(CTCP)) return [];
  const place = standingOf(event.to)?.channel ?? event.to;
  const isTalk = !place.startsWith("#");
  const named = isTalk ? [place] : wordsOf(event.text);
  const users = new Set(named.flatMap((word) => userCalled(state, word) ?? []));
  return [...users]
    .filter((user) => hears(state, audience, user) && !isTheirs(event, user))
    .map((user) => ({ user, place: isTalk ? event.from.nick : place }));
}

/** Whether it was said by the user, or by another of their account. */
function isTheirs({ from }: MessageEvent, { nick, account }: User): boolean {
  return account === undefined ? from.nick === nick : from.account === account;
}

/** The user of just that nick: what only looks like it names nobody. */
function userCalled(state: State, word: string): User | undefined {
  const user = userByNick(state, word);
  return user && fold(user.nick) === fold(word) ? user : undefined;
}

/** The first words of a text that could be nicks, each once. */
function wordsOf(text: string): readonly string[] {
  const words = new Set<string>();
  for (const [run] of text.matchAll(RUNS)) {
    if (words.size >= LIMITS.mentionWords) break;
    if (run.length > LIMITS.nickBytes) continue;
    words.add(run);
    words.add(run.replace(AROUND, ""));
  }
  return [...words];
}
