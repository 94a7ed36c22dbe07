/** The dialects by which somebody is here, as a short word and a sentence that explains it. */
export interface DialectWord {
  readonly short: string;
  readonly text: string;
}

const WORDS: ReadonlyMap<string, DialectWord> = new Map([
  ["json", { short: "Parley", text: "Is here by Parley's own protocol: with the page, the terminal or a program." }],
  ["irc", { short: "IRC", text: "Is here with an IRC client." }],
  ["relay", { short: "netcat", text: "Is here by lines of plain text, as with netcat." }],
  ["ack", { short: "ack", text: "Is here with a classroom client that has each line acknowledged." }],
  ["framed", { short: "framed", text: "Is here with a classroom client that sends frames of a fixed head." }],
  ["turns", { short: "turns", text: "Is here with a classroom client that takes turns." }],
]);

/** Characters of a dialect's name that is not known here. */
const SHORT = 12;

/** In words, by which dialects somebody is here; who is here by none has an account that stays. */
export function dialectWords(dialects: readonly string[]): readonly DialectWord[] {
  if (dialects.length === 0) return [{ short: "offline", text: "Is not connected; their account stays here." }];
  return dialects.map(
    (dialect) => WORDS.get(dialect) ?? { short: dialect.slice(0, SHORT), text: `Is here by the dialect ${dialect}.` },
  );
}
