import { CHANNEL_MODES } from "../core/modes.ts";
import { fold } from "../core/names.ts";
import { ask, channelAndRest, type Place, type SlashRow, type Typed } from "./slash-row.ts";
import { readModes, words } from "./slash-words.ts";

/** The slash commands by which order is kept in channels. */
export const ORDER: readonly SlashRow[] = [
  {
    name: "kick",
    usage: "[#channel] nick [reason]",
    text: "make somebody leave a channel",
    read(rest, place) {
      const [channel, who] = channelAndRest(rest, place);
      const [nick = "", reason = ""] = words(who, 2);
      if (channel === undefined || nick === "") return undefined;
      return ask({ type: "kick", channel, nick, ...(reason !== "" && { reason }) });
    },
  },
  {
    name: "ban",
    usage: "[#channel] nick or mask",
    text: "keep somebody out of a channel: by their account if they are signed in, or else by their nick",
    read: (rest, place) => ban(true, rest, place),
  },
  {
    name: "unban",
    usage: "[#channel] nick or mask",
    text: "let somebody into a channel again",
    read: (rest, place) => ban(false, rest, place),
  },
  {
    name: "invite",
    usage: "nick [#channel]",
    text: "ask somebody into a channel",
    read(rest, place) {
      const [nick = "", where = ""] = words(rest, 2);
      const [channel] = channelAndRest(where, place);
      return channel === undefined || nick === "" ? undefined : ask({ type: "invite", channel, nick });
    },
  },
  standing("op", true, "o", "make members operators of a channel"),
  standing("deop", false, "o", "make operators of a channel members like others"),
  standing("voice", true, "v", "give members of a channel a voice"),
  standing("devoice", false, "v", "take their voice from members of a channel"),
  {
    name: "mode",
    usage: "[#channel] [+o nick]",
    text: "show a channel's modes, or change them, or with your own nick your own",
    read(rest, place) {
      const [first = "", own = ""] = words(rest, 2);
      if (fold(first) === fold(place.nick)) {
        const changes = readModes(own, false);
        return changes && ask({ type: "usermode", changes });
      }
      const [channel, modes] = channelAndRest(rest, place);
      if (channel === undefined) return undefined;
      const changes = modes === "" ? [] : readModes(modes, true);
      // As in IRC, a list without a mask is shown.
      const isShown = changes?.every(({ mode, parameter }) => isList(mode) && parameter === undefined);
      if (isShown) return ask({ type: "modes", channel });
      return changes && ask({ type: "mode", channel, changes });
    },
  },
];

function isList(mode: string): boolean {
  return CHANNEL_MODES[mode]?.kind === "list";
}

/** The row of a command that gives a standing to members, or takes it from them. */
function standing(name: string, set: boolean, mode: string, text: string): SlashRow {
  return {
    name,
    usage: "[#channel] nick [nick…]",
    text,
    read(rest, place) {
      const [channel, who] = channelAndRest(rest, place);
      const nicks = who.split(/\s+/).filter((nick) => nick !== "");
      if (channel === undefined || nicks.length === 0) return undefined;
      return ask({ type: "mode", channel, changes: nicks.map((parameter) => ({ set, mode, parameter })) });
    },
  };
}

function ban(set: boolean, rest: string, place: Place): Typed | undefined {
  const [channel, whom] = channelAndRest(rest, place);
  const [who = "", more] = words(whom, 2);
  return channel === undefined || who === "" || more !== undefined ? undefined : { type: "ban", channel, who, set };
}
