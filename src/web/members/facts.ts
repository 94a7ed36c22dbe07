import { fold } from "../../core/names.ts";
import type { Pair, WhoisAnswer } from "../../wire/json/messages.ts";
import { dialectWords } from "./dialects.ts";

/** One thing that is known of somebody. */
export interface Fact {
  readonly label: string;
  readonly text: string;
  /** Whether the text is theirs, and may have links. */
  readonly isTheirs?: true;
}

/** What is known of somebody, in words. @param time how a time is written, given in milliseconds since 1970 */
export function factsOf(whois: WhoisAnswer, time: (at: number) => string): readonly Fact[] {
  const { user, realname, away, since, spoke, dialects, metadata = [] } = whois;
  const told = metadata.filter(({ key }) => key !== DISPLAY_NAME);
  return [
    { label: "Account", text: user.account ?? "none, a guest" },
    ...theirs("Real name", realname),
    ...(away === undefined ? [] : [{ label: "Away", text: away === "" ? "yes" : away, isTheirs: true } as const]),
    { label: "Here since", text: time(since) },
    { label: "Last spoke", text: spoke > since ? time(spoke) : "not yet" },
    {
      label: "Comes by",
      text: dialectWords(dialects)
        .map(({ short }) => short)
        .join(", "),
    },
    { label: "Seen as", text: `${user.user}@${user.host}` },
    ...told.flatMap(({ key, value }) => theirs(keyWords(key), value)),
  ];
}

/** The channels that both are in, and the others that may be known. */
export function channelsOf(
  whois: Pick<WhoisAnswer, "in">,
  own: readonly string[],
): { readonly common: readonly string[]; readonly others: readonly string[] } {
  const mine = new Set(own.map(fold));
  return {
    common: whois.in.filter((name) => mine.has(fold(name))),
    others: whois.in.filter((name) => !mine.has(fold(name))),
  };
}

/** The name that somebody wants to be shown with; it may be anybody's. */
export function displayNameOf({ metadata = [] }: { readonly metadata?: readonly Pair[] }): string | undefined {
  const name = metadata.find(({ key }) => key === DISPLAY_NAME)?.value.trim();
  return name === "" ? undefined : name;
}

/** The key of IRCv3 metadata for it. */
export const DISPLAY_NAME = "display-name";

function theirs(label: string, text: string): readonly Fact[] {
  return text.trim() === "" ? [] : [{ label, text, isTheirs: true }];
}

const KEYS: ReadonlyMap<string, string> = new Map([
  ["url", "Page"],
  ["homepage", "Page"],
  ["avatar", "Picture"],
  ["pronouns", "Pronouns"],
  ["status", "Status"],
  ["timezone", "Time zone"],
  ["bot.url", "About the bot"],
]);

function keyWords(key: string): string {
  return KEYS.get(key) ?? key;
}
