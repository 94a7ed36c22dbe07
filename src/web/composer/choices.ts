import type { Item } from "../../client/model/timeline.ts";
import type { SlashRow } from "../../client/slash-row.ts";
import { LIMITS } from "../../core/limits.ts";
import { fold } from "../../core/names.ts";
import type { ChannelItem } from "../../wire/json/messages.ts";
import { type Choice, matching, type Wanted } from "./completion.ts";
import type { Emoji } from "./emoji-data.ts";

/** Whom and what completion knows of in a place. */
export interface Known {
  /** Nicks, those who spoke last first. */
  readonly nicks: readonly string[];
  /** The channels that one is in. */
  readonly joined: readonly string[];
  /** All channels, as far as they have been asked for. */
  readonly channels: readonly ChannelItem[];
  readonly commands: readonly Pick<SlashRow, "name" | "aliases" | "usage" | "text">[];
  /** Finds emoji by name; nothing before they are loaded. */
  readonly emoji: (query: string, limit: number) => readonly Pick<Emoji, "emoji" | "names">[];
}

/** What can be put in the place of what is wanted, the likeliest first. */
export function choicesFor(wanted: Wanted, text: string, known: Known): readonly Choice[] {
  const limit = LIMITS.choicesShown;
  switch (wanted.kind) {
    case "nick":
      return matching(wanted.query, known.nicks, (nick) => nick, limit).map((nick) => nickChoice(nick, wanted, text));
    case "channel":
      return channelChoices(wanted.query, known, limit);
    case "emoji":
      return known
        .emoji(wanted.query, limit)
        .map(({ emoji, names: [name = ""] }) => ({ key: emoji, text: emoji, label: `${emoji} :${name}:` }));
    case "command":
      return commandChoices(wanted.query, known, limit);
  }
}

/** At the beginning of a line a bare nick is whom the line is for, as in `bob: hello`. */
function nickChoice(nick: string, { from }: Wanted, text: string): Choice {
  const isSigned = text[from] === "@";
  const put = isSigned ? `@${nick}` : from === 0 ? `${nick}:` : nick;
  return { key: nick, text: put, label: nick };
}

function channelChoices(query: string, { joined, channels }: Known, limit: number): readonly Choice[] {
  const about = new Map(channels.map(({ channel, topic }) => [fold(channel), topic]));
  const inside = new Set(joined.map(fold));
  const others = channels.filter(({ channel }) => !inside.has(fold(channel))).map(({ channel }) => channel);
  const found = [joined, others].flatMap((names) => matching(query, names, (name) => name.slice(1), limit));
  return found.slice(0, limit).map((name) => {
    const topic = about.get(fold(name));
    return { key: name, text: name, label: name, ...(topic !== undefined && { about: topic }) };
  });
}

function commandChoices(query: string, { commands }: Known, limit: number): readonly Choice[] {
  const found = matching(query, commands, ({ name }) => name, limit).filter(({ name }) => name.startsWith(query));
  const also = commands.filter((row) => !found.includes(row) && row.aliases?.some((alias) => alias.startsWith(query)));
  return [...found, ...also]
    .slice(0, limit)
    .map(({ name, usage, text }) => ({ key: name, text: `/${name}`, label: `/${name} ${usage}`.trim(), about: text }));
}

/**
 * Who may be meant in a place: those who spoke last first, then the others in their order; each once, and not oneself.
 * @param items of the timeline
 */
export function nicksOf(items: readonly Item[], members: Iterable<string>, self: string): readonly string[] {
  const nicks = new Map<string, string>();
  for (let i = items.length - 1; i >= Math.max(0, items.length - LIMITS.spokenLookedAt); i--) {
    const item = items[i];
    if (item?.kind !== "message" || item.isOwn) continue;
    const { nick } = item.message.from;
    if (!nicks.has(fold(nick))) nicks.set(fold(nick), nick);
  }
  for (const nick of members) if (!nicks.has(fold(nick))) nicks.set(fold(nick), nick);
  nicks.delete(fold(self));
  return [...nicks.values()];
}
