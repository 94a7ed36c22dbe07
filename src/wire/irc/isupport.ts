import type { GuestRights } from "../../core/account-commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { CHANNEL_MODES, EXTENDED_BANS, type ModeKind, STANDINGS, USER_MODES } from "../../core/modes.ts";
import { utf8Length } from "../../core/utf8.ts";

/** Tokens of one 005 line (Modern IRC, RPL_ISUPPORT). */
const TOKENS_PER_LINE = 13;

/** Their bytes with a space each: what a line has beside two long names and its text. */
const TOKEN_BYTES = 340;

/** The commands that take several targets, and how many; "" is as many as fit in the line. */
const TARGETS: Readonly<Record<string, string>> = {
  PRIVMSG: String(LIMITS.ircTargets),
  NOTICE: String(LIMITS.ircTargets),
  TAGMSG: String(LIMITS.ircTargets),
  JOIN: "",
  PART: "",
  KICK: "",
  NAMES: "",
  LIST: "",
  WHOIS: "1",
};

/** The letters of the user modes. */
export const USER_MODE_LETTERS: string = Object.keys(USER_MODES).join("");

/** The letters of the channel modes that take a parameter, for RPL_MYINFO. */
export const PARAMETER_MODE_LETTERS: string = Object.entries(CHANNEL_MODES)
  .filter(([, row]) => row.kind !== "flag")
  .map(([letter]) => letter)
  .join("");

/** The letters of all channel modes. */
export const CHANNEL_MODE_LETTERS: string = Object.keys(CHANNEL_MODES).join("");

/** What 005 tells of that is not the same on every server. */
export interface Appearance {
  readonly network: string;
  /** The URL of the network's picture (IRCv3 network-icon). */
  readonly icon?: string | undefined;
  /** The URL that files are uploaded to (soju.im/filehost, and the draft of IRCv3 filehost that came of it). */
  readonly uploads?: string | undefined;
  /** What those may do who are not signed in: if it is nothing, an account is needed (IRCv3 account-registration). */
  readonly guests?: GuestRights;
}

/** What the server does and bears, as lines of tokens. Made from the tables that it goes by. */
export function isupport({ network, icon, uploads, guests }: Appearance): readonly (readonly string[])[] {
  const tokens = [
    `NETWORK=${escaped(network)}`,
    "CASEMAPPING=ascii",
    "CHANTYPES=#",
    `PREFIX=(${STANDINGS.map(({ mode }) => mode).join("")})${STANDINGS.map(({ sign }) => sign).join("")}`,
    `CHANMODES=${[letters("list"), letters("key"), letters("value"), letters("flag")].join(",")}`,
    `MODES=${LIMITS.modesPerCommand}`,
    `MAXLIST=${[...letters("list")].map((letter) => `${letter}:${LIMITS.masksPerList}`).join(",")}`,
    "EXCEPTS=e",
    "INVEX=I",
    `EXTBAN=,${Object.keys(EXTENDED_BANS).join("")}`,
    "ACCOUNTEXTBAN=a",
    `STATUSMSG=${STANDINGS.map(({ sign }) => sign).join("")}`,
    `CHANLIMIT=#:${LIMITS.channelsPerUser}`,
    `CHANNELLEN=${LIMITS.channelNameBytes}`,
    `NICKLEN=${LIMITS.nickBytes}`,
    `USERLEN=${LIMITS.identBytes}`,
    `HOSTLEN=${LIMITS.hostBytes}`,
    `NAMELEN=${LIMITS.realnameBytes}`,
    `TOPICLEN=${LIMITS.ircTopicBytes}`,
    `KICKLEN=${LIMITS.ircReasonBytes}`,
    `AWAYLEN=${LIMITS.ircAwayBytes}`,
    `KEYLEN=${LIMITS.keyBytes}`,
    `TARGMAX=${Object.entries(TARGETS)
      .map(([command, most]) => `${command}:${most}`)
      .join(",")}`,
    "ELIST=CMNTU",
    "SAFELIST",
    `MONITOR=${LIMITS.watchesPerSession}`,
    `CHATHISTORY=${LIMITS.historyPage}`,
    "MSGREFTYPES=msgid,timestamp",
    "WHOX",
    "BOT=B",
    "UTF8ONLY",
    ...(guests === "none" ? ["draft/ACCOUNTREQUIRED"] : []),
    ...(icon === undefined ? [] : [`draft/ICON=${escaped(icon)}`]),
    ...(uploads === undefined ? [] : ["draft", "soju.im"].map((by) => `${by}/FILEHOST=${escaped(uploads)}`)),
  ];
  return inLines(tokens);
}

function inLines(tokens: readonly string[]): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let bytes = 0;
  for (const token of tokens) {
    const length = utf8Length(token) + 1;
    if (lines.length === 0 || line.length >= TOKENS_PER_LINE || bytes + length > TOKEN_BYTES) {
      line = [];
      bytes = 0;
      lines.push(line);
    }
    line.push(token);
    bytes += length;
  }
  return lines;
}

/** A value as it stands in a token, where some characters have other meanings (Modern IRC, RPL_ISUPPORT). */
function escaped(value: string): string {
  return value.replace(/[ =\\]/g, (character) => `\\x${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function letters(kind: ModeKind): string {
  return Object.entries(CHANNEL_MODES)
    .filter(([, row]) => row.kind === kind)
    .map(([letter]) => letter)
    .join("");
}
