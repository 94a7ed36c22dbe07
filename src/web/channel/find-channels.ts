import { fold } from "../../core/names.ts";
import type { ChannelItem } from "../../wire/json/messages.ts";

/** Channels that fit what is sought. */
export interface FoundChannels {
  /** So many as are shown, those with the most members first. */
  readonly shown: readonly ChannelItem[];
  /** How many fit besides. */
  readonly left: number;
}

/** Those with all of the words in their name or topic; a name that begins with what was typed comes first. */
export function findChannels(channels: readonly ChannelItem[], typed: string, most: number): FoundChannels {
  const words = fold(typed)
    .split(/\s+/u)
    .filter((word) => word !== "");
  const start = words[0]?.replace(/^#/, "") ?? "";
  const fitting = channels.flatMap((item) => {
    const name = fold(item.channel);
    const about = `${name} ${fold(item.topic ?? "")}`;
    if (!words.every((word) => about.includes(word))) return [];
    return [{ item, name, begins: start !== "" && name.slice(1).startsWith(start) }];
  });
  fitting.sort(
    (one, other) =>
      Number(other.begins) - Number(one.begins) ||
      other.item.members - one.item.members ||
      one.name.localeCompare(other.name),
  );
  const shown = fitting.slice(0, most).map(({ item }) => item);
  return { shown, left: fitting.length - shown.length };
}
