import { LIMITS } from "../core/limits.ts";
import { fold } from "../core/names.ts";
import { type Amend, amend } from "./last-said.ts";
import type { Asked } from "./outgoing.ts";
import { quotedWord, readModes, words } from "./slash-words.ts";

/** Where a line is typed. */
export interface Place {
  /** The channel or nick that plain lines go to. */
  readonly to: string | undefined;
  /** Our own nick. */
  readonly nick: string;
}

/** What a typed line asks for. */
export type Typed =
  | { readonly type: "ask"; readonly command: Asked }
  /** Plain lines go to this nick from now on, beginning with `text`; without a nick, to a channel again. */
  | { readonly type: "talk"; readonly to?: string; readonly text?: string }
  /** A file of that path is to be uploaded, and its link said with the text. */
  | { readonly type: "upload"; readonly path: string; readonly to: string; readonly text: string }
  /** A file is to be saved: that of a link, or the newest of that name where the line is typed. */
  | { readonly type: "download"; readonly what: string; readonly to: string | undefined }
  | Amend
  | { readonly type: "quit"; readonly reason?: string }
  | { readonly type: "help"; readonly lines: readonly string[] }
  | { readonly type: "problem"; readonly text: string }
  | { readonly type: "nothing" };

/** One slash command. */
export interface SlashRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Its parameters, as help shows them. */
  readonly usage: string;
  readonly text: string;
  /** Reads what stands behind its name. Nothing, if that is not what `usage` says. */
  read(rest: string, place: Place): Typed | undefined;
}

/** Every slash command, in the order in which help shows them. */
export const SLASH: readonly SlashRow[] = [
  {
    name: "join",
    aliases: ["j"],
    usage: "#channel [key]",
    text: "come into a channel",
    read(rest) {
      const [name = "", key = ""] = words(rest, 2);
      return name === "" ? undefined : ask({ type: "join", channel: channelName(name), ...(key !== "" && { key }) });
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
      return ask(topic === "" ? { type: "names", channel } : { type: "topic", channel, topic });
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
    name: "invite",
    usage: "nick [#channel]",
    text: "ask somebody into a channel",
    read(rest, place) {
      const [nick = "", where = ""] = words(rest, 2);
      const [channel] = channelAndRest(where, place);
      return channel === undefined || nick === "" ? undefined : ask({ type: "invite", channel, nick });
    },
  },
  {
    name: "mode",
    usage: "[#channel] +o nick",
    text: "change a channel's modes, or with your own nick your own",
    read(rest, place) {
      const [first = "", own = ""] = words(rest, 2);
      if (fold(first) === fold(place.nick)) {
        const changes = readModes(own, false);
        return changes && ask({ type: "usermode", changes });
      }
      const [channel, modes] = channelAndRest(rest, place);
      const changes = readModes(modes, true);
      return changes && channel !== undefined ? ask({ type: "mode", channel, changes }) : undefined;
    },
  },
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
  return row.read(rest, place) ?? { type: "problem", text: `Write it as: /${row.name} ${row.usage}` };
}

function helpLines(): readonly string[] {
  const heads = SLASH.map(({ name, usage }) => `/${name} ${usage}`.trim());
  const width = Math.max(...heads.map((head) => head.length));
  return SLASH.map(({ text }, i) => `${(heads[i] ?? "").padEnd(width)}  ${text}`);
}

function ask(command: Asked): Typed {
  return { type: "ask", command };
}

/** The channel that is named first, or else the one where the line is typed; and the rest. */
function channelAndRest(text: string, place: Place): readonly [string | undefined, string] {
  if (text.startsWith("#")) {
    const [channel = "", rest = ""] = words(text, 2);
    return [channel, rest];
  }
  return [place.to?.startsWith("#") ? place.to : undefined, text];
}

/** How the past of a channel, or of a talk with somebody, is asked for. */
export function whereIs(of: string): { readonly channel: string } | { readonly with: string } {
  return of.startsWith("#") ? { channel: of } : { with: of };
}

function channelName(name: string): string {
  return name.startsWith("#") ? name : `#${name}`;
}
