import { LIMITS } from "../core/limits.ts";
import { amend } from "./last-said.ts";
import type { Asked } from "./outgoing.ts";
import { ORDER } from "./slash-order.ts";
import { ask, channelAndRest, type Place, type SlashRow, type Typed } from "./slash-row.ts";
import { quotedWord, words } from "./slash-words.ts";

/** Every slash command, in the order in which help shows them. */
export const SLASH: readonly SlashRow[] = [
  {
    name: "join",
    aliases: ["j"],
    usage: "#channel[,#channel…] [key,key…]",
    text: "come into a channel, or into several",
    read(rest) {
      const [names = "", keys = ""] = words(rest, 2);
      const channels = names.split(",").filter((name) => name !== "");
      // A single channel's key may have a comma in it.
      const keyOf = channels.length === 1 ? [keys] : keys.split(",");
      const joins = channels.map((name, i) => joinOf(name, keyOf[i] ?? ""));
      const [first] = joins;
      if (first === undefined) return undefined;
      return joins.length === 1 ? ask(first) : { type: "several", commands: joins };
    },
  },
  {
    name: "part",
    aliases: ["leave"],
    usage: "[#channel] [reason]",
    text: "leave a channel",
    read(rest, place) {
      const [channel, reason] = channelAndRest(rest, place);
      return channel === undefined ? undefined : ask({ type: "part", channel, ...(reason !== "" && { reason }) });
    },
  },
  {
    name: "close",
    aliases: ["wc"],
    usage: "",
    text: "put away the talk where you are, or leave the channel",
    read: (rest, { to }) => (to === undefined || rest !== "" ? undefined : { type: "close", of: to }),
  },
  {
    name: "nick",
    usage: "name",
    text: "take another nick",
    read: (rest) => (rest === "" ? undefined : ask({ type: "nick", nick: rest })),
  },
  {
    name: "setname",
    usage: "text",
    text: "change the line about you",
    read: (realname) => (realname === "" ? undefined : ask({ type: "setname", realname })),
  },
  {
    name: "me",
    usage: "does something",
    text: "say what you do",
    read: (text, { to }) =>
      text === "" || to === undefined ? undefined : ask({ type: "say", to, text, form: "action" }),
  },
  {
    name: "edit",
    usage: "text",
    text: "change what you said last here",
    read: (text, { to }) => amend("edit", to, text),
  },
  {
    name: "delete",
    usage: "[reason]",
    text: "take back what you said last here",
    read: (reason, { to }) => (to === undefined ? undefined : { type: "amend", how: "delete", to, text: reason }),
  },
  {
    name: "react",
    usage: "text",
    text: "react to what somebody else said last here",
    read: (text, { to }) => amend("react", to, text),
  },
  {
    name: "msg",
    usage: "nick text",
    text: "say something to one person, or in a channel",
    read(rest) {
      const [to = "", text = ""] = words(rest, 2);
      return text === "" ? undefined : ask({ type: "say", to, text });
    },
  },
  {
    name: "notice",
    usage: "nick text",
    text: "say something that wants no answer, to one person or in a channel",
    read(rest) {
      const [to = "", text = ""] = words(rest, 2);
      return text === "" ? undefined : ask({ type: "say", to, text, form: "notice" });
    },
  },
  {
    name: "query",
    usage: "[nick] [text]",
    text: "talk to one person; without a nick, to the channel again",
    read(rest) {
      const [to, text] = words(rest, 2);
      if (to?.startsWith("#")) return undefined;
      return { type: "talk", ...(to !== undefined && { to }), ...(text !== undefined && { text }) };
    },
  },
  {
    name: "topic",
    usage: "[#channel] [text]",
    text: "show what a channel is about, or set it",
    read(rest, place) {
      const [channel, topic] = channelAndRest(rest, place);
      if (channel === undefined) return undefined;
      return topic === "" ? { type: "topic", channel } : ask({ type: "topic", channel, topic });
    },
  },
  {
    name: "rename",
    usage: "[#channel] #name [reason]",
    text: "give a channel another name",
    read(rest, place) {
      const isNamed = words(rest, 3)[1]?.startsWith("#") ?? false;
      const [channel, then] = isNamed ? channelAndRest(rest, place) : [channelAndRest("", place)[0], rest];
      const [name = "", reason = ""] = words(then, 2);
      if (channel === undefined || name === "") return undefined;
      return ask({ type: "rename", channel, name: channelName(name), ...(reason !== "" && { reason }) });
    },
  },
  {
    name: "names",
    aliases: ["who"],
    usage: "[#channel]",
    text: "show who is in a channel",
    read(rest, place) {
      const [channel] = channelAndRest(rest, place);
      return channel === undefined ? undefined : ask({ type: "names", channel });
    },
  },
  { name: "list", usage: "", text: "show which channels there are", read: () => ask({ type: "channels" }) },
  {
    name: "whois",
    usage: "nick",
    text: "show who somebody is",
    read: (nick) => (nick === "" ? undefined : ask({ type: "whois", nick })),
  },
  {
    name: "away",
    usage: "[why]",
    text: "say that you are away, or without a reason that you are back",
    read: (text) => ask({ type: "away", ...(text !== "" && { text }) }),
  },
  {
    name: "back",
    usage: "",
    text: "say that you are back",
    read: (rest) => (rest === "" ? ask({ type: "away" }) : undefined),
  },
  ...ORDER,
  {
    name: "history",
    usage: "[how many]",
    text: "show what was said last",
    read(rest, { to }) {
      if (!to?.startsWith("#") || !/^\d{0,6}$/.test(rest)) return undefined;
      return ask({ type: "history", channel: to, ...(rest !== "" && { limit: Number(rest) }) });
    },
  },
  {
    name: "search",
    usage: "words",
    text: "show what was said with these words in it",
    read: (text) => (text === "" ? undefined : ask({ type: "search", text, limit: LIMITS.foundShown })),
  },
  {
    name: "upload",
    usage: "file [text]",
    text: "share a file; a name with spaces stands in quotes",
    read(rest, { to }) {
      const [path, text] = quotedWord(rest);
      return path === "" || to === undefined ? undefined : { type: "upload", path, to, text };
    },
  },
  {
    name: "get",
    usage: "name or link",
    text: "save a file that was shared",
    read(rest, { to }) {
      const [quoted, more] = quotedWord(rest);
      const what = /^["']/.test(rest) && more === "" ? quoted : rest;
      return what === "" ? undefined : { type: "download", what, to };
    },
  },
  {
    name: "files",
    usage: "[nick or #channel]",
    text: "show which files were shared",
    read(rest, place) {
      const of = rest === "" ? place.to : words(rest, 2)[0];
      return of === undefined ? undefined : ask({ type: "files", ...whereIs(of), limit: LIMITS.filesListed });
    },
  },
  { name: "help", aliases: ["?"], usage: "", text: "show this", read: () => ({ type: "help", lines: helpLines() }) },
  {
    name: "quit",
    aliases: ["exit"],
    usage: "[reason]",
    text: "say goodbye",
    read: (reason) => ({ type: "quit", ...(reason !== "" && { reason }) }),
  },
];

/** Reads one typed line: a slash command, or something to say. Two slashes say a line that begins with one. */
export function readTyped(line: string, place: Place): Typed {
  if (line.trim() === "") return { type: "nothing" };
  if (line.startsWith("/") && !line.startsWith("//")) return readSlash(line.slice(1), place);
  const text = line.startsWith("//") ? line.slice(1) : line;
  if (place.to === undefined) return { type: "problem", text: "You are in no channel. /join #channel comes first." };
  return ask({ type: "say", to: place.to, text });
}

function readSlash(line: string, place: Place): Typed {
  const [name = "", rest = ""] = words(line, 2);
  const wanted = name.toLowerCase();
  const row = SLASH.find((one) => one.name === wanted || one.aliases?.includes(wanted));
  if (!row) return { type: "problem", text: `There is no command /${name}. /help shows those that there are.` };
  return row.read(rest, place) ?? { type: "problem", text: `Write it as: ${headOf(row)}` };
}

function helpLines(): readonly string[] {
  const heads = SLASH.map(headOf);
  const width = Math.max(...heads.map((head) => head.length));
  return SLASH.map(({ text }, i) => `${(heads[i] ?? "").padEnd(width)}  ${text}`);
}

/** A command as it is written, with its parameters. */
export function headOf({ name, usage }: Pick<SlashRow, "name" | "usage">): string {
  return `/${name} ${usage}`.trim();
}

/** How the past of a channel, or of a talk with somebody, is asked for. */
export function whereIs(of: string): { readonly channel: string } | { readonly with: string } {
  return of.startsWith("#") ? { channel: of } : { with: of };
}

function channelName(name: string): string {
  return name.startsWith("#") ? name : `#${name}`;
}

function joinOf(name: string, key: string): Asked {
  return { type: "join", channel: channelName(name), ...(key !== "" && { key }) };
}
